"""What happens in following. Ids are public ids."""

from dataclasses import dataclass

from scibridge.kernel.events import Event


@dataclass(frozen=True, slots=True)
class FollowEvent(Event):
    """Something happened to what someone follows."""

    follow_id: str


class FollowBegun(FollowEvent):
    """An account follows something from now on."""


class FollowEnded(FollowEvent):
    """An account no longer follows it."""
