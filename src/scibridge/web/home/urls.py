"""Addresses of the home page and the standing pages."""

from django.urls import path

from scibridge.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("help/", views.matching_help, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("theme/", views.theme, name="theme"),
]
