from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "scibridge.cli"
    label = "cli"
