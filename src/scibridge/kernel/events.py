"""Domain events: frozen, past tense, ids only. Apps emit; ``flows.wiring`` alone subscribes.

Handlers run in the emitting transaction and fail closed: an error in a handler undoes what caused the event.
Work that may wait is enqueued by a handler as a task, which commits with the transaction or not at all.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""


E = TypeVar("E", bound=Event)
_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` for every event of exactly ``event_type``; a second subscription changes nothing."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def emit(event: Event) -> None:
    """Hand ``event`` to its handlers, in order of subscription."""
    for handler in _handlers[type(event)]:
        handler(event)
