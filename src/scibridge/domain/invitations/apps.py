from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "scibridge.domain.invitations"
    label = "invitations"
