"""Needs and offers: composable querysets, and content as plain values."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from scibridge.domain.accounts.access import is_administrator, is_moderator, is_signed_in, organisations_of
from scibridge.domain.accounts.states import Role
from scibridge.domain.exchange.access import PARTS, Viewer, require_known
from scibridge.domain.exchange.content import fields_of, read_content
from scibridge.domain.exchange.models import NdaClearance, Need, Offer, Posting, Revision
from scibridge.domain.exchange.states import OPEN_TO_ALL, Outcome, State
from scibridge.domain.registry.models import Organisation
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import NotFound
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.prepared import Prepared

P = TypeVar("P", bound=Posting)


def _rows(manager: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for row in manager.all()]


def content_of(posting: Posting) -> dict[str, Any]:
    """Field → stored value of the whole content, as ``read_content`` gives it. For the owner's side only."""
    values: dict[str, Any] = {}
    for field in fields_of(posting.KIND):
        if field.name == "organisation":
            values[field.name] = "" if posting.organisation is None else posting.organisation.public_id
        elif field.name == "facilities":
            values[field.name] = [one.public_id for one in posting.facilities.all()]  # type: ignore[attr-defined]
        elif field.name == "inventors":
            rows = posting.inventors.select_related("person")  # type: ignore[attr-defined]
            values[field.name] = [{"person": row.person.public_id, "share": row.share} for row in rows]
        elif field.row:
            values[field.name] = _rows(getattr(posting, field.name), tuple(one.name for one in field.row))
        else:
            values[field.name] = getattr(posting, field.name)
    return values


def pending_revision(posting: Posting) -> Revision | None:
    """The proposed change that waits for a moderator, if any."""
    return Revision.objects.filter(
        kind=posting.KIND.value, subject_id=posting.public_id, outcome=Outcome.PENDING.value
    ).first()


def editable_content(posting: Posting) -> dict[str, Any]:
    """The content with the waiting revision laid over it: what an edit form starts from."""
    revision = pending_revision(posting)
    changes = read_content(posting.KIND, revision.changes) if revision else {}
    return content_of(posting) | changes


def _by_id(model: type[P]) -> Prepared[P]:
    rows = model.objects.select_related("organisation", "owner").order_by()
    return Prepared(lambda public_id: rows.filter(public_id=public_id))


_BY_ID: dict[Kind, Prepared[Any]] = {model.KIND: _by_id(model) for model in (Need, Offer)}


def _get(model: type[P], public_id: str, viewer: Viewer) -> P:
    posting: P | None = _BY_ID[model.KIND].first(public_id) if is_public_id(public_id) else None
    if posting is None:
        raise NotFound(kind=model.KIND.value, id=public_id)
    require_known(posting, viewer)
    return posting


def get_need(public_id: str, viewer: Viewer) -> Need:
    """The need with this public id. Raises NotFound where the reader may not know of it."""
    return _get(Need, public_id, viewer)


def get_offer(public_id: str, viewer: Viewer) -> Offer:
    """The offer with this public id. Raises NotFound where the reader may not know of it."""
    return _get(Offer, public_id, viewer)


def _own(viewer: Viewer) -> Q:
    if not is_signed_in(viewer):
        return Q(pk__in=[])
    represented = organisations_of(viewer, Role.REPRESENTATIVE)
    mine = Q(owner_id=viewer.pk)  # type: ignore[union-attr]
    if not is_administrator(viewer):
        # As ``access.speaks_for``: who left an organisation no longer writes in its name.
        mine &= Q(organisation__isnull=True) | _in_the_name_of(organisations_of(viewer))
    return mine | _in_the_name_of(represented) if represented else mine


def _in_the_name_of(organisation_ids: Iterable[str]) -> Q:
    # By key and not by a joined public id, so that an index serves each side of an "or".
    return Q(organisation__in=Organisation.objects.filter(public_id__in=organisation_ids).values("pk"))


def _known_to(model: type[P], viewer: Viewer) -> QuerySet[P]:
    known = Q(state__in=[state.value for state in OPEN_TO_ALL]) | _own(viewer)
    if is_moderator(viewer):
        known |= ~Q(state=State.DRAFT.value) & ~Q(state=State.WITHDRAWN.value, submitted_at__isnull=True)
    return model.objects.filter(known)


def needs_known_to(viewer: Viewer) -> QuerySet[Need]:
    """Every need the reader may know of."""
    return _known_to(Need, viewer)


def offers_known_to(viewer: Viewer) -> QuerySet[Offer]:
    """Every offer the reader may know of."""
    return _known_to(Offer, viewer)


def published_needs() -> QuerySet[Need]:
    """Needs that are public now, newest first."""
    return Need.objects.filter(state=State.PUBLISHED.value)


def published_offers() -> QuerySet[Offer]:
    """Offers that are public now, newest first."""
    return Offer.objects.filter(state=State.PUBLISHED.value)


def _for_index(model: type[P], public_ids: Sequence[str] | None) -> QuerySet[P]:
    rows = model.objects.filter(state=State.PUBLISHED.value).prefetch_related(*PARTS[model.KIND])
    return rows if public_ids is None else rows.filter(public_id__in=public_ids)


def needs_for_index(public_ids: Sequence[str] | None = None) -> QuerySet[Need]:
    """Published needs (those of ``public_ids``, or all) with everything a document needs."""
    return _for_index(Need, public_ids)


def offers_for_index(public_ids: Sequence[str] | None = None) -> QuerySet[Offer]:
    """Published offers (those of ``public_ids``, or all) with everything a document needs."""
    return _for_index(Offer, public_ids)


def needs_of(actor: Viewer) -> QuerySet[Need]:
    """Needs the account made or represents, last touched first."""
    return Need.objects.filter(_own(actor)).order_by("-updated_at", "-pk")


def offers_of(actor: Viewer) -> QuerySet[Offer]:
    """Offers the account made or represents, last touched first."""
    return Offer.objects.filter(_own(actor)).order_by("-updated_at", "-pk")


def needs_to_moderate() -> QuerySet[Need]:
    """Needs that wait for a moderator, oldest first."""
    return _to_moderate(Need)


def offers_to_moderate() -> QuerySet[Offer]:
    """Offers that wait for a moderator, oldest first."""
    return _to_moderate(Offer)


def _to_moderate(model: type[P]) -> QuerySet[P]:
    revised = Revision.objects.filter(kind=model.KIND.value, outcome=Outcome.PENDING.value).values(
        "subject_id"
    )
    waiting = Q(state=State.SUBMITTED.value) | Q(state=State.PUBLISHED.value, public_id__in=revised)
    return model.objects.filter(waiting).order_by("submitted_at", "pk")


def clearances_of(posting: Posting) -> QuerySet[NdaClearance]:
    """Live clearances, with their accounts."""
    return NdaClearance.objects.select_related("account").filter(
        kind=posting.KIND.value, subject_id=posting.public_id, ended_at__isnull=True
    )
