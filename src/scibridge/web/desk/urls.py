"""Addresses of the desk."""

from django.urls import path

from scibridge.web.desk import acting, exporting, views

urlpatterns = [
    path("me/", views.desk, name="my_page"),
    path("me/suggestions/", views.suggestions, name="desk_suggestions"),
    path("me/do/", acting.act, name="desk_act"),
    path("me/export/", exporting.export, name="desk_export"),
]
