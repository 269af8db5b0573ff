from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "scibridge.api"
    label = "api"
