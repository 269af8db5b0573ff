"""Where a person is or was: adding, changing, ending and taking back affiliations."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.registry import labels
from scibridge.domain.registry.access import may_edit_person
from scibridge.domain.registry.models import Affiliation, Organisation, Person
from scibridge.domain.registry.selectors import resolve_person
from scibridge.domain.registry.services.people import add_affiliation, edit_affiliation, remove_affiliation
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.bilingual import CHINESE, ENGLISH, versions
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.web.forms import show_problems
from scibridge.web.lists import text_of
from scibridge.web.registry.finding import by_id, candidates
from scibridge.web.signed_in import actor_of

_CONTENT = {"role_en": ENGLISH, "role_zh": CHINESE}


class AffiliationForm(forms.Form):
    """Role and years; an empty end means still there."""

    role_en = forms.CharField(label=gettext_lazy("Role, in English"), required=False, max_length=200)
    role_zh = forms.CharField(
        label=gettext_lazy("Role, in Chinese"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "zh-Hans"}),
    )
    from_year = forms.CharField(
        label=labels.FIELDS["from_year"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    to_year = forms.CharField(
        label=labels.FIELDS["to_year"],
        required=False,
        help_text=gettext_lazy("Empty while it lasts. Writing a year ends it; the entry stays."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def values(self) -> dict[str, Any]:
        """As the registry's services take it."""
        found = self.cleaned_data
        return {
            "role": {content: found[name] for name, content in _CONTENT.items()},
            "from_year": found["from_year"],
            "to_year": found["to_year"],
        }


def _put(form: AffiliationForm, error: InvalidInput) -> None:
    at = {"role": "role_en"}
    moved = [FieldProblem(at.get(one.field, one.field), one.code, one.data) for one in error.problems]
    show_problems(form, InvalidInput(moved))


def _person(request: HttpRequest, public_id: str) -> Person:
    person, _moved = resolve_person(public_id)
    may_edit_person(actor_of(request), person).require()
    return person


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """First the organisation, found by name, id or ROR; then role and years."""
    actor, person = actor_of(request), _person(request, public_id)
    text, wanted = text_of(request), request.POST.get("organisation") or request.GET.get("organisation", "")
    chosen = by_id(RecordKind.ORGANISATION, wanted) if wanted else None
    form = AffiliationForm(request.POST if request.method == "POST" and chosen else None)
    if isinstance(chosen, Organisation) and form.is_bound and form.is_valid():
        try:
            add_affiliation(person=person, organisation=chosen, actor=actor, values=form.values())
        except InvalidInput as error:
            _put(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person.public_id)
    context = {
        "section": "person",
        "person": person,
        "chosen": chosen,
        "text": text,
        "found": candidates(RecordKind.ORGANISATION, text) if text and chosen is None else [],
        "form": form,
    }
    status = 400 if form.errors or (request.method == "POST" and chosen is None) else 200
    return render(request, "web/registry/affiliation.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Change role or years; a last year ends it."""
    actor, person = actor_of(request), _person(request, public_id)
    row = get_object_or_404(Affiliation.objects.select_related("organisation"), pk=number, person=person)
    held = versions(row.role)
    stored = {name: held.get(content, "") for name, content in _CONTENT.items()}
    years = {"from_year": row.from_year, "to_year": row.to_year}
    form = AffiliationForm(request.POST or None, initial=stored | years)
    if request.method == "POST" and form.is_valid():
        try:
            edit_affiliation(affiliation=row, actor=actor, values=form.values())
        except InvalidInput as error:
            _put(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person.public_id)
    context = {
        "section": "person",
        "person": person,
        "chosen": row.organisation,
        "affiliation": row,
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "web/registry/affiliation.html", context, status=status)


@require_POST
def remove(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take back an affiliation that was never true; taken back already, nothing changes."""
    actor, person = actor_of(request), _person(request, public_id)
    row = Affiliation.objects.filter(pk=number, person=person).first()
    if row is not None:
        remove_affiliation(affiliation=row, actor=actor)
    messages.success(request, _("The affiliation is taken back."))
    return redirect("person", person.public_id)
