"""Writing needs and offers. What was typed is never lost: every refusal shows the form again as it was."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scibridge.domain.accounts.access import organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.content import MOST_ROWS
from scibridge.domain.exchange.forms import PostingForm
from scibridge.domain.exchange.selectors import editable_content
from scibridge.domain.registry.selectors import facilities, organisations
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import bilingual, show
from scibridge.kernel.errors import Conflict, InvalidInput
from scibridge.web.exchange.trade import Trade
from scibridge.web.registry import corpus
from scibridge.web.signed_in import actor_of

_LONGEST_TITLE = 120


def _choices(actor: Account) -> dict[str, Any]:
    """The organisations one may write for, and their facilities."""
    own = list(organisations().filter(public_id__in=organisations_of(actor)))
    rooms = facilities().filter(organisation__in=own)
    return {
        "organisations": [(one.public_id, show(one.name).text) for one in own],
        "facilities": [(one.public_id, show(one.name).text) for one in rooms],
    }


def _first_content(request: HttpRequest, trade: Trade) -> dict[str, Any]:
    """What the way here already said: the words of a search, or a work to put forward."""
    text = request.GET.get("text", "").replace("\x00", "").strip()[:5000]
    work = corpus.find_work(request.GET.get("work", "")) if trade.kind is Kind.OFFER else None
    if work is not None:
        chinese = work.language.startswith("zh")
        content: dict[str, Any] = {
            "title": bilingual(zh=work.title) if chinese else bilingual(en=work.title),
            "summary": bilingual(zh=work.abstract) if chinese else bilingual(en=work.abstract),
            "kind": "paper",
        }
        return content | ({"identifiers": [{"scheme": "doi", "value": work.doi}]} if work.doi else {})
    if not text or trade.kind is not Kind.NEED:
        return {}
    chinese = any("㐀" <= letter <= "鿿" for letter in text)
    title = " ".join(text.split())[:_LONGEST_TITLE]
    return {
        "title": bilingual(zh=title) if chinese else bilingual(en=title),
        "problem": bilingual(zh=text) if chinese else bilingual(en=text),
    }


def _more_rows(data: QueryDict) -> QueryDict | None:
    """The same input with one more empty row, when an “add a row” button sent it."""
    wanted = data.get("add_row", "")
    name = f"{wanted}-TOTAL_FORMS"
    count = data.get(name, "")
    if not wanted or not (count.isascii() and count.isdigit() and len(count) < 4):
        return None
    grown = data.copy()
    grown[name] = str(min(int(count) + 1, MOST_ROWS))
    return grown


def _at_version(form: PostingForm, data: QueryDict, version: int) -> None:
    """Have the form shown again name the version it will be saved over."""
    shown = data.copy()
    shown["version"] = str(version)
    form.data = shown


def _page(
    request: HttpRequest,
    trade: Trade,
    form: PostingForm,
    row: Any = None,
    status: int = 200,
    once: str = "",
) -> HttpResponse:
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "form": form,
        "posting": trade.view(row, request.user) if row is not None else None,
        "once": once or request.POST.get("once") or uuid4().hex,
    }
    return render(request, "web/exchange/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, trade: Trade) -> HttpResponse:
    """A new draft; with “save and submit”, put to the moderators at once. Sent twice, it is one."""
    actor = actor_of(request)
    choices = _choices(actor)
    if request.method != "POST":
        form = trade.form(content=_first_content(request, trade), **choices)
        return _page(request, trade, form)
    grown = _more_rows(request.POST)
    if grown is not None:
        return _page(request, trade, trade.form(grown, **choices))
    form = trade.form(request.POST, **choices)
    if not form.is_valid():
        return _page(request, trade, form, status=400)
    try:
        row = trade.desk.create(
            actor=actor, fields=form.service_fields, idempotency_key=request.POST.get("once", "")[:64]
        )
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, trade, form, status=400)
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
        return _page(request, trade, form, status=409, once=uuid4().hex)
    return _submit_or_show(request, trade, row, actor)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Change a posting; a change someone else made meanwhile is never overwritten."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    choices = _choices(actor)
    if request.method != "POST":
        form = trade.form(content=editable_content(row), version=row.version, **choices)
        return _page(request, trade, form, row)
    grown = _more_rows(request.POST)
    if grown is not None:
        return _page(request, trade, trade.form(grown, **choices), row)
    form = trade.form(request.POST, **choices)
    if not form.is_valid():
        return _page(request, trade, form, row, status=400)
    try:
        row = trade.desk.update(
            row,
            actor=actor,
            fields=form.service_fields,
            expected_version=form.cleaned_data["version"] or 0,
        )
    except InvalidInput as error:
        form.add_problems(error.problems)
        return _page(request, trade, form, row, status=400)
    except Conflict as error:
        if error.data.get("reason") != "changed_meanwhile":
            raise
        form.add_error(
            None,
            _(
                "Someone changed this after you opened it. Your words are kept below: compare, then"
                " save again."
            ),
        )
        _at_version(form, request.POST, row.version)
        return _page(request, trade, form, row, status=409)
    return _submit_or_show(request, trade, row, actor)


def _submit_or_show(request: HttpRequest, trade: Trade, row: Any, actor: Account) -> HttpResponse:
    """After saving: to the moderators when asked, else to the page; what is missing is said at the form."""
    if "submit" not in request.POST or row.state not in ("draft", "returned"):
        messages.success(request, _("Saved."))
        return redirect(trade.kind.value, row.public_id)
    try:
        trade.desk.submit(row, actor=actor)
    except InvalidInput as error:
        form = trade.form(request.POST, **_choices(actor))
        form.is_valid()
        form.add_problems(error.problems)
        _at_version(form, request.POST, row.version)
        messages.warning(request, _("Saved as a draft. Before it can be submitted, something is missing."))
        return _page(request, trade, form, row, status=400)
    messages.success(request, _("Submitted. A moderator looks at it; you get the answer here."))
    return redirect(trade.kind.value, row.public_id)
