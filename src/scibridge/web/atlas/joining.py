"""What an address of the network or the matrix asks for: a selection, a measure, how many, how strong."""

import math
from dataclasses import dataclass

from django.http import QueryDict

from scibridge.engines.atlas.measures import Measure, measure_of
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.engines.errors import UnknownOption
from scibridge.web.atlas.arcs import measured_by
from scibridge.web.atlas.asking import paired_of, selection_of

# Groups with a colour and a shape of their own; smaller ones share the last look.
GROUPS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; ``query`` is what belongs to it beside the selection."""

    selection: Selection
    measure: Measure
    least: float
    most: int
    usual: int

    @property
    def query(self) -> dict[str, str | int]:
        """As addresses write it, without what is usual."""
        level = self.selection.level
        return {
            "level": "" if level is Level.COUNTRY else level.value,
            "by": measured_by(self.measure),
            "least": f"{self.least:g}" if self.least else "",
            "most": "" if self.most == self.usual else self.most,
        }

    @property
    def least_words(self) -> str:
        """The least strength as the form shows it."""
        return f"{self.least:g}" if self.least else ""


def asked_of(given: QueryDict, choices: tuple[int, ...], usual: int) -> Asked:
    """Raises UnknownOption."""
    selection = paired_of(selection_of(given))
    words = (given.get("most") or "").strip()
    if words and words not in map(str, choices):
        raise UnknownOption("most", words, tuple(map(str, choices)))
    return Asked(
        selection,
        measure_of(given.get("by") or ""),
        _least(given),
        int(words) if words else usual,
        usual,
    )


def _least(given: QueryDict) -> float:
    words = (given.get("least") or "").strip()
    try:
        value = float(words or 0)
    except ValueError:
        value = -1.0
    if not (math.isfinite(value) and value >= 0):
        raise UnknownOption("least", words, ("1", "0.01"))
    return value


def group_of(community: int) -> int:
    """The look of a community: 1 to GROUPS, and the one after them for all smaller ones."""
    return min(community, GROUPS) + 1
