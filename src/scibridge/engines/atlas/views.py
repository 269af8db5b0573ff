"""What the roof renders: figures with definition, interval and coverage, and the works behind them."""

from dataclasses import dataclass
from typing import Any

from scibridge.engines.atlas.intervals import Interval
from scibridge.engines.atlas.reading import Query
from scibridge.engines.atlas.selections import Selection


@dataclass(frozen=True, slots=True)
class Made:
    """Of which day the tables are, and of how many works."""

    number: int
    generation: int
    made: str
    works: int
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Works in the selection, how many of them could be placed at its level, how many are left out of pairs;
    works of the same years without a topic, and works without a year. Shares lie between 0 and 1."""

    works: int
    placed: int
    left_out: int
    without_topic: int
    without_year: int

    @property
    def placed_share(self) -> float:
        """Of the works in the selection."""
        return self.placed / self.works if self.works else 0.0

    @property
    def left_out_share(self) -> float:
        """Of the works that could be placed."""
        return self.left_out / self.placed if self.placed else 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator by its code. ``basis`` counts the works it rests on; ``value`` is None where there are
    none, or where ``suppressed``: it would tell of single persons."""

    code: str
    value: float | None
    basis: int
    interval: Interval | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A country by its letters, an organisation ``I…`` or a person ``A…``; countries have no name here."""

    id: str
    name: str = ""
    name_zh: str = ""
    country: str = ""
    ror: str = ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """One unit in one year: output in both countings, international and joint works, and who led them.

    What an aggregate cannot tell is None, and so is who led where fewer than five people stand behind it.
    """

    year: int
    works: int
    share: float | None
    international: int
    international_share: float | None
    joint: int
    joint_first: int | None
    joint_last: int | None
    corpus_works: int | None


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner of one unit; ``works`` full, ``weight`` fractional counting."""

    unit: Unit
    works: int
    weight: float | None
    partner_works: int
    salton: float
    jaccard: float
    intensity: float | None
    interval: Interval | None
    first_year: int | None
    last_year: int
    salton_interval: Interval | None = None
    jaccard_interval: Interval | None = None
    intensity_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A domain, field, subfield or topic of one unit; ``above`` is the node it belongs to. Topics have no
    Chinese name."""

    depth: str
    node: int
    name: str
    above: int | None
    works: int
    share: float
    international: int
    corpus_works: int
    specialisation: float
    citation_ratio: float | None
    specialisation_interval: Interval | None = None
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two units that share works."""

    unit: Unit
    partner: Unit
    works: int
    weight: float | None
    unit_works: int
    partner_works: int
    salton: float
    jaccard: float
    intensity: float | None
    interval: Interval
    salton_interval: Interval | None = None
    jaccard_interval: Interval | None = None
    intensity_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit among all of its level; who led is None where fewer than five people stand behind it."""

    rank: int
    unit: Unit
    works: int
    share: float
    international: int
    joint: int
    joint_first: int | None
    joint_last: int | None


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """People who signed from a unit in one year, and those whose first work in the corpus this was; None
    where there are fewer than five: single persons could be told."""

    year: int
    people: int | None
    newcomers: int | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """All about one unit in a selection. ``partners_in_all`` counts those not listed too; ``works`` are the
    newest ones behind it, ``W…``."""

    unit: Unit
    selection: Selection
    made: Made
    coverage: Coverage
    figures: tuple[Figure, ...]
    years: tuple[YearLine, ...]
    partners: tuple[PartnerLine, ...]
    partners_in_all: int
    subjects: tuple[SubjectLine, ...]
    people: tuple[PeopleLine, ...]
    works: tuple[str, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class PairsView:
    """The strongest pairs of a level."""

    selection: Selection
    made: Made
    coverage: Coverage
    pairs: tuple[PairLine, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class RankingView:
    """The units of a level by output."""

    selection: Selection
    made: Made
    coverage: Coverage
    lines: tuple[RankLine, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class WorksView:
    """The works behind a mark, newest first."""

    selection: Selection
    works: tuple[str, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in a network: where to draw it (0…1), its works, and its place among the others."""

    unit: Unit
    x: float
    y: float
    works: int
    degree: int
    strength: float
    betweenness: float
    community: int
    participation: float
    participation_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes by their position in the view's ``nodes``; ``works`` full, ``weight`` fractional counting."""

    one: int
    other: int
    works: int
    weight: float | None


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The units of most works and who of them work together. ``edges_in_all`` counts those not listed too;
    measures are of all edges between these nodes."""

    selection: Selection
    made: Made
    coverage: Coverage
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    edges_in_all: int
    modularity: float
    seed: int
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    """A person who could start: works on the subject from there, and the year of the last one."""

    person: Unit
    works: int
    last_year: int


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """Two units strong in the subject that have no work on it together (see ``network.whitespaces``)."""

    unit: Unit
    partner: Unit
    score: float
    expected: float
    closeness: float
    chance: float
    joint_elsewhere: int
    unit_works: int
    partner_works: int
    unit_specialisation: float
    partner_specialisation: float
    between: tuple[Unit, ...]
    unit_people: tuple[Starter, ...]
    partner_people: tuple[Starter, ...]


@dataclass(frozen=True, slots=True)
class BridgesView:
    """White spaces, best first; ``considered`` counts the strong units that were looked at."""

    selection: Selection
    made: Made
    coverage: Coverage
    considered: int
    bridges: tuple[BridgeLine, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """Two to five units side by side, and what joins each two of them; pairs without joint works are left
    out."""

    selection: Selection
    made: Made
    units: tuple[UnitView, ...]
    pairs: tuple[PairLine, ...]


@dataclass(frozen=True, slots=True)
class SubjectNode:
    """A node of the topic tree with the works of the corpus on it. Topics have no Chinese name."""

    depth: str
    node: int
    name: str
    above: int | None
    works: int
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject: what it is, its years, who works on it, who works together on it."""

    subject: SubjectNode
    selection: Selection
    made: Made
    coverage: Coverage
    years: tuple[tuple[int, int, int], ...]
    leaders: tuple[RankLine, ...]
    pairs: tuple[PairLine, ...]
    queries: tuple[Query, ...]


def as_data(view: Any) -> Any:
    """A view as plain lists and dicts, for JSON: field by field, enumerations by their code."""
    from dataclasses import fields, is_dataclass
    from enum import Enum

    if is_dataclass(view) and not isinstance(view, type):
        return {one.name: as_data(getattr(view, one.name)) for one in fields(view)}
    if isinstance(view, Enum):
        return view.value
    if isinstance(view, list | tuple):
        return [as_data(one) for one in view]
    return view
