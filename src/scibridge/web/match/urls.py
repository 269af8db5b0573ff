"""Addresses of match results."""

from django.urls import path

from scibridge.web.match import views

urlpatterns = [path("match/", views.match, name="match")]
