"""Portraits: what the whole corpus says of each organisation, city, country and challenge, made in one pass.

Pages read the portrait; nothing scans the corpus for a visitor. Made anew after the corpus has grown, and
with one command; in between, a portrait says of which day it is.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from scibridge.domain.exchange.states import Challenge
from scibridge.domain.places.models import Portrait
from scibridge.domain.places.selectors import places_of_organisations, topics_of_challenge
from scibridge.domain.places.services import write_portraits
from scibridge.domain.registry.models import OrganisationIdentifier
from scibridge.domain.registry.states import OrganisationStatus
from scibridge.engines.lake.lake import Lake
from scibridge.kernel.identifiers import Scheme

# A work signed by more institutions than this says little of who works with whom.
MOST_INSTITUTIONS = 50


def portraits_are_due() -> bool:
    """Whether the corpus has changed since the portraits were made."""
    made = Portrait.objects.values_list("generation", flat=True).first()
    return Lake(settings.LAKE_DIRECTORY).generation != (made or 0)


def make_portraits() -> int:
    """Make every portrait anew; returns how many there are. Raises LakeBroken."""
    lake = Lake(settings.LAKE_DIRECTORY)
    institutions = dict(_institutions(lake))
    asked = _members(institutions)
    subjects = [
        (int(topic[1:]), f"challenge:{challenge}")
        for challenge in Challenge
        for topic in topics_of_challenge(challenge.value)
        if topic[:1] == "T" and topic[1:].isdigit()
    ]
    groups = {"institutions": [one for one, _ in asked], "groups": [name for _, name in asked]}
    themes = {"topics": [one for one, _ in subjects], "challenges": [name for _, name in subjects]}
    found = {
        row.pop("name"): row | {"topics": [], "partners": []}
        for row in lake.query("group_works", **groups, **themes).to_pylist()
    }
    for row in lake.query("group_topics", **groups, **themes).to_pylist():
        topic = {"id": f"T{row['topic_id']}", "name": row["topic"], "field": row["field"] or ""}
        found[row["name"]]["topics"].append(topic | {"works": row["works"]})
    # A city's own institutions would be its first partners: only organisations and countries are asked.
    alone = [one for one in asked if one[1].startswith("organisation:")]
    sides = {"institutions": [one for one, _ in alone], "groups": [name for _, name in alone]}
    for row in lake.query("group_partners", **sides, most=MOST_INSTITUTIONS).to_pylist():
        if row["name"] in found:
            found[row["name"]]["partners"].append(_partner(row, institutions))
    return write_portraits(found, generation=lake.generation)


def _institutions(lake: Lake) -> Iterator[tuple[int, str]]:
    """Number of an institution in the corpus → public id of the organisation that bears its id or ROR."""
    live = OrganisationIdentifier.objects.exclude(organisation__status=OrganisationStatus.MERGED.value)
    held = live.values_list("value", "organisation__public_id")
    by_ror = dict(held.filter(scheme=Scheme.ROR.value))
    for row in lake.query("identities").to_pylist():
        if row["ror"] in by_ror:
            yield row["id"], by_ror[row["ror"]]
    for value, public_id in held.filter(scheme=Scheme.OPENALEX.value):
        yield int(value[1:]), public_id


def _members(institutions: dict[int, str]) -> list[tuple[int, str]]:
    """Institution and group: its organisation, and the city where that stands."""
    cities = places_of_organisations()
    found = []
    for number, public_id in institutions.items():
        found.append((number, f"organisation:{public_id}"))
        if public_id in cities:
            found.append((number, f"place:{cities[public_id]}"))
    return found


def _partner(row: dict[str, Any], institutions: dict[int, str]) -> dict[str, Any]:
    """A country by its code; an institution by its id here, else by that of the corpus."""
    partner = row["partner"]
    if row["name"].startswith("country:"):
        return {"id": partner, "works": row["works"]}
    names = {"en": row["title"] or "", "zh-hans": row["title_zh"] or ""}
    return {
        "id": institutions.get(int(partner[1:]), partner),
        "name": {code: name for code, name in names.items() if name},
        "country": row["country"] or "",
        "works": row["works"],
    }
