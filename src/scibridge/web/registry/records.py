"""Registering and editing organisations, people and facilities.

What was typed is never lost; a form sent twice writes once; a change somebody else made meanwhile is never
overwritten unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry import access
from scibridge.domain.registry.fields import WRITABLE
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.selectors import record as record_of
from scibridge.domain.registry.selectors import resolve_organisation
from scibridge.domain.registry.selectors.curation import Record
from scibridge.domain.registry.services.facilities import (
    edit_facility,
    register_facility,
    set_facility_status,
)
from scibridge.domain.registry.services.organisations import edit_organisation, register_organisation
from scibridge.domain.registry.services.people import edit_person, register_person
from scibridge.domain.registry.services.saving import comparable
from scibridge.domain.registry.states import FacilityStatus, RecordKind
from scibridge.domain.registry.validators import clean
from scibridge.kernel.errors import Conflict, InvalidInput
from scibridge.web.registry.record_forms import RecordForm, more_rows
from scibridge.web.signed_in import actor_of

_ROWS = frozenset({"names", "identifiers"})
_TITLES = {
    RecordKind.ORGANISATION: gettext_lazy("Register an organisation"),
    RecordKind.PERSON: gettext_lazy("Register a person"),
    RecordKind.FACILITY: gettext_lazy("Register a facility"),
}


def _edit_organisation(record: Any, actor: Account, values: dict[str, Any]) -> Record:
    return edit_organisation(organisation=record, actor=actor, values=values)


def _edit_person(record: Any, actor: Account, values: dict[str, Any]) -> Record:
    return edit_person(person=record, actor=actor, values=values)


def _edit_facility(record: Any, actor: Account, values: dict[str, Any]) -> Record:
    status = values.pop("status", "")
    row = edit_facility(facility=record, actor=actor, values=values)
    return set_facility_status(facility=row, status=FacilityStatus(status), actor=actor) if status else row


@dataclass(frozen=True, slots=True)
class _Kind:
    model: type[Any]
    may_edit: Callable[[Any, Any], Any]
    edit: Callable[[Any, Account, dict[str, Any]], Record]


_KINDS = {
    RecordKind.ORGANISATION: _Kind(Organisation, access.may_edit_organisation, _edit_organisation),
    RecordKind.PERSON: _Kind(Person, access.may_edit_person, _edit_person),
    RecordKind.FACILITY: _Kind(Facility, access.may_edit_facility, _edit_facility),
}


def _page(
    request: HttpRequest,
    form: RecordForm,
    *,
    title: Any = "",
    organisation: Organisation | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": form.kind.value,
        "kind": form.kind.value,
        "form": form,
        "record": form.record,
        "organisation": organisation,
        "title": title,
    }
    return render(request, "web/registry/record_form.html", context, status=status)


def _made_before(rows: QuerySet[Any], since: datetime, cleaned: Mapping[str, Any]) -> Any:
    """A record of the same content, registered by the same account after the form was opened."""
    plain = {name: comparable(value) for name, value in cleaned.items() if name not in _ROWS}
    for row in rows.filter(created_at__gte=since):
        if all(comparable(getattr(row, name)) == value for name, value in plain.items()):
            return row
    return None


def _register(
    request: HttpRequest,
    kind: RecordKind,
    run: Callable[[Account, dict[str, Any]], Record],
    *,
    organisation: Organisation | None = None,
) -> HttpResponse:
    actor, title = actor_of(request), _TITLES[kind]
    first = {"country": organisation.country} if organisation is not None else {}
    if request.method != "POST":
        return _page(request, RecordForm(kind=kind, first=first), title=title, organisation=organisation)
    grown = more_rows(request.POST)
    form = RecordForm(grown or request.POST, kind=kind)
    if grown is not None or not form.is_valid():
        status = 200 if grown is not None else 400
        return _page(request, form, title=title, organisation=organisation, status=status)
    values = form.values()
    if organisation is not None:
        values["country"] = values["country"] or organisation.country
    rows = _KINDS[kind].model.objects.filter(registered_by=actor)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    try:
        with transaction.atomic():
            # The account's row is the lock: of one form sent twice at once, the second finds the first.
            Account.objects.select_for_update().get(pk=actor.pk)
            made = _made_before(rows, form.opened_at(), clean(values, WRITABLE[kind]))
            row = made or run(actor, values)
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, form, title=title, organisation=organisation, status=400)
    messages.success(request, _("Registered."))
    return redirect(kind.value, row.public_id)


@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation; whoever adds it represents it."""
    access.may_register(actor_of(request)).require()
    return _register(
        request,
        RecordKind.ORGANISATION,
        lambda actor, values: register_organisation(actor=actor, values=values),
    )


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person; until they claim the record, whoever added it looks after it."""
    access.may_register(actor_of(request)).require()
    return _register(
        request, RecordKind.PERSON, lambda actor, values: register_person(actor=actor, values=values)
    )


@require_http_methods(["GET", "POST"])
def new_facility(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a facility of an organisation."""
    organisation, _moved = resolve_organisation(public_id)
    access.may_register_facility(actor_of(request), organisation).require()
    return _register(
        request,
        RecordKind.FACILITY,
        lambda actor, values: register_facility(organisation=organisation, actor=actor, values=values),
        organisation=organisation,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, kind: RecordKind, public_id: str) -> HttpResponse:
    """Change a record."""
    actor, record = actor_of(request), record_of(kind, public_id)
    if record.public_id != public_id and request.method != "POST":
        return HttpResponseRedirect(request.path.replace(public_id, record.public_id))
    _KINDS[kind].may_edit(actor, record).require()
    if request.method != "POST":
        return _page(request, RecordForm(kind=kind, record=record))
    grown = more_rows(request.POST)
    form = RecordForm(grown or request.POST, kind=kind, record=record)
    if grown is not None or not form.is_valid():
        return _page(request, form, status=200 if grown is not None else 400)
    try:
        _save(form, record, actor)
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, form, status=400)
    except Conflict as error:
        if error.data.get("reason") != "changed_meanwhile":
            raise
        words = _(
            "Someone changed this after you opened it. Your words are kept below: compare, then save again."
        )
        form.add_error(None, words)
        form.data = _seen_now(request.POST, record_of(kind, public_id))
        return _page(request, form, status=409)
    messages.success(request, _("Saved."))
    return redirect(kind.value, record.public_id)


def _save(form: RecordForm, record: Record, actor: Account) -> None:
    """Save, unless the record changed after the form was opened and this would change it again."""
    kind = _KINDS[form.kind]
    with transaction.atomic():
        before = kind.model.objects.select_for_update().get(pk=record.pk).updated_at
        row = kind.edit(record, actor, form.values())
        if row.updated_at != before and form.cleaned_data["seen"] != before.isoformat():
            raise Conflict(reason="changed_meanwhile")


def _seen_now(data: QueryDict, record: Record) -> QueryDict:
    shown = data.copy()
    shown["seen"] = record.updated_at.isoformat()
    return shown
