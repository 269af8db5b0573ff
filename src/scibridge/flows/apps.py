from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """The flows have no tables; they are an app so that events are wired once Django is ready."""

    name = "scibridge.flows"
    label = "flows"

    def ready(self) -> None:
        """Wire events to their consequences."""
        from scibridge.flows.wiring import connect

        connect()
