"""Addresses of the moderators' queue and its figures."""

from django.urls import path

from scibridge.web.moderation import deciding, figures, views

urlpatterns = [
    path("moderation/", views.queue_page, name="moderation"),
    path("moderation/next/", views.next_one, name="moderation_next"),
    path("moderation/waiting/", figures.waiting, name="moderation_waiting"),
    path("moderation/waiting.csv", figures.waiting_csv, name="moderation_waiting_csv"),
    path("moderation/<slug:kind>/<slug:public_id>/", deciding.decide, name="moderate"),
    path("moderation/<slug:kind>/<slug:public_id>/take/", deciding.take, name="moderation_take"),
]
