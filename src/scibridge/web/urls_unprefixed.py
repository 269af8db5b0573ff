"""Addresses without a language: the way in, and what machines ask for."""

from django.urls import path

from scibridge.web.home import machines

urlpatterns = [
    path("", machines.entrance, name="entrance"),
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", machines.health, name="health"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
