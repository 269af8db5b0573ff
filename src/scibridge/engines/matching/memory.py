"""What was worked out over one snapshot, kept for the next search that asks the same words.

A result page, its numbers, the next page and each answer's own page put one query several times. Owns the
bound on what is kept; refuses anything that a snapshot and its key do not settle.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

_Worked = TypeVar("_Worked")
# A ranking of a thousand candidates takes about 200 kB.
KEPT: Final = 48


class Memory:
    """The values used last, at most ``kept``; threads may share one."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._guard = threading.Lock()

    def recall(self, key: Hashable, work_out: Callable[[], _Worked]) -> _Worked:
        """The value of the key, worked out where it is not held; nobody may change it."""
        with self._guard:
            if key in self._values:
                self._values.move_to_end(key)
                known: _Worked = self._values[key]
                return known
        value = work_out()
        with self._guard:
            self._values[key] = value
            while len(self._values) > self._kept:
                self._values.popitem(last=False)
        return value
