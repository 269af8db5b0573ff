"""How many candidates there are by kind and facet, without reading any of the things.

Every kind of thing is counted by its own ``CANDIDATES`` best, so that the number beside a kind is the number
its own list has. People and organisations are elected only as far as a page needs: where that stopped early
the number is a lower bound, and said to be one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from scibridge.engines.matching import packing, planning, ranking, voting
from scibridge.engines.matching.documents import Kind, Query
from scibridge.engines.matching.entries import ACTOR_KINDS, has_words
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.ranking import CANDIDATES
from scibridge.engines.text.lexicon import Lexicon

# People and organisations that are looked for before the counting of them stops.
ENOUGH_ACTORS: Final = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """Facet → value → number of candidates; for the kinds in ``at_least`` there may be more."""

    by_facet: Mapping[str, Mapping[str, int]]
    at_least: frozenset[Kind]


def count(index: MatchIndex, lexicon: Lexicon, query: Query) -> Counts:
    """Count the candidates of the asked kinds under the query's filters; must-haves do not narrow them.

    Raises:
        IndexAbsent, IndexOutdated, IndexCorrupt: no usable index.
    """
    snapshot = index.snapshot
    things, actors = snapshot.things, snapshot.actors
    plan = planning.plan(things, actors, lexicon, query)
    kinds = tuple(dict.fromkeys(query.filters.kinds)) or tuple(Kind)
    wide = replace(query, limit=CANDIDATES, offset=0)
    asked = tuple(kind for kind in kinds if kind not in ACTOR_KINDS)
    found = ranking.rank(things, plan, wide, asked, CANDIDATES) if asked else []
    by_kind: dict[Kind, list[packing.Packed]] = {kind: [] for kind in asked}
    for one in found:
        by_kind[one.codes.kind].append(one.codes)
    facets = [codes for held in by_kind.values() for codes in held[:CANDIDATES]]
    at_least = {kind for kind, held in by_kind.items() if len(held) >= CANDIDATES}
    wanted = tuple(kind for kind in kinds if kind in ACTOR_KINDS)
    if wanted:
        free = replace(query, filters=replace(query.filters, countries=()))
        evidence = ranking.rank(things, plan, free, voting.EVIDENCE_KINDS, voting.EVIDENCE)
        elected = voting.elect(things, actors, plan, evidence, query.filters, wanted, ENOUGH_ACTORS // 2)
        facets += [packing.pack(one.document, _languages(one)) for one in elected]
        numbers = [one.document.kind for one in elected]
        at_least |= {kind for kind in wanted if numbers.count(kind) >= ENOUGH_ACTORS}
    counted = packing.count(facets, things.challenges + actors.challenges)
    return Counts(counted, frozenset(at_least))


def _languages(actor: voting.Actor) -> list[str]:
    return [language for language, fields in actor.document.texts.items() if has_words(fields)]
