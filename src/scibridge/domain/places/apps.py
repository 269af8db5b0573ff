from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "scibridge.domain.places"
    label = "places"
