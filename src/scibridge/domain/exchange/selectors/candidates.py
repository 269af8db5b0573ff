"""Named candidates beside a query, each as one reader may see it: match, words, verdicts, who is behind it.

The score is the index's, which knows what everyone may read; the texts, the verdicts and the people are those
of this reader, who may have been shown more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scibridge.domain.exchange.access import Viewer, visible_need, visible_needs, visible_offers
from scibridge.domain.exchange.documents import need_view_document, offer_view_document
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.queries import need_query, text_query
from scibridge.domain.exchange.selectors.matches import as_it_is_now, ask, unlisted_among
from scibridge.domain.exchange.visible import NeedView, OfferView, PostingView
from scibridge.domain.indexing.selectors import current_index, current_lexicon
from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.explanation import Match, Verdict
from scibridge.engines.matching.highlights import Sought, sought_by

MOST_AT_ONCE: Final = 4
# Of a paper with a thousand authors, those that are named first.
MOST_LOOKED_UP: Final = 24
_EVIDENCE: Final = (Kind.OFFER, Kind.WORK)


@dataclass(frozen=True, slots=True)
class Backer:
    """A person or an organisation behind a candidate; one the index does not know has a name alone."""

    document_id: str
    kind: Kind | None
    name: Mapping[str, str]
    countries: tuple[str, ...]
    origin: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate beside a query; ``match`` is none where nothing of it answers."""

    document: Document
    posting: PostingView | None
    match: Match | None
    sought: tuple[Sought, ...]
    across: tuple[Sought, ...]
    verdicts: tuple[Verdict, ...]
    backers: tuple[Backer, ...]


def text_as_query(text: str) -> Query:
    """Free text as the list of its answers asks it."""
    return text_query({"": text})


def need_as_query(need: Need, viewer: Viewer) -> tuple[NeedView, Query]:
    """A need as this reader sees it, and as the list of its answers asks it. Raises NotFound."""
    view = visible_need(need, viewer)
    return view, need_query(view, filters=Filters(), limit=MOST_AT_ONCE)


def candidates(query: Query, document_ids: Sequence[str], viewer: Viewer) -> list[Candidate]:
    """Those of the documents that this reader may know of, in the order given, at most four.

    Raises the index's own error where there is none.
    """
    from scibridge.engines.matching.reading import judged, read

    wanted = list(dict.fromkeys(document_ids))[:MOST_AT_ONCE]
    unlisted = unlisted_among(wanted)
    wanted = [one for one in wanted if one not in unlisted]
    postings = _postings(wanted, viewer)
    lexicon = current_lexicon()
    readings = read(current_index(), lexicon, as_it_is_now(query), wanted)
    found = []
    for one in wanted:
        posting, reading = postings.get(one), readings.get(one)
        if posting is None and (reading is None or _is_posting(one)):
            continue
        document = reading.document if posting is None and reading is not None else _document(posting)
        match = reading.match if reading is not None else None
        sought, across = (reading.sought, reading.across) if reading is not None else ((), ())
        verdicts = judged(lexicon, query.must_haves, document)
        found.append(Candidate(document, posting, match, sought, across, verdicts, ()))
    behind = _backers(
        {
            one.document.id: [(each.key, each.name) for each in one.document.contributors[:MOST_LOOKED_UP]]
            for one in found
        }
    )
    return [replace(one, backers=behind[one.document.id]) for one in found]


def more_of(query: Query, candidate: Candidate, *, limit: int = 5) -> list[Match]:
    """What else of those behind the candidate answers the query, best first: works and published offers,
    without reasons.
    """
    keys = tuple(dict.fromkeys(key for one in candidate.backers for key in one.keys))
    if not keys:
        return []
    filters = Filters(kinds=_EVIDENCE, contributors=keys, exclude_ids=(candidate.document.id,))
    asked = replace(query, filters=filters, must_haves=(), limit=limit, offset=0)
    return list(ask(asked, explain=False, counted=False).matches[:limit])


def evidence_words(match: Match) -> tuple[Sought, ...]:
    """What carried the score of the works and offers that speak for a person or an organisation."""
    return sought_by([share for one in match.explanation.evidence for share in one.terms])


def _is_posting(document_id: str) -> bool:
    return document_id.partition(":")[0] in (Kind.NEED.value, Kind.OFFER.value)


def _postings(document_ids: Iterable[str], viewer: Viewer) -> dict[str, PostingView]:
    ids: dict[str, list[str]] = {Kind.NEED.value: [], Kind.OFFER.value: []}
    for one in document_ids:
        kind, _, own_id = one.partition(":")
        if kind in ids:
            ids[kind].append(own_id)
    needs = Need.objects.filter(public_id__in=ids[Kind.NEED.value]) if ids[Kind.NEED.value] else ()
    offers = Offer.objects.filter(public_id__in=ids[Kind.OFFER.value]) if ids[Kind.OFFER.value] else ()
    views: list[PostingView] = [*visible_needs(needs, viewer), *visible_offers(offers, viewer)]
    return {view.document_id: view for view in views}


def _document(posting: PostingView | None) -> Document:
    return (
        offer_view_document(posting) if isinstance(posting, OfferView) else need_view_document(posting)  # type: ignore[arg-type]
    )


def backers_of(matches: Sequence[Match]) -> dict[str, tuple[Backer, ...]]:
    """Match id → who stands behind it, as the index knows them: one look-up for a whole list."""
    return _backers({one.id: one.contributors[:MOST_LOOKED_UP] for one in matches})


def _backers(contributors: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, tuple[Backer, ...]]:
    """Document id → organisations, then people, each once, in the order of the record."""
    keys = (key for held in contributors.values() for key, _name in held)
    indexed = current_index().find_aliases(keys)
    # Who keeps out of lists by now is named as the work or the offer names them, and leads nowhere.
    unlisted = unlisted_among(one.id for one in indexed.values())
    known = {key: one for key, one in indexed.items() if one.id not in unlisted}
    found: dict[str, tuple[Backer, ...]] = {}
    for document_id, held in contributors.items():
        behind: dict[str, Backer] = {}
        for key, name in held:
            record = known.get(key)
            if record is not None:
                behind.setdefault(record.id, _of(record))
            elif name:
                behind.setdefault(key, Backer("", None, {"": name}, (), "", (key,)))
        ordered = sorted(behind.values(), key=lambda one: one.kind is not Kind.ORGANISATION)
        found[document_id] = tuple(ordered)
    return found


def _of(record: Document) -> Backer:
    names = {language: fields.title for language, fields in record.texts.items() if fields.title}
    return Backer(record.id, record.kind, names, record.countries, record.origin, record.aliases)
