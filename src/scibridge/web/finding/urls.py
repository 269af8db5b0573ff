"""Addresses of the search over everything."""

from django.urls import path

from scibridge.web.finding import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="search_suggest"),
]
