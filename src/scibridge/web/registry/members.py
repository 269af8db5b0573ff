"""Who may act for an organisation: seen, invited and ended by its representatives."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.accounts.models import Grant
from scibridge.domain.accounts.selectors import grants_on_organisation
from scibridge.domain.accounts.services import end_grant
from scibridge.domain.accounts.states import ORGANISATION
from scibridge.domain.invitations.labels import INVITED_AS
from scibridge.domain.invitations.states import InvitedAs
from scibridge.domain.registry.access import may_manage_members
from scibridge.domain.registry.selectors import resolve_organisation
from scibridge.web.invitations.managing import InvitationForm, invited, lines
from scibridge.web.signed_in import actor_of


class MemberForm(InvitationForm):
    """Whom to invite, and as what."""

    invited_as = forms.ChoiceField(
        label=pgettext_lazy("in an organisation", "Role"),
        choices=[(role.value, INVITED_AS[role]) for role in (InvitedAs.MEMBER, InvitedAs.REPRESENTATIVE)],
        help_text=gettext_lazy(
            "Members write needs and offers in its name. Representatives also edit its record, answer"
            " corrections, grant access after an NDA, and invite others."
        ),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def members(request: HttpRequest, public_id: str) -> HttpResponse:
    """Representatives and members, who was invited, and a form to invite one more."""
    actor = actor_of(request)
    record, moved = resolve_organisation(public_id)
    if moved:
        return redirect("organisation_members", record.public_id)
    may_manage_members(actor, record).require()
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invited_as = InvitedAs(form.cleaned_data["invited_as"])
        if invited(request, form, record, actor, invited_as):
            return redirect("organisation_members", record.public_id)
    context = {
        "section": "organisation",
        "record": record,
        "grants": grants_on_organisation(record.public_id).order_by("-role", "account__name", "pk"),
        "invitations": lines(record),
        "may_invite": True,
        "form": form,
    }
    return render(request, "web/registry/members.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """End a role: one's own, or anyone's as a representative. Ended already, nothing changes."""
    actor = actor_of(request)
    record, _moved = resolve_organisation(public_id)
    manages = may_manage_members(actor, record)
    granted = Grant.objects.filter(on_kind=ORGANISATION, on_id=record.public_id)
    if not granted.filter(pk=number, account=actor).exists():
        manages.require()
    end_grant(grant=get_object_or_404(granted, pk=number), actor=actor)
    messages.success(request, _("The role has ended."))
    if may_manage_members(actor, record):
        return redirect("organisation_members", record.public_id)
    return redirect("organisation", record.public_id)
