"""What a reader may be told of documents now: titles through the doors of the domain, nothing kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scibridge.domain.exchange.access import Viewer, can_edit, visible_needs, visible_offers
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import unlisted_among
from scibridge.domain.exchange.states import OPEN_TO_ALL, State
from scibridge.domain.exchange.visible import PostingView, Words
from scibridge.domain.indexing.selectors import current_index
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import ScibridgeError

P = TypeVar("P", Need, Offer)
_POSTINGS = (Kind.NEED.value, Kind.OFFER.value)
_OPEN = [state.value for state in OPEN_TO_ALL]


@dataclass(frozen=True, slots=True)
class Readable:
    """A document as a line of a list: ``by`` names the organisation behind a posting, if it is named.

    ``state`` is empty for what is no posting; ``own`` is what the reader may edit.
    """

    document_id: str
    title: Words
    by: Words
    state: str
    own: bool

    @property
    def is_open(self) -> bool:
        """Whether it is there to be answered: published, or no posting at all."""
        return self.state in {"", State.PUBLISHED.value}


def readable(document_ids: Iterable[str], viewer: Viewer) -> dict[str, Readable]:
    """Document id → what this reader may be told of it; what is not open to them is missing.

    Needs and offers that are not public are missing for everyone, their own side included.
    """
    wanted: dict[str, list[str]] = {}
    for one in document_ids:
        wanted.setdefault(one.partition(":")[0], []).append(one)
    found = _needs(_own_ids(wanted, Kind.NEED), viewer) | _offers(_own_ids(wanted, Kind.OFFER), viewer)
    others = [one for kind, ids in wanted.items() if kind not in _POSTINGS for one in ids]
    return found | _indexed(others)


def _own_ids(wanted: Mapping[str, Sequence[str]], kind: Kind) -> list[str]:
    return [one.partition(":")[2] for one in wanted.get(kind.value, ())]


def _rows(model: type[P], public_ids: Sequence[str]) -> list[P]:
    if not public_ids:
        return []
    # Who may edit is asked of every row, for which its organisation is looked at.
    rows = model.objects.select_related("organisation", "owner")
    return list(rows.filter(public_id__in=public_ids, state__in=_OPEN))


def _needs(public_ids: Sequence[str], viewer: Viewer) -> dict[str, Readable]:
    rows = _rows(Need, public_ids)
    own = {row.public_id for row in rows if can_edit(row, viewer)}
    return {view.document_id: _line(view, own) for view in visible_needs(rows, viewer)}


def _offers(public_ids: Sequence[str], viewer: Viewer) -> dict[str, Readable]:
    rows = _rows(Offer, public_ids)
    own = {row.public_id for row in rows if can_edit(row, viewer)}
    return {view.document_id: _line(view, own) for view in visible_offers(rows, viewer)}


def _line(view: PostingView, own: set[str]) -> Readable:
    by = view.organisation.name if view.organisation is not None else {}
    return Readable(view.document_id, view.title, by, view.state, view.id in own)


def _indexed(document_ids: Sequence[str]) -> dict[str, Readable]:
    """Works and records as the index holds them, less people who keep out of lists now; without an index,
    none."""
    if not document_ids:
        return {}
    try:
        index = current_index()
        documents = [index.get(one) for one in document_ids]
    except ScibridgeError:
        return {}
    unlisted = unlisted_among(document_ids)
    return {
        one.id: Readable(
            one.id, {code: fields.title for code, fields in one.texts.items() if fields.title}, {}, "", False
        )
        for one in documents
        if one is not None and one.id not in unlisted
    }
