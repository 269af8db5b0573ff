"""Two writers at once: what each changed since the same base, field by field, language by language.

Owns the comparison and the settling of it; refuses choosing. Values are the JSON form of a content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scibridge.kernel.bilingual import CONTENT_LANGUAGES


class Side(StrEnum):
    """Whose words are taken."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Change:
    """One place that a side changed: the field, and the language or the held-back field inside it.

    ``joins``: both can be kept, one after the other.
    """

    field: str
    part: str
    base: Any
    theirs: Any
    mine: Any

    @property
    def name(self) -> str:
        """The place in one word, for inputs."""
        return f"{self.field}.{self.part}" if self.part else self.field

    @property
    def joins(self) -> bool:
        """Whether both can be kept: words and lists can, one code or figure cannot."""
        return all(
            isinstance(one, str) and one and self.part in CONTENT_LANGUAGES for one in self._sides()
        ) or all(isinstance(one, list) and one for one in self._sides())

    def _sides(self) -> tuple[Any, Any]:
        return self.theirs, self.mine


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What only they changed, what only I changed, and where both did, differently."""

    theirs: tuple[Change, ...]
    mine: tuple[Change, ...]
    clashes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing of mine is missing from what stands: sent twice, or both wrote the same."""
        return not self.mine and not self.clashes


def _parts(content: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Bilingual words by language, tiers by field, everything else whole."""
    found: dict[tuple[str, str], Any] = {}
    for field, value in content.items():
        if isinstance(value, Mapping):
            found |= {(field, str(part)): one for part, one in value.items()}
        else:
            found[field, ""] = value
    return found


def _empty(value: Any) -> bool:
    return value in (None, "", [], {}, False)


def _equal(one: Any, other: Any) -> bool:
    return one == other or (_empty(one) and _empty(other))


def three_way(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> ThreeWay:
    """Compare two contents with the one both began from; fields I did not send are not mine to change."""
    before, other, own = _parts(base), _parts({name: theirs.get(name) for name in mine}), _parts(mine)
    only_theirs, only_mine, clashes = [], [], []
    for field, part in dict.fromkeys([*own, *other]):
        if (field, part) not in own and not isinstance(mine.get(field), Mapping):
            continue
        values = [side.get((field, part)) for side in (before, other, own)]
        change = Change(field, part, *values)
        if _equal(change.theirs, change.mine):
            continue
        if _equal(change.mine, change.base):
            only_theirs.append(change)
        elif _equal(change.theirs, change.base):
            only_mine.append(change)
        else:
            clashes.append(change)
    return ThreeWay(tuple(only_theirs), tuple(only_mine), tuple(clashes))


def settle(
    theirs: Mapping[str, Any], mine: Mapping[str, Any], found: ThreeWay, choices: Mapping[str, Side]
) -> dict[str, Any]:
    """The content with every choice taken: theirs, with what only I changed and what was chosen as mine.

    ``choices`` maps the name of each clash to a side; raises KeyError for one without a choice.
    """
    settled = {name: _copied(theirs.get(name)) for name in mine}
    for change in found.mine:
        _put(settled, change, change.mine)
    for change in found.clashes:
        side = choices[change.name]
        if side is Side.THEIRS:
            continue
        _put(settled, change, _joined(change) if side is Side.BOTH else change.mine)
    return settled


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _put(settled: dict[str, Any], change: Change, value: Any) -> None:
    if not change.part:
        settled[change.field] = value
        return
    held = settled.get(change.field)
    held = dict(held) if isinstance(held, Mapping) else {}
    held[change.part] = value if value is not None else ""
    settled[change.field] = held


def _joined(change: Change) -> Any:
    if isinstance(change.theirs, list):
        return [*change.theirs, *(one for one in change.mine if one not in change.theirs)]
    return f"{change.theirs}\n{change.mine}"
