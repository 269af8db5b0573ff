"""How many candidates there are by kind and facet, without reading any of the things.

Every kind of thing is counted by its own ``CANDIDATES`` best, so that the number beside a kind is the number
its own list has. People and organisations are elected only as far as a page needs: where that stopped early
the number is a lower bound, and said to be one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scibridge.engines.matching import packing, voting
from scibridge.engines.matching.asking import ENOUGH_ACTORS, Asked
from scibridge.engines.matching.documents import Kind, Query
from scibridge.engines.matching.entries import has_words
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.ranking import CANDIDATES
from scibridge.engines.text.lexicon import Lexicon


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
    asked = Asked(index.snapshot, lexicon, query)
    things, actors = asked.snapshot.things, asked.snapshot.actors
    facets: list[packing.Columns] = []
    at_least: set[Kind] = set()
    for kind in asked.thing_kinds:
        held = asked.gathered(query.filters, kind, CANDIDATES)
        facets.append(held.facets)
        if len(held.keys) >= CANDIDATES:
            at_least.add(kind)
    if asked.actor_kinds:
        elected = asked.elected(0)
        facets.append(packing.Columns.of([packing.pack(one.document, _languages(one)) for one in elected]))
        numbers = [one.document.kind for one in elected]
        at_least |= {kind for kind in asked.actor_kinds if numbers.count(kind) >= ENOUGH_ACTORS}
    counted = packing.count(packing.Columns.together(facets), things.challenges + actors.challenges)
    return Counts(counted, frozenset(at_least))


def _languages(actor: voting.Actor) -> list[str]:
    return [language for language, fields in actor.document.texts.items() if has_words(fields)]
