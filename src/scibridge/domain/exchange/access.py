"""Who may do what with a posting, and what each reader sees of it.

``visible_need``, ``visible_offer`` and ``listed`` are the only doors through which a posting leaves the
domain. Moderators read what any signed-in reader may; what waits for an NDA is for the owner's side and
those it cleared.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from scibridge.domain.accounts.access import (
    belongs_to,
    is_administrator,
    is_moderator,
    is_signed_in,
    represents,
)
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import (
    Comparison,
    NdaClearance,
    Need,
    NeedMustHave,
    Offer,
    OfferClaim,
    OfferIdentifier,
    OfferInventor,
    OfferRight,
    Posting,
)
from scibridge.domain.exchange.states import OPEN_TO_ALL, SEEN_BY_MODERATORS, State, Tier, tier_of
from scibridge.domain.exchange.visible import (
    ClaimView,
    IdentifierView,
    InventorView,
    MustHaveView,
    Named,
    NeedView,
    OfferView,
    PostingLine,
    RightView,
    TopicView,
    covered,
)
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.access import Decision, allow, refuse
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import NotFound
from scibridge.kernel.prepared import Part, Parts, Prepared, prefetch

Viewer = Account | AnonymousUser | None
_COMMON_PARTS = ("owner", "organisation")
_INVENTORS = Prefetch("inventors", OfferInventor.objects.select_related("person"))
PARTS: dict[Kind, tuple[str | Prefetch[str], ...]] = {
    Kind.NEED: (*_COMMON_PARTS, "must_haves"),
    Kind.OFFER: (*_COMMON_PARTS, "claims", "rights", "identifiers", _INVENTORS, "facilities"),
}
# The same rows as most of PARTS, compiled once: a page of one offer would spend more on making five queries
# than on all it shows of them.
_PARTS_BY_KEY: dict[Kind, Parts] = {
    Kind.NEED: {
        "must_haves": Part("need", Prepared(lambda keys: NeedMustHave.objects.filter(need__in=keys))),
    },
    Kind.OFFER: {
        "claims": Part("offer", Prepared(lambda keys: OfferClaim.objects.filter(offer__in=keys))),
        "rights": Part("offer", Prepared(lambda keys: OfferRight.objects.filter(offer__in=keys))),
        "identifiers": Part("offer", Prepared(lambda keys: OfferIdentifier.objects.filter(offer__in=keys))),
        "inventors": Part(
            "offer",
            Prepared(lambda keys: OfferInventor.objects.select_related("person").filter(offer__in=keys)),
        ),
        "facilities": Part(
            "offer",
            Prepared(
                lambda keys: (
                    Offer.facilities.through.objects.select_related("facility")
                    .filter(offer__in=keys)
                    .order_by("facility__sort_key", "facility__pk")
                )
            ),
            "facility",
        ),
    },
}
_HELD_BACK_FROM_OTHERS = ("external_reference",)


def owns(posting: Posting, actor: Viewer) -> Decision:
    """The account that made the posting."""
    mine = isinstance(actor, Account) and actor.is_active and posting.owner_id == actor.pk
    return allow("owner") if mine else refuse("owners_only")


def can_create(organisation: Organisation | None, actor: Viewer) -> Decision:
    """Anyone signed in for themselves; members, and administrators who load files, for an organisation."""
    signed_in = is_signed_in(actor)
    if organisation is None:
        return signed_in
    return signed_in & (belongs_to(actor, organisation.public_id) | is_administrator(actor))


def speaks_for(posting: Posting, actor: Viewer) -> Decision:
    """Whoever may still speak in the name under which it stands: one who left an organisation may not."""
    if posting.organisation is None:
        return allow("own_name")
    return belongs_to(actor, posting.organisation.public_id) | is_administrator(actor)


def can_edit(posting: Posting, actor: Viewer) -> Decision:
    """The owner, while they belong to the organisation in whose name it stands, or a representative of it."""
    organisation = posting.organisation.public_id if posting.organisation is not None else ""
    decision = (speaks_for(posting, actor) & owns(posting, actor)) | represents(actor, organisation)
    return decision or refuse("owners_and_representatives_only")


def can_moderate(posting: Posting, actor: Viewer) -> Decision:
    """A moderator, but not of what they wrote or edit themselves; an administrator, always.

    Who wrote it in the name of an organisation wrote it still after leaving there.
    """
    if not is_moderator(actor):
        return refuse("moderators_only")
    mine = can_edit(posting, actor) or owns(posting, actor)
    own = refuse("not_your_own") if mine else allow("moderator")
    return own | is_administrator(actor)


def can_know_of(posting: Posting, viewer: Viewer) -> Decision:
    """Everyone once it was published; before that its own side, and moderators from submission on."""
    state = State(posting.state)
    if state in OPEN_TO_ALL:
        return allow("public")
    decision = can_edit(posting, viewer)
    never_submitted = state is State.WITHDRAWN and posting.submitted_at is None
    seen = state in SEEN_BY_MODERATORS and not never_submitted
    return decision | is_moderator(viewer) if seen else decision


def can_see_history(posting: Posting, viewer: Viewer) -> Decision:
    """Those who edit, and moderators."""
    return can_edit(posting, viewer) | is_moderator(viewer)


def require_known(posting: Posting, viewer: Viewer) -> None:
    """Raise NotFound where the reader may not even know of the posting."""
    if not can_know_of(posting, viewer):
        raise NotFound(kind=posting.KIND.value, id=posting.public_id)


def require_edit(posting: Posting, actor: Viewer) -> None:
    """Raise NotFound or NotAllowed unless the actor may edit."""
    require_known(posting, actor)
    can_edit(posting, actor).require(id=posting.public_id)


def require_moderate(posting: Posting, actor: Viewer) -> None:
    """Raise NotFound or NotAllowed unless the actor may moderate."""
    require_known(posting, actor)
    can_moderate(posting, actor).require(id=posting.public_id)


def _cleared(kind: Kind, postings: Sequence[Posting], viewer: Viewer) -> set[str]:
    if not isinstance(viewer, Account) or not is_signed_in(viewer):
        return set()
    live = NdaClearance.objects.filter(
        kind=kind.value,
        subject_id__in=[one.public_id for one in postings],
        account=viewer,
        ended_at__isnull=True,
    )
    return set(live.values_list("subject_id", flat=True))


def _tier(posting: Posting, viewer: Viewer, cleared: set[str]) -> Tier:
    if can_edit(posting, viewer) or posting.public_id in cleared:
        return Tier.AFTER_NDA
    return Tier.SIGNED_IN if is_signed_in(viewer) else Tier.PUBLIC


def _named(thing: Organisation | Person | Facility) -> Named:
    return Named(thing.public_id, versions(thing.name), thing.country)


def _comparison(row: Comparison) -> dict[str, Any]:
    return {
        "metric": versions(row.metric),
        "operator": row.operator,
        "low": row.low,
        "high": row.high,
        "unit": row.unit,
    }


_WORDS = (
    "title",
    "material",
    "method",
    "efficacy",
    "product",
    "application",
    "keywords",
    "confidential_details",
)
_PLAIN = (
    "state", "version", "kind", "challenge", "orientation", "research_class", "external_reference",
    "published_at", "expires_at", "expires_on", "updated_at", "origin", "fictional", "return_reason",
)  # fmt: skip
_NEED_WORDS = (
    "problem", "current_solution", "shortfall", "excluded_approaches", "eligible_reason", "excluded_reason",
)  # fmt: skip
_NEED_PLAIN = (
    "readiness_now", "readiness_required", "budget_low", "budget_high", "currency", "deadline",
    "answer_within_days",
)  # fmt: skip
_NEED_LISTS = ("ip_position", "eligible_countries", "excluded_countries")
_OFFER_WORDS = ("summary", "description", "cost_comparison", "readiness_evidence", "background")
_OFFER_PLAIN = ("readiness", "ip_status", "export_control")


def _columns(
    posting: Posting, words: Sequence[str], plain: Sequence[str], lists: Sequence[str]
) -> dict[str, Any]:
    return (
        {name: versions(getattr(posting, name)) for name in words}
        | {name: getattr(posting, name) for name in plain}
        | {name: tuple(getattr(posting, name)) for name in lists}
    )


def _common_values(posting: Posting) -> dict[str, Any]:
    return _columns(posting, _WORDS, _PLAIN, ("sdgs",)) | {
        "id": posting.public_id,
        "topics": tuple(TopicView(one["id"], one.get("name", {})) for one in posting.topics),
        "organisation": None if posting.organisation is None else _named(posting.organisation),
        "owner_name": posting.owner.name,
        "field_tiers": {
            field: tier_of(field, posting.field_tiers, posting.TIERS).value for field in posting.TIERS
        },
        "return_note": versions(posting.return_note),
    }


def _need_values(need: Need) -> dict[str, Any]:
    must_haves = tuple(
        MustHaveView(**_comparison(row), note=versions(row.note)) for row in need.must_haves.all()
    )
    return _columns(need, _NEED_WORDS, _NEED_PLAIN, _NEED_LISTS) | {"must_haves": must_haves}


def _offer_values(offer: Offer) -> dict[str, Any]:
    return _columns(offer, _OFFER_WORDS, _OFFER_PLAIN, ("partnerships",)) | {
        "claims": tuple(
            ClaimView(
                **_comparison(row),
                baseline_value=row.baseline_value,
                baseline=versions(row.baseline),
                source=versions(row.source),
                no_comparison=row.no_comparison,
            )
            for row in offer.claims.all()
        ),
        "identifiers": tuple(IdentifierView(row.scheme, row.value) for row in offer.identifiers.all()),
        "rights": tuple(
            RightView(row.right, tuple(row.territories), row.exclusive, versions(row.field_of_use))
            for row in offer.rights.all()
        ),
        "inventors": tuple(InventorView(_named(row.person), row.share) for row in offer.inventors.all()),
        "facilities": tuple(_named(facility) for facility in offer.facilities.all()),
    }


def _withhold(posting: Posting, values: dict[str, Any], viewer: Viewer, tier: Tier) -> dict[str, Any]:
    """Take out what ``tier`` may not read; name what was there."""
    withheld = []
    for field in posting.TIERS:
        if tier_of(field, posting.field_tiers, posting.TIERS).rank <= tier.rank:
            continue
        names = [name for name in covered(field) if name in values]
        if any(values[name] for name in names):
            withheld.append(field)
        values |= dict.fromkeys(names)
    if not can_edit(posting, viewer):
        values |= dict.fromkeys(_HELD_BACK_FROM_OTHERS)
        if not is_moderator(viewer):
            values |= {"return_reason": "", "return_note": {}}
    return values | {"withheld": tuple(withheld)}


def _visible_values(kind: Kind, postings: Iterable[Posting], viewer: Viewer) -> list[dict[str, Any]]:
    given = list(postings)
    prefetch(given, _PARTS_BY_KEY[kind])
    prefetch_related_objects(given, *PARTS[kind])
    known = [one for one in given if can_know_of(one, viewer)]
    cleared = _cleared(kind, known, viewer)
    found = []
    for one in known:
        own = _need_values(one) if isinstance(one, Need) else _offer_values(one)  # type: ignore[arg-type]
        found.append(_withhold(one, _common_values(one) | own, viewer, _tier(one, viewer, cleared)))
    return found


def tier_for(posting: Posting, viewer: Viewer) -> Tier:
    """How far the reader may read a posting they may know of."""
    return _tier(posting, viewer, _cleared(posting.KIND, [posting], viewer))


def visible_needs(needs: Iterable[Need], viewer: Viewer) -> list[NeedView]:
    """Those needs the reader may know of, each as that reader sees it; a constant number of queries."""
    return [NeedView(**values) for values in _visible_values(Kind.NEED, needs, viewer)]


def visible_offers(offers: Iterable[Offer], viewer: Viewer) -> list[OfferView]:
    """Those offers the reader may know of, each as that reader sees it; a constant number of queries."""
    return [OfferView(**values) for values in _visible_values(Kind.OFFER, offers, viewer)]


def visible_need(need: Need, viewer: Viewer) -> NeedView:
    """The need as the reader sees it. Raises NotFound where the reader may not know of it."""
    require_known(need, viewer)
    return visible_needs([need], viewer)[0]


def visible_offer(offer: Offer, viewer: Viewer) -> OfferView:
    """The offer as the reader sees it. Raises NotFound where the reader may not know of it."""
    require_known(offer, viewer)
    return visible_offers([offer], viewer)[0]


_LINE_COLUMNS = (
    "public_id", "state", "kind", "title", "challenge", "published_at", "updated_at", "fictional",
    "submitted_at", "field_tiers", "owner_id",
    "organisation__public_id", "organisation__name", "organisation__country",
)  # fmt: skip
MOST_LISTED = 20
_LINE_OWN = {Kind.NEED: ("problem", "deadline"), Kind.OFFER: ("summary", "readiness")}


def listed(rows: QuerySet[Any], viewer: Viewer) -> list[PostingLine]:
    """Those of the needs, or of the offers, the reader may know of, as lists show them.

    Two queries, however many there are; only the columns a list shows are read.
    """
    return _lines(rows.model.KIND, _lean(rows), viewer)


def listed_by_id(kind: Kind, public_ids: Sequence[str], viewer: Viewer) -> list[PostingLine]:
    """As :func:`listed`, those of these needs or offers that are public now, in no order."""
    return _lines(kind, _PUBLIC_BY_ID[kind].all(public_ids), viewer)


def listed_of(kind: Kind, organisation: Organisation, viewer: Viewer) -> list[PostingLine]:
    """As :func:`listed`, the newest needs or offers of an organisation that are public now."""
    return _lines(kind, _PUBLIC_OF[kind].all(organisation.pk), viewer)


def listed_by(person: Person, viewer: Viewer) -> list[PostingLine]:
    """As :func:`listed`, the newest offers with this inventor that are public now."""
    return _lines(Kind.OFFER, _PUBLIC_BY.all(person.pk), viewer)


def _lean(rows: QuerySet[Any]) -> QuerySet[Any]:
    own = _LINE_OWN[rows.model.KIND]
    return rows.prefetch_related(None).select_related("organisation").only(*_LINE_COLUMNS, *own)


def _public(kind: Kind) -> QuerySet[Any]:
    model: Any = Need if kind is Kind.NEED else Offer
    rows: QuerySet[Any] = model.objects.filter(state=State.PUBLISHED.value)
    return rows


def _public_by_id(kind: Kind) -> Prepared[Any]:
    return Prepared(lambda ids: _lean(_public(kind).filter(public_id__in=ids).order_by()))


def _public_of(kind: Kind) -> Prepared[Any]:
    return Prepared(lambda organisation: _lean(_public(kind).filter(organisation=organisation)[:MOST_LISTED]))


_PUBLIC_BY_ID = {kind: _public_by_id(kind) for kind in _LINE_OWN}
_PUBLIC_OF = {kind: _public_of(kind) for kind in _LINE_OWN}


_PUBLIC_BY: Prepared[Any] = Prepared(
    lambda person: _lean(_public(Kind.OFFER).filter(inventors__person=person)[:MOST_LISTED])
)


def _lines(kind: Kind, rows: Iterable[Any], viewer: Viewer) -> list[PostingLine]:
    known = [one for one in rows if can_know_of(one, viewer)]
    cleared = _cleared(kind, known, viewer)
    return [_line(one, _tier(one, viewer, cleared)) for one in known]


def _line(posting: Need | Offer, tier: Tier) -> PostingLine:
    held_back = frozenset(
        field
        for field in posting.TIERS
        if tier_of(field, posting.field_tiers, posting.TIERS).rank > tier.rank
    )
    organisation = None if "organisation" in held_back else posting.organisation
    return PostingLine(
        document_id=posting.document_id,
        id=posting.public_id,
        state=posting.state,
        kind=posting.kind,
        title=versions(posting.title),
        words=versions(posting.problem if isinstance(posting, Need) else posting.summary),
        challenge=posting.challenge,
        organisation=None if organisation is None else _named(organisation),
        published_at=posting.published_at,
        updated_at=posting.updated_at,
        deadline=posting.deadline if isinstance(posting, Need) else None,
        readiness=posting.readiness if isinstance(posting, Offer) else None,
        fictional=posting.fictional,
        held_back=held_back,
    )
