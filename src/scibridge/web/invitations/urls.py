"""Addresses of invitations."""

from django.urls import path

from scibridge.web.invitations import answering, managing

urlpatterns = [
    path("invitations/<int:number>/withdraw/", managing.withdraw, name="invitation_withdraw"),
    path("invitations/<int:number>/send/", managing.send, name="invitation_send"),
    path("invitation/<str:link>/", answering.answer, name="invitation"),
]
