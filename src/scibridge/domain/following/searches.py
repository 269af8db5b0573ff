"""Saved searches: the parameters of an address as codes, checked, in one written form.

Owns what may be saved and how it is written back into an address; refuses asking, which ``selectors`` do.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.states import Challenge, NeedKind, OfferKind
from scibridge.domain.following.states import Place
from scibridge.engines.matching.documents import Kind, Stage
from scibridge.kernel.countries import is_country
from scibridge.kernel.errors import FieldProblem, InvalidInput

# What a saved search can find: everything the index answers with.
FOUND_KINDS = (Kind.OFFER, Kind.WORK, Kind.PERSON, Kind.ORGANISATION, Kind.FACILITY, Kind.NEED)
# Without a kind, what is put forward or asked for; people and organisations move with every new paper.
NEWS_KINDS = (Kind.OFFER, Kind.NEED, Kind.WORK, Kind.FACILITY)
LONGEST = {Place.MATCH: 5000, Place.NEEDS: 200, Place.OFFERS: 200}
MOST_CODES = 50
_TEXT = {Place.MATCH: "q", Place.NEEDS: "text", Place.OFFERS: "text"}
Codes = Callable[[str], bool]


def _one_of(codes: Any) -> Codes:
    known = {str(code) for code in codes}
    return lambda value: value in known


def _year(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) == 4 and value >= "1000" and value < "3000"


# Parameter → whether a value is known, for each place. Anything else in an address is not part of a search.
_CODES: dict[Place, dict[str, Codes]] = {
    Place.MATCH: {
        "kind": _one_of(FOUND_KINDS),
        "country": is_country,
        "stage": _one_of(Stage),
        "language": _one_of(("en", "zh")),
        "challenge": _one_of(Challenge),
        "from": _year,
        "to": _year,
        "met": _one_of(("1",)),
    },
    Place.NEEDS: {"kind": _one_of(NeedKind), "challenge": _one_of(Challenge), "country": is_country},
    Place.OFFERS: {"kind": _one_of(OfferKind), "challenge": _one_of(Challenge), "country": is_country},
}
_SINGLE = frozenset({"kind", "from", "to", "met"})


@dataclass(frozen=True, slots=True)
class Search:
    """A search: where, which words, and parameter → codes in alphabetical order."""

    place: Place
    text: str
    codes: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> tuple[str, ...]:
        """The codes of one parameter."""
        return self.codes.get(name, ())

    def first(self, name: str) -> str:
        """The one code of a parameter, or nothing."""
        return next(iter(self.of(name)), "")

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The pairs of its address."""
        words = [(_TEXT[self.place], self.text)] if self.text else []
        return [*words, *((name, code) for name, codes in self.codes.items() for code in codes)]

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept of it, in one written form."""
        return {"place": self.place.value, "text": self.text} | {
            name: list(codes) for name, codes in self.codes.items()
        }

    @property
    def digest(self) -> str:
        """The same for the same search."""
        written = json.dumps(self.stored, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()[:32]


def read_search(place: str, parameters: Mapping[str, Sequence[str]]) -> Search:
    """A search from the parameters of its address; codes that do not exist are left out, as pages do.

    Raises InvalidInput for an unknown place, words that are missing or too long, or too many codes.
    """
    if place not in {one.value for one in Place}:
        data = {"value": place[:100], "choices": tuple(one.value for one in Place)}
        raise InvalidInput([FieldProblem("place", "unknown_code", data)])
    where = Place(place)
    found: dict[str, tuple[str, ...]] = {}
    for name, known in sorted(_CODES[where].items()):
        codes = sorted({value for value in parameters.get(name, ()) if known(value)})
        if name in _SINGLE and where is Place.MATCH:
            codes = codes[:1]
        if len(codes) > MOST_CODES:
            raise InvalidInput([FieldProblem(name, "too_many", {"most": MOST_CODES})])
        if codes:
            found[name] = tuple(codes)
    return Search(where, _words(where, parameters.get(_TEXT[where], ())), found)


def _words(place: Place, given: Sequence[str]) -> str:
    field = _TEXT[place]
    text = " ".join((given[0] if given else "").replace("\x00", "").split())
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput([FieldProblem(field, "invalid_characters")]) from None
    if len(text) > LONGEST[place]:
        data = {"most": LONGEST[place], "length": len(text)}
        raise InvalidInput([FieldProblem(field, "too_long", data)])
    if place is Place.MATCH and not text:
        raise InvalidInput([FieldProblem(field, "required")])
    return text


def stored_search(kept: Mapping[str, Any]) -> Search:
    """The inverse of ``Search.stored``; a code that has gone since is left out."""
    parameters = {name: value for name, value in kept.items() if isinstance(value, list)}
    place = Place(kept["place"])
    return read_search(place.value, parameters | {_TEXT[place]: [kept["text"]]})
