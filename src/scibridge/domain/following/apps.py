from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "scibridge.domain.following"
    label = "following"
