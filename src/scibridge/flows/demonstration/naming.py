"""Names of places, people and organisations, from the tables beside this module."""

import csv
import random
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from scibridge.flows.demonstration.entities import City
from scibridge.flows.demonstration.words import Words, capitalised

# Letters that Unicode does not decompose into a plain one.
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "æ": "ae", "đ": "d", "ß": "ss"})


def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"tables/{name}").read_text(encoding="utf-8"))


@cache
def cities() -> tuple[City, ...]:
    """Every city of the table, in its order."""
    text = resources.files(__package__).joinpath("tables/cities.csv").read_text(encoding="utf-8")
    return tuple(
        City(
            row["country"],
            row["culture"],
            Words(row["en"], row["zh"]),
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def city(name: str) -> City:
    """The city of that English name; raises ``KeyError``."""
    for one in cities():
        if one.name.en == name:
            return one
    raise KeyError(name)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """``Latin|汉字`` items; without the second half it is empty."""
    return tuple(
        (latin.replace("_", " "), han) for latin, _, han in (item.partition("|") for item in text.split())
    )


@cache
def _culture(name: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...], bool]:
    row = _table("names.toml")[name]
    return _pairs(row["given"]), _pairs(row["family"]), row.get("order") == "family"


def person_name(culture: str, chance: random.Random) -> Words:
    """A name of that culture; in Chinese only where both parts have characters."""
    givens, surnames, family_first = _culture(culture)
    given, surname = chance.choice(givens), chance.choice(surnames)
    latin = f"{surname[0]} {given[0]}" if family_first else f"{given[0]} {surname[0]}"
    return Words(latin, surname[1] + given[1] if given[1] and surname[1] else "")


@cache
def _organisations() -> Mapping[str, Any]:
    table = _table("organisations.toml")
    return {
        "words": {group: _pairs(text) for group, text in table["words"].items()},
        "groups": table["groups"],
        "patterns": table["patterns"],
    }


def cities_like(places: Iterable[City]) -> tuple[City, ...]:
    """Cities in the parts of the world (groups of cultures) that ``places`` lie in."""
    groups = _organisations()["groups"]
    wanted = {groups[place.culture] for place in places}
    return tuple(one for one in cities() if groups[one.culture] in wanted)


def organisation_name(pattern: str, place: City, subject: Words, chance: random.Random) -> tuple[Words, str]:
    """A name after one of the patterns of ``pattern``, and the invented word in it."""
    table = _organisations()
    words = table["words"][table["groups"][place.culture]]
    word = chance.choice(words)
    patterns = table["patterns"][pattern]
    turn = chance.randrange(len(patterns["en"]))
    english = {"word": word[0], "city": place.name.en, "subject": subject.en}
    chinese = {"word": word[1], "city": place.name.zh, "subject": subject.zh}
    return Words(patterns["en"][turn], patterns["zh"][turn]).rendered(english, chinese), word[0]


def part_name(parent: Words, subject: Words, turn: int) -> Words:
    """The name of a school or laboratory of ``parent``."""
    pattern = _organisations()["patterns"]["part"]
    turn %= len(pattern["en"])
    return Words(pattern["en"][turn], pattern["zh"][turn]).rendered(
        {"parent": parent.en, "subject": subject.en}, {"parent": parent.zh, "subject": subject.zh}
    )


def host_name(text: str) -> str:
    """``text`` as a label under ``.example`` (RFC 2606: never a real host)."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode().lower()
    label = "".join(letter if letter.isalnum() else "-" for letter in plain)
    return f"{'-'.join(part for part in label.split('-') if part)[:50]}.example"


def sentence(words: Words) -> Words:
    """Words that begin a sentence."""
    return Words(capitalised(words.en), words.zh)
