"""The pages, each family in its own list; the language prefix is put before them by the settings' urls."""

from django.urls import include, path

urlpatterns = [
    path("", include("scibridge.web.home.urls")),
]
