"""People and organisations by the evidence that votes for them, and by their own profile.

Each of the best works and offers votes for its contributors. A vote is score² / best score, so that the
best evidence decides (in the spirit of expCombMNZ, Macdonald & Ounis 2006); it is divided by a root of the
number of contributors of that kind, so that a paper of a thousand authors does not crown them all. An
actor's votes, strongest first, count less and less. For organisations 1, 1/2, 1/3 …, and the sum is damped
towards one half for those little of whose output is to the point, since a large one has written of
everything. For people 1, 1/√2, 1/√3 … and hardly any: someone who often wrote close to a matter knows it.
Own profile text adds its score, weighed by how much of the query it covers.
Scores stay on the scale of the evidence, so actors and things can stand in one list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Final

import tantivy

from scibridge.engines.matching.documents import Document, Filters, Kind
from scibridge.engines.matching.entries import ACTOR_KINDS, PLATFORM, key_of
from scibridge.engines.matching.partition import MUST, Partition
from scibridge.engines.matching.planning import Plan
from scibridge.engines.matching.ranking import Candidate, any_of, conditions

EVIDENCE_KINDS: Final = (Kind.OFFER, Kind.WORK, Kind.ARTICLE)
EVIDENCE: Final = 400
MOST_ACTORS: Final = 1000
_PROFILES: Final = 100
_KEYS_AT_ONCE: Final = 60


@dataclass(frozen=True, slots=True)
class _Rule:
    """Exponents of the number of contributors and of a vote's place; the part no other output damps."""

    crowd: float
    place: float
    floor: float


# Of people chosen on 200 held-out works of the OpenAlex sample; of organisations by reasoning alone.
_RULES: Final = {Kind.PERSON: _Rule(0.25, 0.5, 0.9), Kind.ORGANISATION: _Rule(0.5, 1.0, 0.5)}


@dataclass(frozen=True, slots=True)
class Vote:
    """What one piece of evidence lends an actor."""

    candidate: Candidate
    document_id: str
    share: float


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or organisation with its score: votes and the share of its own profile."""

    document: Document
    score: float
    votes: tuple[Vote, ...]
    own_share: float
    address: Any | None


@dataclass(slots=True)
class _Ballot:
    votes: list[tuple[float, Candidate, str]] = field(default_factory=list)


def elect(
    things: Partition,
    actors: Partition,
    plan: Plan,
    evidence: Sequence[Candidate],
    filters: Filters,
    kinds: Iterable[Kind],
    needed: int,
    *,
    named: Sequence[Document] = (),
) -> list[Actor]:
    """The actors of the kinds by score, ties by id; at least ``needed`` of each kind if there are as many.

    With ``named`` only the votes for these are counted, and all of theirs: their scores are those they have
    among all. Of the filters, countries and excluded ids apply to actors; the rest has chosen the evidence.
    """
    wanted = [kind for kind in kinds if kind in ACTOR_KINDS]
    if not wanted or not actors.entry_count:
        return []
    kept = Filters(countries=filters.countries, exclude_ids=filters.exclude_ids)
    clauses = [*conditions(actors, kept), (MUST, any_of(actors, "kind", wanted))]
    ballots = _votes(things, evidence[:EVIDENCE], set(wanted))
    if named:
        keys = _keys_of(actors, named)
        ballots = {place: one for place, one in ballots.items() if place[1] in keys}
    found: dict[str, tuple[Document, _Ballot]] = {}
    for kind in wanted:
        of_kind = {key: one for (held, key), one in ballots.items() if held is kind}
        _resolve(actors, of_kind, _RULES[kind], clauses, needed, found)
    profiles = _profiles(actors, plan, clauses)
    ids = {document.id for document in named}
    for document, _, _ in profiles.values():
        if not named or document.id in ids:
            found.setdefault(document.id, (document, _Ballot()))
    found = _platform_first(actors, clauses, found)
    elected = [_counted(things, document, ballot, profiles) for document, ballot in found.values()]
    return sorted((one for one in elected if one.score > 0), key=lambda one: (-one.score, one.document.id))


def _keys_of(actors: Partition, named: Sequence[Document]) -> set[str]:
    """Every key that votes for one of them may carry: its own, and those of other records of the same."""
    own = list(dict.fromkeys(alias for document in named for alias in document.aliases))
    same = actors.by_aliases(own) if own else ()
    return {*own, *(alias for document in same for alias in document.aliases)}


def _votes(
    things: Partition, evidence: Sequence[Candidate], kinds: set[Kind]
) -> dict[tuple[Kind, str], _Ballot]:
    ballots: dict[tuple[Kind, str], _Ballot] = {}
    best = evidence[0].score if evidence else 0.0
    for candidate in evidence:
        document_id, backing = things.backing(candidate.address)
        for kind in kinds:
            keys = backing.get(kind, frozenset())
            vote = candidate.score**2 / best / max(len(keys), 1) ** _RULES[kind].crowd
            for key in keys:
                ballots.setdefault((kind, key), _Ballot()).votes.append((vote, candidate, document_id))
    return ballots


def _resolve(
    actors: Partition,
    ballots: dict[str, _Ballot],
    rule: _Rule,
    clauses: Sequence[tuple[Any, Any]],
    needed: int,
    found: dict[str, tuple[Document, _Ballot]],
) -> None:
    """Keys to documents, the most voted first, until there are enough; the platform's document goes first."""
    keys = sorted(ballots, key=lambda key: (-_sum(ballots[key], rule), key))[:MOST_ACTORS]
    met = 0
    stride = max(_KEYS_AT_ONCE, 2 * needed)
    for begin in range(0, len(keys), stride):
        chosen: dict[str, Document] = {}
        for document in actors.by_aliases(keys[begin : begin + stride], clauses):
            for alias in document.aliases:
                if alias in ballots and (alias not in chosen or _precedes(document, chosen[alias])):
                    chosen[alias] = document
        for key, document in chosen.items():
            met += document.id not in found
            _merge(found.setdefault(document.id, (document, _Ballot()))[1], ballots[key])
        if met >= 2 * needed:
            return


def _platform_first(
    actors: Partition, clauses: Sequence[tuple[Any, Any]], found: dict[str, tuple[Document, _Ballot]]
) -> dict[str, tuple[Document, _Ballot]]:
    """Where the platform knows an actor of the corpus under any key, its document takes the votes.

    If the filters leave the platform's document out, the corpus's goes too: it is the same actor.
    """
    corpus = [document for document, _ in found.values() if document.origin != PLATFORM]
    aliases = list(dict.fromkeys(alias for document in corpus for alias in document.aliases))
    of_platform = (MUST, actors.term("origin", PLATFORM))
    known = {alias for one in actors.by_aliases(aliases, [of_platform]) for alias in one.aliases}
    if not known:
        return found
    speaking = {
        alias: one for one in actors.by_aliases(aliases, [of_platform, *clauses]) for alias in one.aliases
    }
    kept = {name: held for name, held in found.items() if held[0].origin == PLATFORM}
    for name, (document, ballot) in found.items():
        shared = [alias for alias in document.aliases if alias in known]
        if document.origin != PLATFORM and not shared:
            kept[name] = (document, ballot)
        elif document.origin != PLATFORM and (one := speaking.get(shared[0])) is not None:
            _merge(kept.setdefault(one.id, (one, _Ballot()))[1], ballot)
    return kept


def _merge(ballot: _Ballot, other: _Ballot) -> None:
    """Add the other's votes; one piece of evidence votes once for an actor."""
    seen = {candidate.key for _, candidate, _ in ballot.votes}
    ballot.votes.extend(vote for vote in other.votes if vote[1].key not in seen)


def _precedes(document: Document, other: Document) -> bool:
    return (document.origin != PLATFORM, document.id) < (other.origin != PLATFORM, other.id)


def _sum(ballot: _Ballot, rule: _Rule) -> float:
    counted: float = sum(
        vote / (place + 1) ** rule.place for place, (vote, _, _) in enumerate(_ordered(ballot))
    )
    return counted


def _ordered(ballot: _Ballot) -> list[tuple[float, Candidate, str]]:
    return sorted(ballot.votes, key=lambda vote: (-vote[0], vote[2]))


def _profiles(
    actors: Partition, plan: Plan, clauses: Sequence[tuple[Any, Any]]
) -> dict[int, tuple[Document, float, Any]]:
    """Key → (document, score weighed by coverage, address) of profiles that answer the query."""
    scored = plan.query(actors)
    if scored is None:
        return {}
    found: dict[int, tuple[Document, float, Any]] = {}
    mass = plan.mass
    for hit in actors.search(tantivy.Query.boolean_query([(MUST, scored), *clauses]), _PROFILES):
        if hit.key not in found:
            coverage = min(1.0, hit.score / mass) if mass else 0.0
            found[hit.key] = (actors.document(hit.address), hit.score * coverage, hit.address)
    return found


def _share_of_output(
    things: Partition, document: Document, ordered: list[tuple[float, Candidate, str]]
) -> float:
    """How much of what the actor put out is to the point, 0 to 1."""
    output = sum(things.frequency("contributor", alias) for alias in document.aliases)
    best = max((candidate.score for _, candidate, _ in ordered), default=1.0)
    relevant = sum(candidate.score / best for _, candidate, _ in ordered)
    return min(1.0, relevant / output) if output else 1.0


def _counted(
    things: Partition, document: Document, ballot: _Ballot, profiles: dict[int, tuple[Document, float, Any]]
) -> Actor:
    ordered, rule = _ordered(ballot), _RULES[document.kind]
    to_the_point = _share_of_output(things, document, ordered)
    damping = rule.floor + (1 - rule.floor) * sqrt(to_the_point)
    votes = tuple(
        Vote(candidate, document_id, vote * damping / (place + 1) ** rule.place)
        for place, (vote, candidate, document_id) in enumerate(ordered)
    )
    _, own, address = profiles.get(key_of(document.id), (document, 0.0, None))
    return Actor(document, own + sum(vote.share for vote in votes), votes, own, address)
