"""Numbers and ids kept between visitors for as long as nothing has moved; what they name is fetched anew."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TypeVar

from django.core.cache import cache

from scibridge.domain.places.selectors import stamp
from scibridge.kernel.revisions import revision

T = TypeVar("T")
_KEEP_SECONDS = 600


@lru_cache(maxsize=1)
def _stamp_at(_revision: str) -> str:
    """The stamp, counted once for a revision of the database."""
    return stamp()


class Memory:
    """What one request remembers from others: everything under the present stamp of the tables."""

    @cached_property
    def _stamp(self) -> str:
        made_from = revision()
        return stamp() if made_from is None else _stamp_at(made_from)

    def recall(self, key: str, make: Callable[[], T]) -> T:
        """The value under ``key``, made if nobody has made it since the tables last moved."""
        full = f"web.places.{self._stamp}.{key}"
        held: tuple[T] | None = cache.get(full)
        if held is None:
            held = (make(),)
            cache.set(full, held, _KEEP_SECONDS)
        return held[0]
