from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel has no tables; it is an app for its message catalogue."""

    name = "scibridge.kernel"
    label = "kernel"
