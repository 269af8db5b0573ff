"""What a place, an organisation or a challenge is strong in: the numbers behind it, and their coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from scibridge.domain.places.models import Portrait
from scibridge.domain.places.selectors import TopicCount

MOST_TOPICS, MOST_PARTNERS = 8, 8
# The 26 fields of OpenAlex's classification, which knows English only.
FIELDS_OF_SCIENCE: Mapping[str, Any] = {
    "Agricultural and Biological Sciences": _("Agricultural and biological sciences"),
    "Arts and Humanities": _("Arts and humanities"),
    "Biochemistry, Genetics and Molecular Biology": _("Biochemistry, genetics and molecular biology"),
    "Business, Management and Accounting": _("Business, management and accounting"),
    "Chemical Engineering": _("Chemical engineering"),
    "Chemistry": _("Chemistry"),
    "Computer Science": _("Computer science"),
    "Decision Sciences": _("Decision sciences"),
    "Dentistry": _("Dentistry"),
    "Earth and Planetary Sciences": _("Earth and planetary sciences"),
    "Economics, Econometrics and Finance": _("Economics, econometrics and finance"),
    "Energy": _("Energy"),
    "Engineering": _("Engineering"),
    "Environmental Science": _("Environmental science"),
    "Health Professions": _("Health professions"),
    "Immunology and Microbiology": _("Immunology and microbiology"),
    "Materials Science": _("Materials science"),
    "Mathematics": _("Mathematics"),
    "Medicine": _("Medicine"),
    "Neuroscience": _("Neuroscience"),
    "Nursing": _("Nursing"),
    "Pharmacology, Toxicology and Pharmaceutics": _("Pharmacology, toxicology and pharmaceutics"),
    "Physics and Astronomy": _("Physics and astronomy"),
    "Psychology": _("Psychology"),
    "Social Sciences": _("Social sciences"),
    "Veterinary": _("Veterinary medicine"),
}


@dataclass(frozen=True, slots=True)
class Strength:
    """A topic: its names, its field in the reader's words, how many carry it, and the share of the most."""

    name: Mapping[str, str]
    field: Any
    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Strengths:
    """The topics of works, what they rest on, and with whom those works were written."""

    topics: tuple[Strength, ...]
    partners: tuple[Mapping[str, Any], ...]
    works: int
    placed: int
    first_year: int | None
    last_year: int | None
    made_at: datetime

    @property
    def coverage(self) -> float:
        """The share of works that carry a topic."""
        return self.placed / self.works if self.works else 0.0


def _shares(rows: Sequence[tuple[Mapping[str, str], Any, int]]) -> tuple[Strength, ...]:
    most = max((number for _name, _field, number in rows), default=0)
    return tuple(Strength(name, field, number, number / most) for name, field, number in rows)


def strengths(portrait: Portrait | None) -> Strengths | None:
    """The portrait as pages show it; none where the corpus holds no work."""
    if portrait is None or not portrait.works:
        return None
    rows = [
        ({"en": one["name"] or one["id"]}, FIELDS_OF_SCIENCE.get(one["field"], one["field"]), one["works"])
        for one in portrait.topics[:MOST_TOPICS]
    ]
    return Strengths(
        topics=_shares(rows),
        partners=tuple(portrait.partners[:MOST_PARTNERS]),
        works=portrait.works,
        placed=portrait.placed,
        first_year=portrait.first_year,
        last_year=portrait.last_year,
        made_at=portrait.made_at,
    )


def posted_topics(counts: Sequence[TopicCount]) -> tuple[Strength, ...]:
    """Topics of needs and offers."""
    return _shares([(one.name or {"en": one.topic}, "", one.number) for one in counts[:MOST_TOPICS]])
