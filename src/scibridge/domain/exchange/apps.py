from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "scibridge.domain.exchange"
    label = "exchange"
