"""Needs and offers alike: listing, reading, writing, and the steps of their life.

Everything that leaves is a view of the reader's own (``exchange.access``); a condition of a list never asks
for what the reader may not see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scibridge.api.bodies import check_version, idempotency_key, json_object, respond
from scibridge.api.callers import READING, actor, viewer, writing
from scibridge.api.cursors import Order, cut, page_json
from scibridge.api.v1.parameters import codes_of, countries_of, only_known
from scibridge.api.v1.schemas.postings import Expected, History, NoteIn, PostingFilters, RenewIn
from scibridge.api.v1.schemas.shared import ProblemDetails
from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange.access import Viewer, require_edit
from scibridge.domain.exchange.content.values import BadValue, day
from scibridge.domain.exchange.explanations import write
from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.selectors import history, pending_revision
from scibridge.domain.exchange.services.desk import Desk
from scibridge.domain.exchange.states import (
    OPEN_TO_ALL,
    Challenge,
    Orientation,
    Origin,
    ResearchClass,
    State,
    Tier,
)
from scibridge.domain.exchange.visible import PostingView, view_json
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.ids import is_public_id

P = TypeVar("P", bound=Posting)
NEWEST_PUBLISHED = Order("published_at", descending=True)
NEWEST_CREATED = Order("created_at", descending=True)
REFUSED = {frozenset({400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429}): ProblemDetails}
UNREAD = {frozenset({401, 403, 404, 422, 429}): ProblemDetails}


@dataclass(frozen=True, slots=True)
class Shelf(Generic[P]):
    """How one kind of posting is reached; ``noun`` names it in addresses and operations."""

    noun: str
    scope: Scope
    desk: Desk[P]
    kinds: type
    get: Callable[[str, Viewer], P]
    known_to: Callable[[Viewer], QuerySet[P]]
    of: Callable[[Viewer], QuerySet[P]]
    visible: Callable[[P, Viewer], PostingView]
    visible_all: Callable[[Iterable[P], Viewer], list[Any]]
    fields: type[Any]
    change: type[Any]
    out: type[Any]
    page: type[Any]


def build(shelf: Shelf[Any]) -> Router:
    """The addresses of one kind of posting."""
    router = Router(tags=[f"{shelf.noun}s"], auth=READING)
    _reads(router, shelf)
    _writes(router, shelf)
    _steps(router, shelf)
    return router


def _shown(request: HttpRequest, shelf: Shelf[Any], posting: Posting, status: int = 200) -> HttpResponse:
    view = shelf.visible(posting, viewer(request))
    headers = {"Location": f"/api/v1/{shelf.noun}s/{view.id}"} if status == 201 else None
    return respond(request, view_json(view), status=status, version=str(view.version), headers=headers)


def _reads(router: Router, shelf: Shelf[Any]) -> None:
    noun = shelf.noun

    @router.get(
        "", response={200: shelf.page, **UNREAD}, operation_id=f"list_{noun}s", summary=f"List {noun}s"
    )
    def listed(request: HttpRequest, filters: Query[PostingFilters]) -> HttpResponse:
        only_known(request, PostingFilters)
        rows, order = _narrowed(shelf, filters, viewer(request))
        if filters.mine:
            actor(request)
        conditions = filters.model_dump(exclude={"cursor", "limit"}) | {"list": noun}
        page = cut(rows, order, filters=conditions, cursor=filters.cursor, limit=filters.limit)
        items = [view_json(view) for view in shelf.visible_all(page.rows, viewer(request))]
        body, headers = page_json(request, items, page.next)
        return respond(request, body, headers=headers)

    @router.get(
        "/{public_id}",
        response={200: shelf.out, **UNREAD},
        operation_id=f"read_{noun}",
        summary=f"Read one {noun}",
    )
    def one(request: HttpRequest, public_id: str) -> HttpResponse:
        return _shown(request, shelf, shelf.get(public_id, viewer(request)))

    @router.get(
        "/{public_id}/history",
        response={200: History, **UNREAD},
        operation_id=f"read_{noun}_history",
        summary="Its life so far, for its own side and moderators",
    )
    def life(request: HttpRequest, public_id: str) -> HttpResponse:
        steps = history(shelf.get(public_id, viewer(request)), viewer(request))
        items = [write(replace(step, note=str(step.note))) | {"at": step.at.isoformat()} for step in steps]
        return respond(request, {"items": items})


def _narrowed(shelf: Shelf[Any], filters: PostingFilters, reader: Viewer) -> tuple[QuerySet[Any], Order]:
    """The rows a list is about, and its order. Raises InvalidInput."""
    rows = shelf.of(reader) if filters.mine else shelf.known_to(reader)
    states = codes_of("state", filters.state, State)
    if filters.mine and filters.state == ["published"]:
        states = []
    for name, known in (
        ("kind", shelf.kinds),
        ("challenge", Challenge),
        ("orientation", Orientation),
        ("research_class", ResearchClass),
    ):
        if wanted := codes_of(name, getattr(filters, name), known):
            rows = rows.filter(**{f"{name}__in": wanted})
    if states:
        rows = rows.filter(state__in=states)
    countries = countries_of("country", filters.country)
    if countries:
        rows = rows.filter(organisation__country__in=countries)
    if filters.organisation:
        at = Q(organisation__public_id=filters.organisation)
        rows = rows.filter(at) if is_public_id(filters.organisation) else rows.none()
    if countries or filters.organisation:
        rows = rows.filter(_organisation_shown(reader) | Q(pk__in=shelf.of(reader).order_by().values("pk")))
    public = bool(states) and {State(state) for state in states} <= OPEN_TO_ALL
    return rows, NEWEST_PUBLISHED if public else NEWEST_CREATED


def _organisation_shown(reader: Viewer) -> Q:
    """Postings whose organisation this reader may see: else a condition would tell who stands behind."""
    open_tiers = [Tier.PUBLIC.value] + ([Tier.SIGNED_IN.value] if is_signed_in(reader) else [])
    unsaid = Q(field_tiers__organisation__isnull=True)
    return unsaid | Q(field_tiers__organisation__in=open_tiers)


def _writes(router: Router, shelf: Shelf[Any]) -> None:
    noun, auth = shelf.noun, writing(shelf.scope)

    @router.post(
        "",
        auth=auth,
        response={201: shelf.out, **REFUSED},
        operation_id=f"create_{noun}",
        summary=f"Write a new {noun}, as a draft",
        description="With an Idempotency-Key header the same request again gives the same draft.",
    )
    def create(request: HttpRequest, fields: shelf.fields) -> HttpResponse:  # type: ignore[name-defined]
        posting = shelf.desk.create(
            actor=actor(request),
            fields=fields.given(),
            origin=Origin.API,
            idempotency_key=idempotency_key(request),
        )
        return _shown(request, shelf, posting, 201)

    @router.patch(
        "/{public_id}",
        auth=auth,
        response={200: shelf.out, 202: shelf.out, **REFUSED},
        operation_id=f"change_{noun}",
        summary=f"Change some fields of a {noun}",
        description="202: it is published, and the change waits for a moderator; what is shown still stands.",
    )
    def change(request: HttpRequest, public_id: str, fields: shelf.change) -> HttpResponse:  # type: ignore[name-defined]
        posting = shelf.get(public_id, actor(request))
        require_edit(posting, actor(request))
        given = fields.given()
        check_version(request, given, str(posting.version))
        changed = shelf.desk.update(
            posting, actor=actor(request), fields=given, expected_version=posting.version
        )
        status = 202 if changed.state == State.PUBLISHED.value and pending_revision(changed) else 200
        return _shown(request, shelf, changed, status)


def _steps(router: Router, shelf: Shelf[Any]) -> None:
    """The verbs. Each answers with the posting as it then is."""
    desk = shelf.desk

    def step(
        name: str, summary: str, takes: type[Any], act: Callable[[Any, Any, dict[str, Any]], Any]
    ) -> None:
        @router.post(
            f"/{{public_id}}/{name}",
            auth=writing(shelf.scope),
            response={200: shelf.out, **REFUSED},
            operation_id=f"{name.replace('-', '_')}_{shelf.noun}",
            summary=summary,
        )
        def verb(request: HttpRequest, public_id: str, body: takes = None) -> HttpResponse:  # type: ignore[valid-type]
            posting = shelf.get(public_id, actor(request))
            require_edit(posting, actor(request))
            given = json_object(request)
            _refuse_others(given, takes)
            if "expected_version" in given or "If-Match" in request.headers:
                check_version(request, given, str(posting.version))
            return _shown(request, shelf, act(posting, actor(request), given))

    def note(given: dict[str, Any]) -> str:
        text = given.get("note") or ""
        if not isinstance(text, str):
            raise InvalidInput([FieldProblem("note", "not_text")])
        return text

    def until(given: dict[str, Any]) -> Any:
        try:
            return day(given.get("expires_on"))
        except BadValue as bad:
            raise InvalidInput([FieldProblem("expires_on", bad.code, bad.data)]) from None

    step("submit", "Put a draft to the moderators", Expected, lambda one, who, _: desk.submit(one, actor=who))
    step(
        "withdraw",
        "Take it back for good",
        NoteIn,
        lambda one, who, body: desk.withdraw(one, actor=who, note=note(body)),
    )
    step("take-back", "Make it a draft again", Expected, lambda one, who, _: desk.take_back(one, actor=who))
    step(
        "fulfil", "Report it met", NoteIn, lambda one, who, body: desk.fulfil(one, actor=who, note=note(body))
    )
    step(
        "renew",
        "Publish it again after its end",
        RenewIn,
        lambda one, who, body: desk.renew(one, actor=who, expires_on=until(body)),
    )


def _refuse_others(given: dict[str, Any], takes: type[Any]) -> None:
    known = {*takes.model_fields, "expected_version"}
    problems = [
        FieldProblem(name, "unknown_field", {"choices": tuple(sorted(known))})
        for name in given
        if name not in known
    ]
    if problems:
        raise InvalidInput(problems)
