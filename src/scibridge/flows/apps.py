from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "scibridge.flows"
    label = "flows"
