"""A need put to the index: ranked answers with their reasons.

The score is BM25 over the planned terms. Must-haves, readiness and excluded approaches then multiply it by a
factor of at least ``1 + MUST_HAVES[NO] + READINESS_SHORT + EXCLUDED`` > 0 and are named in the explanation;
nothing is left out for them unless ``filters.must_haves_met`` asks for it.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scibridge.engines.matching import explaining, packing, verdicts, voting
from scibridge.engines.matching.asking import Asked
from scibridge.engines.matching.documents import Document, Filters, Kind, Query, TextFields
from scibridge.engines.matching.entries import weighted_terms
from scibridge.engines.matching.explanation import (
    Adjustment,
    Band,
    Evidence,
    Explanation,
    Match,
    MatchList,
    Outcome,
    TermShare,
    Verdict,
)
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.memory import Memory
from scibridge.engines.matching.ranking import CANDIDATES, Candidate
from scibridge.engines.text import tokens
from scibridge.engines.text.lexicon import Lexicon

SCORER: Final = "bm25"
SCORER_WITH_MEANING: Final = "bm25+dense"
MUST_HAVES: Final[Mapping[Outcome, float]] = {
    Outcome.MEETS: 0.25,
    Outcome.PARTLY: 0.05,
    Outcome.UNKNOWN: 0.0,
    Outcome.NO: -0.3,
}
READY: Final = 0.05
SHORT_PER_LEVEL: Final = -0.03
READINESS_SHORT: Final = -0.15
EXCLUDED: Final = -0.4
_MOST_ADJUSTED: Final = 1 + max(MUST_HAVES.values()) + READY
# Candidates of a kind whose texts are read for must-haves and excluded approaches.
READ: Final = 40
READ_FOR_FILTER: Final = 600
# Candidates of a kind that are gathered for a page: the same for the first pages, so that answers of equal
# score do not change places between them.
GATHERED: Final = 100
MOST_EVIDENCE_SHOWN: Final = 5
_EXPLAINED_EVIDENCE: Final = 2
_SIMILAR_KEYWORDS: Final = 2


@dataclass(frozen=True, slots=True)
class _Answer:
    """A thing with everything that bears on its score."""

    candidate: Candidate
    document: Document
    score: float
    adjustments: tuple[Adjustment, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    excluded: tuple[str, ...] = ()


def search(
    index: MatchIndex,
    lexicon: Lexicon,
    query: Query,
    *,
    explain: bool = True,
    explain_evidence: bool = True,
    counted: bool = True,
    gathered: int = GATHERED,
) -> MatchList:
    """The answers to a query, by score over all asked kinds; ``rank`` counts within a kind.

    Up to ``query.limit`` answers of each kind after skipping ``query.offset`` of each. ``total`` and the
    facet counts are over the candidates: at most the ``CANDIDATES`` best, or as many as the page needs;
    without ``counted`` they say nothing, and ``gathered`` candidates of each kind are enough: a page that
    stands beside :func:`counting.count` shares its candidates by asking for ``CANDIDATES``. Without
    ``explain_evidence`` the works that speak for people and organisations come without their words; without
    ``explain`` the explanations hold verdicts and adjustments only.

    Raises:
        IndexAbsent, IndexOutdated, IndexCorrupt: no usable index.
    """
    snapshot = index.snapshot
    asked = Asked(snapshot, lexicon, query)
    plan = asked.plan
    request = _Request(asked, explain_evidence=explain and explain_evidence)
    things, facets = request.things(counted, gathered)
    actors = request.actors()
    facets += [_facets(actor.document) for actor in actors]
    matches = [*request.thing_matches(things, explain), *request.actor_matches(actors, explain)]
    matches.sort(key=lambda match: (-match.score, match.id))
    return MatchList(
        matches=tuple(matches),
        total=len(facets),
        counts=packing.count(
            packing.Columns.of(facets), snapshot.things.challenges + snapshot.actors.challenges
        ),
        languages=plan.languages,
        scorer=SCORER if asked.nearness is None else SCORER_WITH_MEANING,
        unanswered=plan.unanswered,
        must_haves=query.must_haves,
    )


def candidates(index: MatchIndex, lexicon: Lexicon, query: Query) -> list[Candidate]:
    """The search alone, over things: planned, ranked, nothing read of the answers. What benchmarks time."""
    snapshot = index.snapshot
    # Nothing is remembered from one call to the next.
    asked = Asked(replace(snapshot, memory=Memory()), lexicon, query)
    needed = query.offset + query.limit
    kinds = query.filters.kinds or tuple(Kind)
    return list(asked.ranked(query.filters, kinds, depth=needed, needed=needed)[query.offset : needed])


def similar(
    index: MatchIndex,
    lexicon: Lexicon,
    to: Document | str,
    *,
    kinds: Sequence[Kind] = (),
    limit: int = 5,
    explain: bool = True,
) -> MatchList:
    """What resembles a document (given, or by id), itself left out: duplicates, recommendations.

    Only as many candidates are gathered as are shown, so totals and counts say no more than that. An unknown
    id resembles nothing.
    """
    document = index.get(to) if isinstance(to, str) else to
    if document is None:
        return search(index, lexicon, Query({}, limit=limit), explain=False, counted=False)
    wanted = tuple(kinds) or (document.kind,)
    filters = Filters(kinds=wanted, exclude_ids=(document.id,))
    query = Query(likened(document), filters=filters, limit=limit)
    return search(index, lexicon, query, explain=explain, counted=False)


def likened(document: Document) -> dict[str, str]:
    """Language → the text that asks for what resembles a document."""
    return {language: _words(fields) for language, fields in document.texts.items()}


def _words(fields: TextFields) -> str:
    # Title and keywords speak for the whole, so they count twice.
    weighty = "\n".join([fields.title, " ; ".join(fields.keywords)])
    return "\n".join([weighty] * _SIMILAR_KEYWORDS + [fields.summary, fields.body, *fields.elements.values()])


def _facets(document: Document) -> packing.Packed:
    languages = [language for language, fields in document.texts.items() if fields.title or fields.summary]
    return packing.pack(document, languages)


class _Request:
    """One search under way: the snapshot, the plan, and what was already read of the candidates."""

    def __init__(self, asked: Asked, *, explain_evidence: bool) -> None:
        self._asked, self._explain_evidence = asked, explain_evidence
        self._things, self._actors = asked.snapshot.things, asked.snapshot.actors
        self._query, self._plan = asked.query, asked.plan
        self._kinds = asked.kinds
        self._wanted = verdicts.wanted(asked.query.must_haves, asked.lexicon)
        self._approaches = _approaches(asked.query, asked.lexicon)
        self._scored = self._plan.query(self._things)
        self._scores: dict[int, dict[str, float]] = {}

    def things(self, counted: bool, gathered: int) -> tuple[list[_Answer], list[packing.Packed]]:
        """The page of each kind, and the facets of the candidates where they are counted."""
        kinds, filters = self._asked.thing_kinds, self._query.filters
        needed = self._query.offset + self._query.limit
        least = max(self._read(needed), needed)
        number = GATHERED if least <= GATHERED and not counted else max(CANDIDATES, least)
        asked: Sequence[Candidate] = ()
        if not kinds:
            return [], []
        # One search over all kinds is enough for what is counted together, and for a few that are named.
        if counted or filters.only_ids or filters.contributors:
            asked = self._met(self._asked.ranked(filters, kinds, depth=number, needed=least))
            by_kind = {kind: [one for one in asked if one.codes.kind is kind] for kind in kinds}
        else:
            by_kind = {
                kind: list(self._met(self._asked.best(filters, kind, number, gathered=gathered)))
                for kind in kinds
            }
        page = [one for found in by_kind.values() for one in self._page(found, needed)]
        return page, [one.codes for one in asked]

    def _met(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """Those that meet every must-have, where nothing else is wanted."""
        if not (self._query.filters.must_haves_met and self._wanted):
            return candidates
        answers = [self._answer(one) for one in candidates[:READ_FOR_FILTER]]
        met = [one for one in answers if all(each.outcome is Outcome.MEETS for each in one.verdicts)]
        return [one.candidate for one in met]

    def actors(self) -> Sequence[voting.Actor]:
        """All candidates among people and organisations; none can meet a must-have."""
        query = self._query
        if not self._asked.actor_kinds or (query.filters.must_haves_met and self._wanted):
            return ()
        if query.filters.only_ids:
            return self._asked.named()
        return self._asked.elected(query.offset + query.limit)

    def thing_matches(self, answers: Sequence[_Answer], explain: bool) -> list[Match]:
        ranks: dict[Kind, int] = {}
        found = []
        mass = self._plan.mass
        for answer in answers:
            kind = answer.document.kind
            ranks[kind] = ranks.get(kind, self._query.offset) + 1
            explanation = self._explained(answer) if explain else self._brief(answer)
            band = Band.of(answer.candidate.score - answer.candidate.meaning, mass)
            found.append(_match(answer.document, ranks[kind], answer.score, explanation, band))
        return found

    def actor_matches(self, actors: Sequence[voting.Actor], explain: bool) -> list[Match]:
        found = []
        for kind in self._kinds:
            held = [one for one in actors if one.document.kind is kind]
            page = held[self._query.offset : self._query.offset + self._query.limit]
            for place, actor in enumerate(page, start=self._query.offset + 1):
                explanation = self._elected(actor, explain)
                found.append(_match(actor.document, place, actor.score, explanation))
        return found

    @property
    def _adjusts(self) -> bool:
        """Whether anything but the words bears on the order."""
        return bool(self._wanted or self._approaches or self._query.readiness_required is not None)

    def _read(self, needed: int) -> int:
        """Candidates of a kind among which the page of so many is found."""
        if self._query.filters.must_haves_met and self._wanted:
            return max(READ_FOR_FILTER, needed)
        return max(READ, needed) if self._adjusts else needed

    def _page(self, candidates: Sequence[Candidate], needed: int) -> list[_Answer]:
        if not self._adjusts:
            return [self._answer(one) for one in candidates[self._query.offset : needed]]
        answers: list[_Answer] = []
        best: list[float] = []
        for one in candidates[: max(READ, needed)]:
            # What comes now is adjusted upwards by so much at most, so the page is settled.
            if len(best) == needed and one.score * _MOST_ADJUSTED < best[0]:
                break
            answer = self._answer(one)
            answers.append(answer)
            (heapq.heappush if len(best) < needed else heapq.heappushpop)(best, answer.score)
        answers.sort(key=lambda one: (-one.score, one.document.id))
        return answers[self._query.offset : needed]

    def _answer(self, candidate: Candidate) -> _Answer:
        document = self._things.document(candidate.address)
        figures = self._things.figures(candidate.address) if self._wanted else None
        judged = tuple(verdicts.judge(one, document, figures) for one in self._wanted)
        used = tuple(name for name, wordings in self._approaches.items() if _speaks_of(document, wordings))
        factors = {"must_haves": 0.0, "readiness": 0.0, "excluded": EXCLUDED if used else 0.0}
        if judged:
            factors["must_haves"] = sum(MUST_HAVES[one.outcome] for one in judged) / len(judged)
        readiness = explaining.readiness_distance(self._query, document)
        if readiness is not None and readiness.distance is not None:
            short = max(READINESS_SHORT, -SHORT_PER_LEVEL * readiness.distance)
            factors["readiness"] = READY if readiness.distance >= 0 else short
        adjustments = tuple(
            Adjustment(code, factor * candidate.score) for code, factor in factors.items() if factor
        )
        score = candidate.score + sum(one.share for one in adjustments)
        if candidate.meaning:
            adjustments = (Adjustment("dense", candidate.meaning), *adjustments)
        return _Answer(candidate, document, score, adjustments, judged, used)

    def _index_terms(self, candidate: Candidate) -> dict[str, float]:
        if candidate.key not in self._scores:
            words = candidate.score > candidate.meaning and self._scored is not None
            self._scores[candidate.key] = (
                explaining.index_term_scores(self._things, self._scored, candidate.address) if words else {}
            )
        return self._scores[candidate.key]

    def _brief(self, answer: _Answer) -> Explanation:
        readiness = explaining.readiness_distance(self._query, answer.document)
        return Explanation((), answer.adjustments, answer.verdicts, readiness)

    def _explained(self, answer: _Answer) -> Explanation:
        scores = self._index_terms(answer.candidate)
        readiness = explaining.readiness_distance(self._query, answer.document)
        return Explanation(
            terms=explaining.term_shares(self._plan, scores, answer.document),
            adjustments=answer.adjustments,
            verdicts=answer.verdicts,
            readiness=readiness,
            gaps=explaining.gaps(
                self._plan, scores, answer.document, answer.verdicts, readiness, answer.excluded
            ),
        )

    def _elected(self, actor: voting.Actor, explain: bool) -> Explanation:
        lent = sum(vote.share for vote in actor.votes)
        adjustments = (Adjustment("evidence", lent),) if actor.votes else ()
        shown = tuple(
            self._shown(vote, explained=self._explain_evidence and place < _EXPLAINED_EVIDENCE)
            for place, vote in enumerate(actor.votes[:MOST_EVIDENCE_SHOWN])
        )
        own: tuple[TermShare, ...] = ()
        if actor.address is not None and actor.own_share and explain:
            scored: Any = self._plan.query(self._actors)
            scores = explaining.index_term_scores(self._actors, scored, actor.address)
            whole = sum(scores.values())
            weighed = {term: score * actor.own_share / whole for term, score in scores.items()}
            own = explaining.term_shares(self._plan, weighed, actor.document)
        return Explanation(terms=own, adjustments=adjustments, evidence=shown)

    def _shown(self, vote: voting.Vote, *, explained: bool) -> Evidence:
        document = self._things.document(vote.candidate.address)
        terms: tuple[TermShare, ...] = ()
        if explained:
            scores = self._index_terms(vote.candidate)
            # What the evidence's meaning lends is part of its share and of no term's.
            scale = vote.share / vote.candidate.score
            weighed = {term: score * scale for term, score in scores.items()}
            terms = explaining.term_shares(self._plan, weighed, document)
        titles = {language: fields.title for language, fields in document.texts.items() if fields.title}
        return Evidence(document.id, document.kind, titles, document.year, vote.share, terms)


def _approaches(query: Query, lexicon: Lexicon) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Excluded approach → the ways it is said, as runs of index terms."""
    found = {}
    for approach in query.excluded:
        native = tokens.analyse(approach)
        wordings = [tuple(token.term for token in native)]
        for language in {token.language for token in native} & {"en", "zh"}:
            wordings += [one.terms for one in lexicon.translate(approach, language)]
        kept = tuple(dict.fromkeys(one for one in wordings if one))
        if kept:
            found[approach] = kept
    return found


def _speaks_of(document: Document, wordings: Sequence[tuple[str, ...]]) -> bool:
    """Whether the document says any wording as such: its terms close together, in order."""
    for fields in document.texts.values():
        terms = f" {weighted_terms(fields)} "
        if any(f" {' '.join(wording)} " in terms for wording in wordings):
            return True
    return False


def _match(
    document: Document,
    rank_in_kind: int,
    score: float,
    explanation: Explanation,
    band: Band | None = None,
) -> Match:
    texts = document.texts
    return Match(
        id=document.id,
        kind=document.kind,
        rank=rank_in_kind,
        score=score,
        title={language: fields.title for language, fields in texts.items() if fields.title},
        summary={language: fields.summary for language, fields in texts.items() if fields.summary},
        countries=document.countries,
        year=document.year,
        readiness=document.readiness,
        stage=document.stage,
        challenges=document.challenges,
        origin=document.origin,
        contributors=tuple((one.key, one.name) for one in document.contributors),
        explanation=explanation,
        band=band,
    )
