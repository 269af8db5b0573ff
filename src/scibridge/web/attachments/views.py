"""The files of a posting: one page to put them there and look after them, one address to read each."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scibridge.domain.attachments import selectors, services
from scibridge.domain.attachments.labels import PURPOSES
from scibridge.domain.attachments.states import FILED_IN, MOST_FILES, Purpose
from scibridge.domain.exchange import access
from scibridge.domain.exchange.labels import TIERS
from scibridge.domain.exchange.states import State, Tier
from scibridge.engines.files.kinds import FORMS, FileKind
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound
from scibridge.kernel.sentences import field_sentence
from scibridge.web.attachments.arriving import ArrivedFile, is_too_large, sandboxed
from scibridge.web.exchange.trade import Trade
from scibridge.web.forms import show_problems
from scibridge.web.signed_in import actor_of

logger = logging.getLogger(__name__)
_ENDINGS = ",".join(ending for form in FORMS.values() for ending in form.endings)


class DescribedFile(forms.Form):
    """Whom a file is for, and for what."""

    purpose = forms.ChoiceField(
        label=pgettext_lazy("a file", "What it is"), choices=[(one.value, PURPOSES[one]) for one in Purpose]
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=[(one.value, TIERS[one]) for one in Tier],
        initial=Tier.AFTER_NDA.value,
    )


class NewFile(DescribedFile):
    """A file to put beside a posting."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=1000,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": _ENDINGS, "data-most-bytes": settings.UPLOAD_MOST_BYTES}),
    )
    # Last, so that what else was chosen has come when a file is found too large.
    field_order = ("purpose", "tier", "file")


@require_http_methods(["GET", "POST"])
@never_cache
def files(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Every file beside a posting, for its own side, and a form to add one."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    form = NewFile()
    status = 200
    if request.method == "POST":
        form = NewFile(request.POST, request.FILES)
        status = 400
        if is_too_large(request):
            status, most = 413, settings.UPLOAD_MOST_BYTES // 1_000_000
            form = NewFile(request.POST)
            form.is_valid()
            form.errors.pop("file", None)
            form.add_error("file", field_sentence(FieldProblem("file", "file_too_large", {"most": most})))
        elif form.is_valid() and _added(form, row, actor):
            messages.success(request, _("The file is saved."))
            return redirect(f"{trade.kind.value}_files", public_id)
    return render(request, "web/attachments/files.html", _context(trade, row, actor, form), status=status)


def _context(trade: Trade, row: Any, actor: Any, form: forms.Form) -> dict[str, Any]:
    return {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, actor),
        "files": selectors.files_beside(row, actor).shown,
        "form": form,
        "may_change": State(row.state) in FILED_IN,
        "most_files": MOST_FILES,
        "most_megabytes": settings.UPLOAD_MOST_BYTES // 1_000_000,
        "purposes": [(one.value, PURPOSES[one]) for one in Purpose],
        "tiers": [(one.value, TIERS[one]) for one in Tier],
    }


def _added(form: NewFile, row: Any, actor: Any) -> bool:
    arrived: ArrivedFile = form.cleaned_data["file"]
    try:
        services.add_file(
            row,
            actor=actor,
            arrival=arrived.arrival,
            purpose=Purpose(form.cleaned_data["purpose"]),
            tier=Tier(form.cleaned_data["tier"]),
        )
    except InvalidInput as error:
        show_problems(form, error)
        return False
    finally:
        arrived.close()
    return True


@require_safe
def send(request: HttpRequest, trade: Trade, public_id: str, file_id: str) -> HttpResponse:
    """The file itself, to keep, never to be shown in the page."""
    row = trade.get(public_id, request.user)
    found = selectors.get_file(row, file_id, request.user)
    try:
        # Whole: the server takes answers in one piece from code that does not wait for it.
        body = selectors.path_of(found).read_bytes()
    except OSError:
        logger.exception("a recorded file is not there")
        raise NotFound(kind="file", id=file_id) from None
    response = HttpResponse(body, content_type=FORMS[FileKind(found.file_kind)].media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return sandboxed(response)


@require_POST
def change(request: HttpRequest, trade: Trade, public_id: str, file_id: str) -> HttpResponse:
    """Whom a file is for and for what, said anew."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    found = selectors.own_file(row, file_id, actor)
    form = DescribedFile(request.POST)
    if form.is_valid():
        tier, purpose = Tier(form.cleaned_data["tier"]), Purpose(form.cleaned_data["purpose"])
        services.change_file(found, row, actor=actor, tier=tier, purpose=purpose)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose what the file is and who may read it."))
    return redirect(f"{trade.kind.value}_files", public_id)


@require_POST
def remove(request: HttpRequest, trade: Trade, public_id: str, file_id: str) -> HttpResponse:
    """Take a file away for good."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    services.remove_file(selectors.own_file(row, file_id, actor), row, actor=actor)
    messages.success(request, _("The file is removed."))
    return redirect(f"{trade.kind.value}_files", public_id)
