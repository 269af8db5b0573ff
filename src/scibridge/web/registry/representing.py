"""Asking to represent an organisation, and answering those who ask."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_ask_to_represent
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.selectors import (
    own_request,
    request_to_read,
    requests_to_decide,
    resolve_organisation,
)
from scibridge.domain.registry.services import ask_to_represent, decide_representation, withdraw_request
from scibridge.domain.registry.services.representation import shared_domain
from scibridge.domain.registry.states import RepresentationState
from scibridge.engines.text.languages import detect
from scibridge.kernel.bilingual import html_language
from scibridge.kernel.errors import InvalidInput, NotFound
from scibridge.web.forms import show_problems
from scibridge.web.lists import page_of
from scibridge.web.signed_in import actor_of


class RequestForm(forms.Form):
    """What one does at the organisation."""

    words = forms.CharField(
        label=gettext_lazy("What you do there, and how this can be checked"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For instance your office and a page of the organisation that names you."),
    )


class RequestAnswerForm(forms.Form):
    """The answer to whoever asked."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed when you refuse. It goes to whoever asked, by mail."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask to represent an organisation, see what became of it, take it back."""
    actor = actor_of(request)
    record, moved = resolve_organisation(public_id)
    if moved:
        return redirect("organisation_represent", record.public_id)
    may_ask_to_represent(actor, record).require()
    last = own_request(actor, record)
    waiting = last if last is not None and last.state == RepresentationState.ASKED.value else None
    if request.method == "POST" and "withdraw" in request.POST:
        if waiting is not None:
            withdraw_request(request=waiting, actor=actor)
        messages.success(request, _("Your request is taken back."))
        return redirect("organisation", record.public_id)
    form = RequestForm(request.POST or None, initial={"words": waiting.words if waiting else ""})
    if request.method == "POST" and form.is_valid() and _asked(form, record, actor):
        messages.success(request, _("Your request is in. The answer comes by mail."))
        return redirect("organisation_represent", record.public_id)
    if waiting is not None:
        form.fields["words"].widget.attrs["lang"] = html_language(detect(waiting.words))
    context = {
        "section": "organisation",
        "record": record,
        "last": last,
        "waiting": waiting,
        "domain": shared_domain(record, actor),
        "form": form,
    }
    return render(request, "web/registry/represent.html", context, status=400 if form.errors else 200)


def _asked(form: RequestForm, record: Organisation, actor: Account) -> bool:
    try:
        ask_to_represent(organisation=record, words=form.cleaned_data["words"], actor=actor)
    except InvalidInput as error:
        show_problems(form, error)
        return False
    return True


@require_safe
@never_cache
def requests(request: HttpRequest) -> HttpResponse:
    """Open requests that this reader may answer, oldest first."""
    page = page_of(request, requests_to_decide(actor_of(request)))
    return render(request, "web/registry/requests.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Grant the role, or refuse with an answer. Sent twice, it is decided once."""
    actor = actor_of(request)
    row = request_to_read(actor, number)
    if row is None:
        # What strangers wrote is not theirs to read, nor that it is there.
        raise NotFound(request=number)
    form = RequestAnswerForm(request.POST or None)
    decides = "grant" in request.POST or "refuse" in request.POST
    if request.method == "POST" and decides and form.is_valid():
        grant = "grant" in request.POST
        wanted = RepresentationState.GRANTED if grant else RepresentationState.REFUSED
        try:
            if row.state != wanted.value:
                decide_representation(
                    request=row, actor=actor, grant=grant, answer=form.cleaned_data["answer"]
                )
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("Granted. They are told.") if grant else _("Refused. They are told."))
            return redirect("representation_requests")
    context = {"row": row, "form": form}
    return render(request, "web/registry/request.html", context, status=400 if form.errors else 200)
