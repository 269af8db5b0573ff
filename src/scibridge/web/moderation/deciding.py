"""One entry: its whole text in both languages, what changed, what to look at twice, and the decision."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.content import fields_of
from scibridge.domain.exchange.content.hints import HintFound, hints
from scibridge.domain.exchange.forms import ReturnForm
from scibridge.domain.exchange.models import ReturnTemplate
from scibridge.domain.exchange.selectors import (
    QueueEntry,
    changed_since,
    likely_duplicates,
    pending_revision,
    queue,
    return_templates,
    revision_differences,
)
from scibridge.domain.exchange.services import leave_entry, take_entry
from scibridge.domain.exchange.states import ReturnReason, State
from scibridge.domain.exchange.visible import PostingView
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, Shown, html_language, versions
from scibridge.web.exchange.differences import shown_differences
from scibridge.web.exchange.trade import Trade
from scibridge.web.moderation.views import (
    TRADES,
    filters_of,
    moderator_of,
    narrowing_of,
    to_next,
    tone_of,
)

# What stands on the page by itself, or is nobody's to read here.
_ELSEWHERE = frozenset({"title", "external_reference"})


@dataclass(frozen=True, slots=True)
class TextRow:
    """One field of words in both languages; None is withheld from moderators."""

    field: str
    texts: tuple[Shown, ...] | None


def _trade(kind: str) -> Trade:
    if kind not in TRADES:
        raise Http404
    return TRADES[kind]


def _text_rows(kind: Kind, posting: PostingView) -> list[TextRow]:
    rows = []
    for field in fields_of(kind):
        if field.name in _ELSEWHERE or not hasattr(posting, field.name):
            continue
        value = getattr(posting, field.name)
        if value is None and field.name in posting.withheld:
            rows.append(TextRow(field.name, None))
        elif isinstance(value, Mapping) and value and set(value) <= set(CONTENT_LANGUAGES):
            texts = tuple(
                Shown(str(value.get(code, "")), html_language(code), fallback=False)
                for code in CONTENT_LANGUAGES
            )
            rows.append(TextRow(field.name, texts))
    return rows


def _hints(kind: Kind, posting: PostingView, changes: dict[str, Any]) -> tuple[HintFound, ...]:
    """On the posting as it would be published: with the proposed changes that the moderator may read."""
    names = [field.name for field in fields_of(kind) if hasattr(posting, field.name)]
    values = {name: getattr(posting, name) for name in names}
    return hints(kind, values | changes)


def _template(request: HttpRequest, templates: list[ReturnTemplate]) -> ReturnTemplate | None:
    return next((one for one in templates if str(one.pk) == request.GET.get("template")), None)


def _form(request: HttpRequest, template: ReturnTemplate | None) -> ReturnForm:
    if request.method == "POST" and "publish" not in request.POST:
        return ReturnForm(request.POST)
    if template is None:
        return ReturnForm()
    text = versions(template.text)
    return ReturnForm(
        initial={
            "reason": template.reason,
            "note_en": text.get(CONTENT_LANGUAGES[0], ""),
            "note_zh": text.get(CONTENT_LANGUAGES[1], ""),
        }
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """One entry as the moderator sees it: publish, or return with a reason."""
    actor, trade = moderator_of(request), _trade(kind)
    row = trade.get(public_id, actor)
    revision = pending_revision(row)
    templates = return_templates()
    template = _template(request, templates)
    form = _form(request, template)
    narrowing = narrowing_of(request)
    if request.method == "POST" and ("publish" in request.POST or form.is_valid()):
        _decide(request, trade, row, actor, form, waits=revision is not None)
        return to_next(request, actor, narrowing, row.document_id)
    posting = trade.view(row, actor)
    entry = next((one for one in queue(actor) if one.document_id == row.document_id), None)
    differences = revision_differences(row, actor)
    changed = None if revision else changed_since(row, actor)
    context = {
        "kind": kind,
        "posting": posting,
        "entry": entry,
        "form": form,
        "templates": templates,
        "template": template,
        "filters": filters_of(narrowing),
        "hidden": [(name, value) for name, value in asdict(narrowing).items() if value],
        "may_decide": entry is not None and access.can_moderate(row, actor) and not _taken(entry, actor),
        "takes_down": entry is None and posting.state == State.PUBLISHED.value,
        "own": not access.can_moderate(row, actor),
        "taken": entry is not None and _taken(entry, actor),
        "mine": entry is not None and entry.claim is not None and entry.claim.moderator_id == actor.pk,
        "revision": revision,
        "changed": changed,
        "differences": shown_differences(differences or (changed.differences if changed else ())),
        "texts": _text_rows(trade.kind, posting),
        "hints": _hints(trade.kind, posting, {one.field: one.after for one in differences}),
        "duplicates": likely_duplicates(trade.kind, posting),
        **_waited(entry),
    }
    return render(request, "web/moderation/decide.html", context, status=400 if form.errors else 200)


def _taken(entry: QueueEntry, actor: Account) -> bool:
    return entry.claim is not None and entry.claim.moderator_id != actor.pk


def _waited(entry: QueueEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"days": None, "tone": ""}
    days = entry.working_days(timezone.now())
    return {"days": days, "tone": tone_of(days)}


def _decide(
    request: HttpRequest, trade: Trade, row: Any, actor: Account, form: ReturnForm, *, waits: bool
) -> None:
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    desk = trade.desk
    if "publish" in request.POST:
        publish = desk.approve_revision if waits else desk.publish
        publish(row, actor=actor, expected_version=version)
        messages.success(request, _("Published."))
        return
    reason, note = ReturnReason(form.cleaned_data["reason"]), form.note()
    back = desk.refuse_revision if waits else desk.return_for_changes
    back(row, actor=actor, reason=reason, note=note, expected_version=version)
    messages.success(request, _("Returned to its owner with your reason."))


@require_POST
def take(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Take the entry for half an hour, or let it go again."""
    actor, trade = moderator_of(request), _trade(kind)
    row = trade.get(public_id, actor)
    if "leave" in request.POST:
        leave_entry(row, actor=actor)
    else:
        take_entry(row, actor=actor)
    filters = filters_of(narrowing_of(request))
    address = reverse("moderate", args=[kind, public_id])
    return redirect(f"{address}{'?' if filters else ''}{filters}")
