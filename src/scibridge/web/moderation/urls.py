"""Addresses of the moderators' queue."""

from django.urls import path

from scibridge.web.moderation import views

urlpatterns = [
    path("moderation/", views.queue, name="moderation"),
    path("moderation/<slug:kind>/<slug:public_id>/", views.decide, name="moderate"),
]
