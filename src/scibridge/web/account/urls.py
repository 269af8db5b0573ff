"""Addresses of the signed-in person's own pages."""

from django.urls import path

from scibridge.web.account import views

urlpatterns = [
    path("me/profile/", views.profile, name="profile"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<slug:prefix>/end/", views.end_token_view, name="token_end"),
]
