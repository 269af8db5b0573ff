"""Reads of following."""

from scibridge.domain.following.selectors.follows import (
    active_follow,
    due_follows,
    follow_of,
    follows_of,
    key_of_search,
    key_of_target,
    linked_follow,
    linked_mails,
    search_of,
)
from scibridge.domain.following.selectors.news import Found, Item, look
from scibridge.domain.following.selectors.notices import (
    LEASE,
    Told,
    anything_due,
    digests_to_send,
    notices_of,
    notices_to_mail,
    told,
    unread_count,
    work_due,
)
from scibridge.domain.following.selectors.readable import Readable, readable

__all__ = [
    "LEASE",
    "Found",
    "Item",
    "Readable",
    "Told",
    "active_follow",
    "anything_due",
    "digests_to_send",
    "due_follows",
    "follow_of",
    "follows_of",
    "key_of_search",
    "key_of_target",
    "linked_follow",
    "linked_mails",
    "look",
    "notices_of",
    "notices_to_mail",
    "readable",
    "search_of",
    "told",
    "unread_count",
    "work_due",
]
