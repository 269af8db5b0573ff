"""Who may act for an organisation: seen, added and ended by its representatives.

Adding answers the same whether or not an account has the address.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.accounts.models import Grant
from scibridge.domain.accounts.selectors import account_by_verified_address, grants_on_organisation
from scibridge.domain.accounts.services import end_grant, grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.registry.access import may_manage_members
from scibridge.domain.registry.selectors import resolve_organisation
from scibridge.web.labels import ROLES
from scibridge.web.signed_in import actor_of


class MemberForm(forms.Form):
    """Whom to add, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The confirmed address of the person's account here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=pgettext_lazy("in an organisation", "Role"),
        choices=[(role.value, ROLES[role]) for role in (Role.MEMBER, Role.REPRESENTATIVE)],
        help_text=gettext_lazy(
            "Members write needs and offers in its name. Representatives also edit its record, answer"
            " corrections, grant access after an NDA, and add others."
        ),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def members(request: HttpRequest, public_id: str) -> HttpResponse:
    """Representatives and members, and a form to add one."""
    actor = actor_of(request)
    record, moved = resolve_organisation(public_id)
    if moved:
        return redirect("organisation_members", record.public_id)
    may_manage_members(actor, record).require()
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = account_by_verified_address(form.cleaned_data["email"])
        if account is not None:
            role = Role(form.cleaned_data["role"])
            grant_role(account=account, role=role, on_kind=ORGANISATION, on_id=record.public_id, actor=actor)
        messages.success(
            request,
            _(
                "If an account here has confirmed this address, it now has the role. Otherwise ask the person"
                " to sign up and confirm the address, then add them again."
            ),
        )
        return redirect("organisation_members", record.public_id)
    grants = grants_on_organisation(record.public_id).order_by("-role", "account__name", "pk")
    context = {"section": "organisation", "record": record, "grants": grants, "form": form}
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
