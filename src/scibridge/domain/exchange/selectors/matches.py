"""Answers: to a need, to free text, to an offer; and those that were kept.

Every query is built from what the asking reader may see, so that an explanation can quote nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scibridge.domain.exchange.access import (
    Viewer,
    can_edit,
    require_known,
    visible_need,
    visible_offer,
    visible_offers,
)
from scibridge.domain.exchange.explanations import read_match
from scibridge.domain.exchange.models import Match as StoredRow
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.queries import (
    ANSWER_KINDS,
    need_query,
    offer_query,
    text_query,
    words_query,
)
from scibridge.domain.exchange.states import State, Tier, tier_of
from scibridge.domain.indexing.selectors import current_index, current_lexicon, waiting_ids
from scibridge.domain.registry.selectors import kept_out_of_lists
from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.explanation import Match, MatchList

if TYPE_CHECKING:
    from scibridge.engines.matching.repeated import Repeated

_PERSON = f"{Kind.PERSON.value}:"


def ask(
    query: Query,
    *,
    explain: bool = True,
    explain_evidence: bool = True,
    counted: bool = True,
    beside_numbers: bool = False,
) -> MatchList:
    """Put a query to the serving index; ``counted`` where totals and facet counts are wanted, the others for
    the words of answers and of what speaks for people and organisations. An answer ``beside_numbers`` of
    :func:`answer_counts` shares the candidates that those count.

    Raises the index's own error where there is none.
    """
    return ask_each(
        [query],
        explain=explain,
        explain_evidence=explain_evidence,
        counted=counted,
        beside_numbers=beside_numbers,
    )[0]


def ask_each(
    queries: Sequence[Query],
    *,
    explain: bool = True,
    explain_evidence: bool = True,
    counted: bool = True,
    beside_numbers: bool = False,
) -> list[MatchList]:
    """As :func:`ask`, for several; the database is asked once."""
    from scibridge.engines.matching.ranking import CANDIDATES
    from scibridge.engines.matching.search import GATHERED, search

    gone = _gone_since()
    return [
        search(
            current_index(),
            current_lexicon(),
            _less(query, gone),
            explain=explain,
            explain_evidence=explain_evidence,
            counted=counted,
            gathered=CANDIDATES if beside_numbers else GATHERED,
        )
        for query in queries
    ]


def as_it_is_now(query: Query) -> Query:
    """The query less what the index does not know yet.

    Needs and offers that changed since it was written neither answer nor vote, and people who keep out of
    lists since then do not answer: what was withdrawn or is held back now is gone at once, whether or not the
    worker has been there.
    """
    return _less(query, _gone_since())


def _gone_since() -> tuple[str, ...]:
    waiting = waiting_ids((Kind.NEED, Kind.OFFER, Kind.PERSON))
    people = frozenset(one for one in waiting if one.startswith(_PERSON))
    return tuple(one for one in waiting if one not in people) + tuple(sorted(unlisted_among(people)))


def unlisted_among(document_ids: Iterable[str]) -> frozenset[str]:
    """Those of the documents that are people whom no list may name at this moment."""
    asked = (one.removeprefix(_PERSON) for one in document_ids if one.startswith(_PERSON))
    return frozenset(f"{_PERSON}{one}" for one in kept_out_of_lists(asked))


def _less(query: Query, gone: Sequence[str]) -> Query:
    if not gone:
        return query
    kept = replace(query.filters, exclude_ids=(*query.filters.exclude_ids, *gone))
    return replace(query, filters=kept)


def match_text(
    texts: str | Mapping[str, str],
    *,
    kinds: Sequence[Kind] = ANSWER_KINDS,
    filters: Filters | None = None,
    limit: int = 20,
    offset: int = 0,
    explain: bool = True,
    counted: bool = True,
) -> MatchList:
    """Answers to free text: one text in either language, or engine language (``en``, ``zh``) to text.

    Conditions that the text states (“energy density at least 400 Wh/kg”) are judged as must-haves.
    """
    given = {"": texts} if isinstance(texts, str) else texts
    wanted = replace(filters or Filters(), kinds=tuple(kinds))
    query = replace(text_query(given), filters=wanted, limit=limit, offset=offset)
    return ask(query, explain=explain, counted=counted)


def answers_to(
    need: Need,
    viewer: Viewer,
    *,
    kinds: Sequence[Kind] = ANSWER_KINDS,
    filters: Filters | None = None,
    limit: int = 20,
    offset: int = 0,
    counted: bool = True,
) -> MatchList:
    """Answers to a need as this reader sees it, computed now and not kept. Raises NotFound."""
    wanted = replace(filters or Filters(), kinds=tuple(kinds))
    query = need_query(visible_need(need, viewer), filters=wanted, limit=limit, offset=offset)
    return ask(query, counted=counted)


def needs_for_offer(offer: Offer, viewer: Viewer, *, limit: int = 20) -> MatchList:
    """Published needs that this offer may answer. Raises NotFound."""
    filters = Filters(kinds=(Kind.NEED,))
    return ask(offer_query(visible_offer(offer, viewer), filters=filters, limit=limit), counted=False)


def needs_for_offers(offers: Sequence[Offer], viewer: Viewer, *, limit: int = 5) -> list[MatchList]:
    """For each offer, the published needs it may answer; a constant number of queries."""
    views = visible_offers(offers, viewer)
    filters = Filters(kinds=(Kind.NEED,))
    queries = [offer_query(view, filters=filters, limit=limit) for view in views]
    return ask_each(queries, explain=False, counted=False)


def similar_needs(fields: Mapping[str, object], *, exclude: Sequence[Need] = (), limit: int = 5) -> MatchList:
    """Published needs like the one being written; ``fields`` as for ``create_need``, complete or not.

    Raises InvalidInput for values that cannot be read.
    """
    filters = Filters(kinds=(Kind.NEED,), exclude_ids=tuple(need.document_id for need in exclude))
    return ask(words_query(fields, filters=filters, limit=limit), counted=False)


def repeated_elsewhere(document: Document) -> "Repeated | None":
    """The published posting that says the same in the other language; ``document`` may be a draft's.

    Raises the index's own error where there is none.
    """
    from scibridge.engines.matching.repeated import repeated

    return repeated(current_index(), current_lexicon(), document, exclude_ids=_gone_since())


@dataclass(frozen=True, slots=True)
class StoredMatches:
    """The answers kept at the last run; ``stale`` when the need changed since."""

    matches: tuple[Match, ...]
    computed_at: datetime | None
    scorer: str
    stale: bool


def stored_matches(need: Need, viewer: Viewer) -> StoredMatches:
    """What the last run found, for the need's own side only. Postings no longer published are left out, and
    people who keep out of lists now.

    Raises NotFound or NotAllowed.
    """
    require_known(need, viewer)
    can_edit(need, viewer).require(id=need.public_id)
    rows = list(need.matches.all())
    found = [read_match(row.answer, row.explanation) for row in rows]
    evidence = {one.id for match in found for one in match.explanation.evidence}
    answered = {row.document_id for row in rows}
    hidden = _hidden(answered | evidence) | unlisted_among(answered)
    silent = _silent(evidence - hidden)
    shown = tuple(
        kept
        for match in found
        if match.id not in hidden and (kept := _without(match, hidden, silent.get(match.kind, set())))
    )
    first: StoredRow | None = rows[0] if rows else None
    return StoredMatches(
        shown,
        first.computed_at if first else None,
        first.scorer if first else "",
        stale=first is not None and first.need_version != need.version,
    )


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """That an answer was kept at the last run; ``stale`` when the need changed since."""

    computed_at: datetime
    stale: bool


def kept_match(need: Need, document_id: str, viewer: Viewer) -> KeptMatch | None:
    """Whether the last run kept this answer; known to the need's own side alone."""
    if not can_edit(need, viewer):
        return None
    row = need.matches.filter(document_id=document_id).first()
    return KeptMatch(row.computed_at, row.need_version != need.version) if row is not None else None


def _hidden(document_ids: set[str]) -> set[str]:
    """Those of the needs and offers among these documents that are not published now."""
    hidden: set[str] = set()
    for model in (Need, Offer):
        prefix = f"{model.KIND.value}:"
        asked = {one.removeprefix(prefix) for one in document_ids if one.startswith(prefix)}
        public = model.objects.filter(public_id__in=asked, state=State.PUBLISHED.value)
        hidden |= {prefix + one for one in asked - set(public.values_list("public_id", flat=True))}
    return hidden


def _silent(document_ids: set[str]) -> dict[Kind, set[str]]:
    """For people and for organisations: the offers among these that no longer say who stands behind them."""
    asked = [one.removeprefix("offer:") for one in document_ids if one.startswith("offer:")]
    offers = list(Offer.objects.filter(public_id__in=asked).only("public_id", "field_tiers"))
    fields = {Kind.PERSON: "inventors", Kind.ORGANISATION: "organisation"}
    return {
        kind: {
            one.document_id
            for one in offers
            if tier_of(field, one.field_tiers, Offer.TIERS) is not Tier.PUBLIC
        }
        for kind, field in fields.items()
    }


def _without(match: Match, hidden: set[str], silent: set[str]) -> Match | None:
    """The match less that evidence; none where only what is silent now spoke for it."""
    left = tuple(one for one in match.explanation.evidence if one.id not in hidden)
    kept = tuple(one for one in left if one.id not in silent)
    if left and not kept:
        return None
    return replace(match, explanation=replace(match.explanation, evidence=kept))
