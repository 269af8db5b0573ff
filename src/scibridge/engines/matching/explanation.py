"""Why a match is a match: data, not prose. Pages, API and command line render the same objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from scibridge.engines.matching.documents import Kind, MustHave, Stage

LIKELY_SHARE: Final = 0.6
POSSIBLE_SHARE: Final = 0.35


class Band(StrEnum):
    """How near an answer comes to what was asked, by the share of the query's weight that it takes up.

    The bounds were set on SDG targets and CSL titles and measured on other sets; see ``docs/matching.md``.
    """

    LIKELY = "likely"
    POSSIBLE = "possible"
    DISTANT = "distant"

    @classmethod
    def of(cls, score: float, mass: float) -> "Band | None":
        """The band of a score before adjustments; ``mass`` is the greatest the query can come near to."""
        if mass <= 0:
            return None
        share = score / mass
        return (
            cls.LIKELY if share >= LIKELY_SHARE else cls.POSSIBLE if share >= POSSIBLE_SHARE else cls.DISTANT
        )


class Outcome(StrEnum):
    """The verdict on one must-have."""

    MEETS = "meets"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bridge:
    """A term carried across languages. ``origin`` is ``glossary``, ``learned`` or ``dictionary``."""

    source: str
    source_language: str
    target: str
    target_language: str
    weight: float
    origin: str


@dataclass(frozen=True, slots=True)
class TermShare:
    """The part of the score one query term carried. Shares and adjustments sum to the match's score."""

    term: str
    language: str
    share: float
    fields: tuple[str, ...]
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A share that is not a term's: ``must_haves``, ``readiness``, ``excluded``, ``evidence``, ``dense``."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer stands to one must-have.

    ``quote`` is the words that carry the figure and ``span`` its [start, end) in ``field`` of ``language``;
    ``converted`` is the found value in the must-have's unit.
    """

    must_have: MustHave
    outcome: Outcome
    quote: str = ""
    language: str = ""
    field: str = ""
    span: tuple[int, int] | None = None
    found_low: float | None = None
    found_high: float | None = None
    found_unit: str = ""
    converted_low: float | None = None
    converted_high: float | None = None


@dataclass(frozen=True, slots=True)
class ReadinessDistance:
    """Levels between what is offered and what is required; 0 or more means ready enough."""

    required: int
    offered: int | None
    distance: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the answer lacks or nobody knows yet, as a code and data.

    Codes: ``must_have_not_met``, ``must_have_unknown``, ``readiness_short``, ``readiness_unknown``,
    ``element_unanswered``, ``term_unanswered``, ``only_in_language``, ``excluded_approach``.
    """

    code: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A work or an offer that votes for a person or organisation, with the part of its score it lends."""

    id: str
    kind: Kind
    title: Mapping[str, str]
    year: int | None
    share: float
    terms: tuple[TermShare, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons of one match."""

    terms: tuple[TermShare, ...]
    adjustments: tuple[Adjustment, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    readiness: ReadinessDistance | None = None
    gaps: tuple[Gap, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """The bridges that carried score, strongest first, each once."""
        found: dict[tuple[str, str], Bridge] = {}
        for share in sorted(self.terms, key=lambda one: -one.share):
            if share.bridge is not None:
                found.setdefault((share.bridge.source, share.bridge.target), share.bridge)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Match:
    """One answer, with what a result list needs to show it without another look-up.

    ``title`` and ``summary`` map languages to words; ``id`` is the document's id. ``band`` is None for people
    and organisations, whose scores add up what speaks for them.
    """

    id: str
    kind: Kind
    rank: int
    score: float
    title: Mapping[str, str]
    summary: Mapping[str, str]
    countries: tuple[str, ...]
    year: int | None
    readiness: int | None
    stage: Stage | None
    challenges: tuple[str, ...]
    origin: str
    contributors: tuple[tuple[str, str], ...]
    explanation: Explanation
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class MatchList:
    """The answer to one query.

    ``counts`` maps a facet (kind, country, stage, language, challenge, year) to value → number of candidates;
    ``languages`` are those of the query; ``scorer`` names what ranked (``bm25``); ``unanswered`` are the
    query's terms no document holds in any language.
    """

    matches: tuple[Match, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    languages: tuple[str, ...]
    scorer: str
    unanswered: tuple[str, ...] = ()
    must_haves: tuple[MustHave, ...] = ()
