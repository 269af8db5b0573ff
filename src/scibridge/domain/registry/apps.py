from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "scibridge.domain.registry"
    label = "registry"
