"""Correcting, contacting and claiming records. Each page is one form; the registry's services decide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scibridge.domain.registry.selectors import can_be_contacted, corrections_of, record, resolve_person
from scibridge.domain.registry.services.claims import claim_by_mail, claim_by_orcid, confirm_claim
from scibridge.domain.registry.services.contact import send_message
from scibridge.domain.registry.services.corrections import suggest_correction
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.web.forms import show_problems
from scibridge.web.registry.answering import suggested
from scibridge.web.registry.forms import ContactForm, CorrectionForm
from scibridge.web.registry.values import current, lines
from scibridge.web.signed_in import actor_of


def _kind(kind: str) -> RecordKind:
    try:
        return RecordKind(kind)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Suggest another value for one field."""
    actor, of_kind = actor_of(request), _kind(kind)
    target = record(of_kind, public_id)
    form = CorrectionForm(
        request.POST or None, kind=of_kind, initial={"field": request.GET.get("field", "")[:40]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            suggest_correction(
                kind=of_kind,
                public_id=target.public_id,
                field=form.cleaned_data["field"],
                proposed=form.value_for(target),
                reason=form.cleaned_data["reason"],
                actor=actor,
            )
        except InvalidInput as error:
            problems = [
                (one.field.split(".")[0] == form.cleaned_data["field"], one) for one in error.problems
            ]
            show_problems(form, InvalidInput([_at_proposed(one) if own else one for own, one in problems]))
        else:
            messages.success(
                request,
                _("Thank you. Whoever looks after the record decides, and you get a mail about it."),
            )
            return redirect(of_kind.value, target.public_id)
    context = {
        "form": form,
        "record": target,
        "kind": of_kind.value,
        "now": [
            (label, said)
            for code, label in form.fields["field"].choices  # type: ignore[attr-defined]
            if (said := lines(of_kind, code, current(target, code)))
        ],
        "own": suggested(
            corrections_of(actor).filter(target_kind=of_kind.value, target_id=target.public_id)[:5]
        ),
    }
    return render(request, "web/registry/correct.html", context, status=400 if form.errors else 200)


def _at_proposed(problem: FieldProblem) -> FieldProblem:
    return FieldProblem("proposed", problem.code, problem.data)


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Write to whoever stands behind a record; their address is not shown."""
    actor, of_kind = actor_of(request), _kind(kind)
    target = record(of_kind, public_id)
    given = {"subject": request.GET.get("subject", "")[:200], "body": request.GET.get("body", "")[:3000]}
    form = ContactForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(
                kind=of_kind,
                public_id=target.public_id,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                actor=actor,
            )
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(
                request, _("Your message is on its way. The answer comes to your e-mail address.")
            )
            return redirect(of_kind.value, target.public_id)
    context = {"form": form, "record": target, "kind": of_kind.value, "reachable": can_be_contacted(target)}
    return render(request, "web/registry/contact.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show that a person record is one's own, by ORCID or by mail at the employer's domain."""
    actor = actor_of(request)
    target, _moved = resolve_person(public_id)
    if request.method == "POST" and request.POST.get("method") == "orcid":
        claim_by_orcid(person=target, actor=actor)
        messages.success(request, _("The record is yours now."))
        return redirect("person", target.public_id)
    if request.method == "POST":
        claim_by_mail(
            person=target,
            actor=actor,
            link_for=lambda token: request.build_absolute_uri(reverse("claim_confirm", args=[token])),
        )
        messages.success(
            request, _("A link is on its way to your address at the organisation. It works for two days.")
        )
        return redirect("person", target.public_id)
    return render(request, "web/registry/claim.html", {"record": target})


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a mailed claim. A visit alone changes nothing, because mail filters visit links."""
    actor = actor_of(request)
    if request.method == "POST":
        done = confirm_claim(token=token, actor=actor)
        messages.success(request, _("The record is yours now."))
        return redirect("person", done.person.public_id)
    return render(request, "web/registry/claim_confirm.html", {"token": token})
