"""Writes of following: begin, change and end; tell and mail. The clock is an argument."""

from scibridge.domain.following.services.delivering import deliver_due, expected
from scibridge.domain.following.services.follows import (
    change_follow,
    follow_merged_organisation,
    follow_search,
    follow_target,
    stop_by_link,
    stop_follow,
)
from scibridge.domain.following.services.notices import keep, mark_read

__all__ = [
    "change_follow",
    "deliver_due",
    "expected",
    "follow_merged_organisation",
    "follow_search",
    "follow_target",
    "keep",
    "mark_read",
    "stop_by_link",
    "stop_follow",
]
