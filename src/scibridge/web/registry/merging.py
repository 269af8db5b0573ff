"""Merging duplicates: from the record that goes, find the one that stays, compare, confirm with a reason."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_merge
from scibridge.domain.registry.models import Organisation, Person
from scibridge.domain.registry.selectors import resolve_organisation, resolve_person
from scibridge.domain.registry.services.merging import merge_organisations, merge_people
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.errors import Conflict, InvalidInput
from scibridge.web.forms import show_problems
from scibridge.web.lists import text_of
from scibridge.web.registry.finding import by_id, candidates
from scibridge.web.registry.values import side_by_side
from scibridge.web.signed_in import actor_of

_KINDS = {RecordKind.ORGANISATION.value: RecordKind.ORGANISATION, RecordKind.PERSON.value: RecordKind.PERSON}


class MergeForm(forms.Form):
    """Why the two are the same."""

    reason = forms.CharField(
        label=gettext_lazy("How you know that the two are the same"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the merge."),
    )


def _merge(
    gone: Organisation | Person, survivor: Organisation | Person, reason: str, actor: Account
) -> Organisation | Person:
    if isinstance(gone, Organisation) and isinstance(survivor, Organisation):
        return merge_organisations(gone=gone, survivor=survivor, reason=reason, actor=actor)
    if isinstance(gone, Person) and isinstance(survivor, Person):
        return merge_people(gone=gone, survivor=survivor, reason=reason, actor=actor)
    raise Conflict(reason="same_record", public_id=gone.public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def merge(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Search for the survivor; with ``with`` chosen, both side by side. Sent twice, it is merged once."""
    may_merge(actor := actor_of(request)).require()
    if kind not in _KINDS:
        raise Http404
    of_kind = _KINDS[kind]
    gone, moved = resolve_organisation(public_id) if kind == "organisation" else resolve_person(public_id)
    wanted, text = request.POST.get("with") or request.GET.get("with", ""), text_of(request)
    survivor = by_id(of_kind, wanted) if wanted else None
    if moved:
        if request.method == "POST" and survivor is not None and survivor.pk == gone.pk:
            messages.success(request, _("Merged. The old address leads here."))
        return redirect(kind, gone.public_id)
    form = MergeForm(request.POST if request.method == "POST" and survivor is not None else None)
    if survivor is not None and form.is_bound and form.is_valid():
        try:
            done = _merge(gone, survivor, form.cleaned_data["reason"], actor)
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("Merged. The old address leads here."))
            return redirect(kind, done.public_id)
    found = candidates(of_kind, text) if text and survivor is None else []
    context = {
        "section": kind,
        "kind": kind,
        "record": gone,
        "survivor": survivor if survivor is None or survivor.pk != gone.pk else None,
        "same": survivor is not None and survivor.pk == gone.pk,
        "pairs": side_by_side(of_kind, gone, survivor) if survivor is not None else [],
        "text": text,
        "found": [one for one in found if one.pk != gone.pk],
        "form": form,
    }
    status = 400 if form.errors or (request.method == "POST" and survivor is None) else 200
    return render(request, "web/registry/merge.html", context, status=status)
