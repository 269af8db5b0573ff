"""What those who invite do: write an address, see how it stands, take it back, send it again.

What they read depends on what they did, never on whether an account has the address.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.access import Subject
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.selectors import invitation_to_manage, invitations_on
from scibridge.domain.invitations.services import invite, send_again, withdraw_invitation
from scibridge.domain.invitations.states import InvitationState, InvitedAs, SubjectKind
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.sentences import field_sentence
from scibridge.web.forms import show_problems
from scibridge.web.signed_in import actor_of

MOST_SHOWN = 100
_LISTS = {
    SubjectKind.ORGANISATION: "organisation_members",
    SubjectKind.NEED: "need_clearances",
    SubjectKind.OFFER: "offer_clearances",
}


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "A mail with a link goes there, in both languages. Whoever has the address accepts or declines,"
            " with an account or a new one."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An invitation as its list shows it; ``open`` while it can be taken back or sent again."""

    invitation: Invitation
    state: InvitationState
    open: bool


def lines(subject: Subject) -> list[Line]:
    """The invitations to something, newest first."""
    now = timezone.now()
    found = [(one, one.state_at(now)) for one in invitations_on(subject)[:MOST_SHOWN]]
    waiting = (InvitationState.PENDING, InvitationState.EXPIRED)
    return [Line(one, state, state in waiting) for one, state in found]


def invited(
    request: HttpRequest, form: forms.Form, subject: Subject, actor: Account, invited_as: InvitedAs
) -> bool:
    """Invite the address of a valid form; else its problem stands at the form."""
    try:
        invite(
            subject=subject,
            email=form.cleaned_data["email"],
            invited_as=invited_as,
            actor=actor,
            language=get_language() or "",
        )
    except InvalidInput as error:
        show_problems(form, error)
        return False
    messages.success(
        request,
        _("An invitation goes to this address. Whoever has it decides; the answer shows here."),
    )
    return True


def _to_list(invitation: Invitation) -> HttpResponse:
    name = _LISTS[SubjectKind(invitation.subject_kind)]
    return HttpResponseRedirect(f"{reverse(name, args=[invitation.subject_id])}#invitations")


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back; taken back already, nothing changes."""
    actor = actor_of(request)
    opened = invitation_to_manage(number, actor)
    withdraw_invitation(invitation=opened.invitation, actor=actor)
    messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return _to_list(opened.invitation)


@require_POST
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send an invitation again; too soon, it says when."""
    actor = actor_of(request)
    opened = invitation_to_manage(number, actor)
    try:
        send_again(invitation=opened.invitation, actor=actor)
    except InvalidInput as error:
        messages.error(request, " ".join(field_sentence(one) for one in error.problems))
    else:
        messages.success(request, _("The invitation is sent again. The link of the earlier mail is void."))
    return _to_list(opened.invitation)
