from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "scibridge.domain.attachments"
    label = "attachments"
