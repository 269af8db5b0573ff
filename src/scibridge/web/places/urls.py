"""Addresses of places and challenges."""

from django.urls import path

from scibridge.web.places import challenges, views

urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/<slug:country>/", views.place, name="place"),
    path("places/<slug:country>/<slug:city>/", views.place, name="city"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<slug:code>/", challenges.challenge, name="challenge"),
]
