"""One query over one snapshot: its plan, its candidates and who is elected, each worked out once.

Search and counting ask the same things of a query; what both ask is found in the snapshot's memory.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from scibridge.engines.matching import planning, ranking, voting
from scibridge.engines.matching.documents import Filters, Kind, Query
from scibridge.engines.matching.entries import ACTOR_KINDS
from scibridge.engines.matching.fusing import Nearness
from scibridge.engines.matching.index import Snapshot
from scibridge.engines.matching.planning import Plan
from scibridge.engines.matching.ranking import Candidate, Gathered
from scibridge.engines.text.lexicon import Lexicon

# People and organisations that are looked for before the counting of them stops.
ENOUGH_ACTORS: Final = 50


class Asked:
    """A query as put to a snapshot."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon, query: Query) -> None:
        self.snapshot, self.lexicon, self.query = snapshot, lexicon, query
        self.kinds = tuple(dict.fromkeys(query.filters.kinds)) or tuple(Kind)
        self._words = (lexicon, tuple(query.texts.items()), tuple(query.elements.items()))

    @property
    def thing_kinds(self) -> tuple[Kind, ...]:
        """The asked kinds that are ranked by their own words."""
        return tuple(kind for kind in self.kinds if kind not in ACTOR_KINDS)

    @property
    def actor_kinds(self) -> tuple[Kind, ...]:
        """The asked kinds that are elected."""
        return tuple(kind for kind in self.kinds if kind in ACTOR_KINDS)

    @cached_property
    def plan(self) -> Plan:
        """What is searched for."""
        snapshot = self.snapshot
        return snapshot.memory.recall(
            ("plan", self._words),
            lambda: planning.plan(snapshot.things, snapshot.actors, self.lexicon, self.query),
        )

    @cached_property
    def nearness(self) -> Nearness | None:
        """How near things are by the meaning of their texts; None where nothing was encoded."""
        snapshot = self.snapshot
        if snapshot.meaning is None or not len(snapshot.meaning):
            return None
        meaning = snapshot.meaning
        return snapshot.memory.recall(
            ("nearness", self._words, len(meaning)),
            lambda: Nearness(meaning, snapshot.things, self.plan, self.query, self.lexicon),
        )

    def ranked(
        self, filters: Filters, kinds: Sequence[Kind], *, depth: int, needed: int
    ) -> Sequence[Candidate]:
        """Things of those kinds under those filters, as :func:`ranking.rank` gives them, meaning included."""
        nearness = self.nearness
        key = ("ranked", self._words, replace(filters, kinds=()), tuple(kinds), depth, needed, nearness)
        things, plan = self.snapshot.things, self.plan

        def work_out() -> list[Candidate]:
            found = ranking.rank(things, plan, filters, kinds, depth=depth, needed=needed)
            return found if nearness is None else nearness.fused(plan, filters, kinds, found)

        return self.snapshot.memory.recall(key, work_out)

    def gathered(self, filters: Filters, kind: Kind, most: int) -> Gathered:
        """The best of one kind by their words, as :func:`ranking.gathered` gives them."""
        key = ("gathered", self._words, replace(filters, kinds=()), kind, most)
        return self.snapshot.memory.recall(
            key, lambda: ranking.gathered(self.snapshot.things, self.plan, filters, kind, most)
        )

    def best(self, filters: Filters, kind: Kind, number: int, *, gathered: int) -> Sequence[Candidate]:
        """So many or some more of one kind, best first, ties by id, meaning included; of ``gathered``."""
        found = self.gathered(filters, kind, max(gathered, number)).first(number)
        if self.nearness is not None:
            return self.nearness.fused(self.plan, filters, (kind,), found)
        return ranking.in_order(self.snapshot.things, found)

    def evidence(self) -> Sequence[Candidate]:
        """What votes for people and organisations: countries and ids are asked of them, not of it."""
        lifted = replace(self.query.filters, countries=(), only_ids=(), contributors=())
        return self.ranked(lifted, voting.EVIDENCE_KINDS, depth=voting.EVIDENCE, needed=0)

    def elected(self, needed: int) -> Sequence[voting.Actor]:
        """People and organisations, best first: at least so many of each kind, if there are as many."""
        filters, kinds = self.query.filters, self.actor_kinds
        enough = max(needed, ENOUGH_ACTORS // 2)
        key = ("elected", self._words, replace(filters, kinds=(), only_ids=()), kinds, enough)
        things, actors = self.snapshot.things, self.snapshot.actors
        return self.snapshot.memory.recall(
            key, lambda: voting.elect(things, actors, self.plan, self.evidence(), filters, kinds, enough)
        )

    def named(self) -> Sequence[voting.Actor]:
        """Those of the people and organisations that ``only_ids`` names, best first, as among all."""
        things, actors = self.snapshot.things, self.snapshot.actors
        only = self.query.filters.only_ids
        held = [document for one in only if (document := actors.get(one)) is not None]
        if not held:
            return ()
        filters, kinds, enough = self.query.filters, self.actor_kinds, voting.MOST_ACTORS
        elected = voting.elect(things, actors, self.plan, self.evidence(), filters, kinds, enough, named=held)
        return [one for one in elected if one.document.id in only]
