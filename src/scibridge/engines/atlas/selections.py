"""What a figure is asked for: level, subject, years, counting and scope, as plain codes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Whose figures. A family is an organisation with all that belongs to it by its registry's relations."""

    COUNTRY = "country"
    ORGANISATION = "organisation"
    FAMILY = "family"
    REGION = "region"
    PERSON = "person"


class Depth(StrEnum):
    """How wide a subject is; ``all`` takes works without a topic too."""

    ALL = "all"
    DOMAIN = "domain"
    FIELD = "field"
    SUBFIELD = "subfield"
    TOPIC = "topic"


class Counting(StrEnum):
    """Full: a work counts 1 for each unit. Fractional: its units share it equally."""

    FULL = "full"
    FRACTIONAL = "fractional"


class Scope(StrEnum):
    """All works, or those of two countries or more."""

    ALL = "all"
    INTERNATIONAL = "international"


class Source(StrEnum):
    """The corpus of this installation, or all of science as an aggregate tells it, for countries."""

    CORPUS = "corpus"
    SCIENCE = "science"


# A work of more units is left out of pairs at that level: who signs with hundreds has not chosen each.
# No work can have more countries than there are.
MOST_UNITS: Final[dict[Level, int]] = {
    Level.COUNTRY: 300,
    Level.ORGANISATION: 100,
    Level.FAMILY: 100,
    Level.REGION: 100,
    Level.PERSON: 50,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A node of the topic tree by OpenAlex's number; 0 with ``all``."""

    depth: Depth = Depth.ALL
    node: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """The works a figure is about; years inclusive. A year that is not known is 0."""

    level: Level = Level.COUNTRY
    subject: Subject = Subject()
    first_year: int = 0
    last_year: int = 9999
    counting: Counting = Counting.FULL
    scope: Scope = Scope.ALL
    source: Source = Source.CORPUS

    @property
    def tables(self) -> str:
        """Whose tables are read: those of a level, or the aggregate's."""
        return self.level.value if self.source is Source.CORPUS else self.source.value

    def values(self) -> dict[str, str | int]:
        """As parameters of the statements that read the tables."""
        return {
            "depth": self.subject.depth.value,
            "node": self.subject.node,
            "first_year": self.first_year,
            "last_year": self.last_year,
            "least_international": int(self.scope is Scope.INTERNATIONAL),
        }
