from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "scibridge.domain.accounts"
    label = "accounts"
