from django.apps import AppConfig


class IndexingConfig(AppConfig):
    name = "scibridge.domain.indexing"
    label = "indexing"
