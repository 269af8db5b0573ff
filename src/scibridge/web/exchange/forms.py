"""Writing needs and offers. What was typed is never lost: every refusal shows the form again as it was."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scibridge.domain.accounts.access import organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.forms import PostingForm
from scibridge.domain.exchange.selectors import editable_content
from scibridge.domain.exchange.selectors.unsaved import unsaved_form
from scibridge.domain.exchange.services.keeping import drop_form, keep_form
from scibridge.domain.registry.selectors import facilities, organisations
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import Conflict, InvalidInput
from scibridge.kernel.sentences import sentence
from scibridge.web.exchange import beginning, beside, conflicts, keeping, typed
from scibridge.web.exchange.reading import Reading, fit, read_source
from scibridge.web.exchange.trade import Trade
from scibridge.web.signed_in import actor_of

_STEPS = ("fit", "look", "add_row")


def _choices(actor: Account) -> dict[str, Any]:
    """The organisations one may write for, and their facilities."""
    own = list(organisations().filter(public_id__in=organisations_of(actor)))
    rooms = facilities().filter(organisation__in=own)
    return {
        "organisations": [(one.public_id, show(one.name).text) for one in own],
        "facilities": [(one.public_id, show(one.name).text) for one in rooms],
    }


def _page(
    request: HttpRequest,
    trade: Trade,
    form: PostingForm,
    row: Any = None,
    *,
    status: int = 200,
    once: str = "",
    reading: Reading | None = None,
    unsaved: Any = None,
    reopened: bool = False,
) -> HttpResponse:
    """The form with everything beside it; ``reopened``: what stands now is what is changed from here on."""
    actor = actor_of(request)
    opened = "" if reopened else form.data.get("opened", "")
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "form": form,
        "posting": trade.view(row, actor) if row is not None else None,
        "once": once or form.data.get("once", "") or uuid4().hex,
        "opened": opened or (conflicts.opened_mark(row) if row is not None else ""),
        "writer": keeping.writer_mark(actor),
        "reading": reading,
        "from_record": form.data.get("from_record", ""),
        "unsaved": unsaved,
        "beside": beside.look(trade, _looking(trade, form), actor, row),
    }
    return render(request, "web/exchange/form.html", context, status=status)


def _looking(trade: Trade, form: PostingForm) -> PostingForm:
    """The same form, to be read without marking what is wrong in the one that is shown."""
    return trade.form(form.data if form.is_bound else typed.begun(form))


def _stepped(request: HttpRequest, trade: Trade) -> tuple[QueryDict, Reading | None]:
    """What was sent, brought in line with the ticks beside the source."""
    data = request.POST
    pending = set(data.getlist("take")) != set(data.getlist("applied"))
    shown = any(name in data for name in _STEPS)
    if not (pending or shown):
        return data, None
    reading = _reading_of(trade, data)
    return fit(data, reading), reading


def _reading_of(trade: Trade, data: QueryDict) -> Reading | None:
    """What the source proposes, with the ticks as they are."""
    return read_source(trade.kind, data.get("source", ""), data)


@require_http_methods(["GET", "POST"])
@never_cache
def create(request: HttpRequest, trade: Trade) -> HttpResponse:
    """A new draft; with “save and submit”, put to the moderators at once. Sent twice, it is one."""
    if request.method == "POST" and (response := keeping.signed_out(request, trade)) is not None:
        return response
    actor = actor_of(request)
    choices = _choices(actor)
    if request.method != "POST":
        return _opened_new(request, trade, actor, choices)
    if "read" in request.POST or "find_doi" in request.POST:
        return beginning.begin(request, trade, actor)
    data, reading = _stepped(request, trade)
    if any(name in data for name in _STEPS):
        form = trade.form(typed.with_more_rows(data) or data, **choices)
        return _page(request, trade, form, reading=reading)
    form = trade.form(data, **choices)
    if not form.is_valid():
        return _page(request, trade, form, status=400, reading=_reading_of(trade, data))
    try:
        row = trade.desk.create(
            actor=actor, fields=form.service_fields, idempotency_key=data.get("once", "")[:64]
        )
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, trade, form, status=400, reading=_reading_of(trade, data))
    except Conflict as error:
        # Sent, opened again by “back”, changed and sent: under a new key it makes a draft of its own.
        if error.data.get("reason") != "idempotency_key_reused":
            raise
        form.add_error(
            None,
            _(
                "This form was sent before; its draft is on your page. Your words are kept below: save again"
                " to make another draft of them."
            ),
        )
        again = _reading_of(trade, data)
        return _page(request, trade, form, status=409, once=uuid4().hex, reading=again)
    drop_form(actor=actor, kind=trade.kind, key=data.get("once", ""))
    return _submit_or_show(request, trade, row, actor, data)


def _opened_new(request: HttpRequest, trade: Trade, actor: Account, choices: dict[str, Any]) -> HttpResponse:
    """The form as the address asks for it, or the first screen."""
    kept = keeping.taken_up(request, trade, actor)
    if kept is not None and kept.subject_id:
        return redirect(f"{keeping.form_address(trade, kept.subject_id)}?form=kept")
    if kept is not None and kept.key != request.GET["form"]:
        return redirect(f"{keeping.form_address(trade)}?{urlencode({'form': kept.key})}")
    if kept is None:
        data = beginning.first_data(request, trade, choices)
        if data is None:
            return beginning.start_page(request, trade, actor)
    elif "title_en" in kept.data or "title_zh" in kept.data:
        data = typed.from_kept(kept.data, once=kept.key)
    else:
        data = typed.begun(trade.form(**choices))
        data["source"] = next(iter(kept.data.get("source", [])), "")
        data["once"] = kept.key
    reading = _reading_of(trade, data)
    if reading is not None and "applied_once" not in data:
        data = fit(data, reading)
    return _page(request, trade, trade.form(data, **choices), reading=reading)


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Change a posting; a change someone else made meanwhile is never overwritten."""
    if request.method == "POST" and (response := keeping.signed_out(request, trade, public_id)) is not None:
        return response
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    choices = _choices(actor)
    if request.method != "POST":
        return _opened(request, trade, row, actor, choices)
    data, reading = _stepped(request, trade)
    if any(name in data for name in _STEPS):
        form = trade.form(typed.with_more_rows(data) or data, **choices)
        return _page(request, trade, form, row, reading=reading)
    form = trade.form(data, **choices)
    if not form.is_valid():
        return _page(request, trade, form, row, status=400, reading=_reading_of(trade, data))
    fields, version = form.service_fields, form.cleaned_data["version"] or 0
    chosen = conflicts.settled(request, trade, row, form)
    if chosen is not None:
        fields, version = chosen
    try:
        row = trade.desk.update(row, actor=actor, fields=fields, expected_version=version)
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, trade, form, row, status=400, reading=_reading_of(trade, data))
    except Conflict as error:
        row.refresh_from_db()
        if error.data.get("reason") != "changed_meanwhile":
            return _closed(request, trade, row, form, error)
        if not conflicts.compared(request, trade, row, form)[0].same:
            _keep(trade, actor, data, public_id)
            return conflicts.conflict_page(request, trade, row, form)
        # Sent twice, or the other wrote the very same.
    drop_form(actor=actor, kind=trade.kind, subject_id=public_id)
    return _submit_or_show(request, trade, row, actor, data)


def _opened(
    request: HttpRequest, trade: Trade, row: Any, actor: Account, choices: dict[str, Any]
) -> HttpResponse:
    """The form as it stands, or as its writer left it unsaved; what was left is offered."""
    kept = keeping.taken_up(request, trade, actor, row.public_id)
    if kept is not None and kept.data.get("version"):
        data = typed.from_kept(kept.data)
        form = trade.form(data, **choices)
        return _page(request, trade, form, row, reading=_reading_of(trade, data))
    form = trade.form(content=editable_content(row), version=row.version, **choices)
    left = unsaved_form(actor, trade.kind, timezone.now(), subject_id=row.public_id)
    return _page(request, trade, form, row, unsaved=left)


def _keep(trade: Trade, actor: Account, data: QueryDict, public_id: str) -> None:
    """Keep what could not be saved; more than is kept stays on the page alone."""
    try:
        keep_form(
            actor=actor, kind=trade.kind, data=typed.plain(data), now=timezone.now(), subject_id=public_id
        )
    except InvalidInput:
        return


def _closed(request: HttpRequest, trade: Trade, row: Any, form: PostingForm, error: Conflict) -> HttpResponse:
    """It may not be changed as it stands: the words stay on the page and are kept."""
    _keep(trade, actor_of(request), request.POST, row.public_id)
    form.add_error(None, f"{sentence(error)} {_('Your words are kept below.')}")
    return _page(request, trade, form, row, status=409)


def _submit_or_show(
    request: HttpRequest, trade: Trade, row: Any, actor: Account, data: QueryDict
) -> HttpResponse:
    """After saving: to the moderators when asked, else to the page; what is missing is said at the form."""
    if "submit" not in data or row.state not in ("draft", "returned"):
        messages.success(request, _("Saved."))
        return redirect(trade.kind.value, row.public_id)
    try:
        trade.desk.submit(row, actor=actor)
    except InvalidInput as error:
        form = trade.form(data, **_choices(actor))
        form.is_valid()
        form.add_problems(error.problems)
        typed.at_version(form, data, row.version)
        messages.warning(request, _("Saved as a draft. Before it can be submitted, something is missing."))
        read = _reading_of(trade, data)
        return _page(request, trade, form, row, status=400, reading=read, reopened=True)
    messages.success(request, _("Submitted. A moderator looks at it; you get the answer here."))
    return redirect(trade.kind.value, row.public_id)
