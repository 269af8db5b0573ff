from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "scibridge.web"
    label = "web"
