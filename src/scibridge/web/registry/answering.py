"""Answering suggested corrections: what waits for this reader, and one page to decide on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry import labels
from scibridge.domain.registry.access import may_decide
from scibridge.domain.registry.models import CorrectionSuggestion, Facility, Organisation, Person
from scibridge.domain.registry.selectors import corrections_to_decide, record
from scibridge.domain.registry.selectors.curation import Record
from scibridge.domain.registry.services.corrections import decide_correction
from scibridge.domain.registry.states import CorrectionState, RecordKind
from scibridge.kernel.errors import InvalidInput, NotFound
from scibridge.kernel.sentences import field_sentence
from scibridge.web.lists import page_of
from scibridge.web.registry.values import Line, current, lines
from scibridge.web.signed_in import actor_of


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its record, what the field says now and what it should say."""

    row: CorrectionSuggestion
    record: Record | None
    now: list[Line]
    proposed: list[Line]


def _records(rows: list[CorrectionSuggestion]) -> dict[tuple[str, str], Record]:
    """The records that suggestions are about, in a constant number of queries."""
    wanted: dict[str, set[str]] = {kind.value: set() for kind in RecordKind}
    for row in rows:
        wanted[row.target_kind].add(row.target_id)
    queries: dict[RecordKind, QuerySet[Any]] = {
        RecordKind.ORGANISATION: Organisation.objects.prefetch_related("names", "identifiers"),
        RecordKind.PERSON: Person.objects.prefetch_related("identifiers"),
        RecordKind.FACILITY: Facility.objects.select_related("organisation"),
    }
    return {
        (kind.value, one.public_id): one
        for kind, query in queries.items()
        if wanted[kind.value]
        for one in query.filter(public_id__in=wanted[kind.value])
    }


def suggested(rows: Iterable[CorrectionSuggestion]) -> list[Suggested]:
    """Suggestions as pages show them."""
    held = list(rows)
    found = _records(held)
    shown = []
    for row in held:
        kind, target = RecordKind(row.target_kind), found.get((row.target_kind, row.target_id))
        now = lines(kind, row.field, current(target, row.field)) if target is not None else []
        shown.append(Suggested(row, target, now, lines(kind, row.field, row.proposed["value"])))
    return shown


class AnswerForm(forms.Form):
    """The answer to whoever suggested."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed when you decline. Whoever suggested it reads it on their page."),
    )


@require_safe
@never_cache
def waiting(request: HttpRequest) -> HttpResponse:
    """Open suggestions that this reader may answer, oldest first."""
    actor = actor_of(request)
    page = page_of(request, corrections_to_decide(actor))
    context = {"page": page, "suggestions": suggested(page.object_list)}
    return render(request, "web/registry/corrections.html", context)


def _mine(number: int, actor: Account) -> tuple[CorrectionSuggestion, Record]:
    """The suggestion and its record. Raises NotFound for whoever may not decide: what strangers wrote is
    not theirs to read."""
    row = CorrectionSuggestion.objects.select_related("suggested_by").filter(pk=number).first()
    if row is None:
        raise NotFound(correction=number)
    target = record(RecordKind(row.target_kind), row.target_id)
    if not may_decide(actor, target):
        raise NotFound(correction=number)
    return row, target


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Accept, which changes the record at once, or decline with an answer. Sent twice, it is decided once."""
    actor = actor_of(request)
    row, _target = _mine(number, actor)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept = "accept" in request.POST
        wanted = CorrectionState.ACCEPTED if accept else CorrectionState.DECLINED
        decided = row.state == wanted.value and row.decided_by_id == actor.pk
        try:
            if not decided:
                decide_correction(
                    suggestion=row, actor=actor, accept=accept, answer=form.cleaned_data["answer"]
                )
        except InvalidInput as error:
            _show(form, error)
        else:
            messages.success(
                request, _("Accepted. The record is changed.") if accept else _("Declined. They see why.")
            )
            return redirect("corrections")
    context = {"suggestion": suggested([row])[0], "form": form}
    status = 400 if form.errors else 200
    return render(request, "web/registry/correction.html", context, status=status)


def _show(form: AnswerForm, error: InvalidInput) -> None:
    for problem in error.problems:
        if problem.field == "answer":
            form.add_error("answer", field_sentence(problem))
            continue
        name = labels.FIELDS.get(problem.field.split(".")[0], problem.field)
        form.add_error(None, f"{name}: {field_sentence(problem)}")
