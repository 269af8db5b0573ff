"""The page a mailed link opens: what is offered, and yes or no.

GET changes nothing. Accepting takes a confirmed address, declining the link alone. A link that cannot be
answered any more tells nobody why. Signing in leads back here and nowhere else: the way back is our own path.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.access import may_answer
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.selectors import Opened, linked_invitation
from scibridge.domain.invitations.services import accept_invitation, decline_invitation
from scibridge.domain.invitations.states import InvitationState
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.errors import Conflict
from scibridge.kernel.sentences import reason_sentence
from scibridge.web.signed_in import actor_of


def masked(email: str) -> str:
    """Enough of an address for its owner to know it by."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def _private(response: HttpResponse) -> HttpResponse:
    """The address is half the key: no other site and no robot is to learn it.

    To our own pages it is sent: without a referrer a browser hides where a form comes from, which is refused.
    """
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """Show the invitation; POST accepts or declines it."""
    opened = linked_invitation(link, timezone.now())
    if opened is not None and _accepted_by(opened.invitation, request.user):
        messages.info(request, _("You have accepted this invitation."))
        return _private(redirect(opened.invitation.subject_kind, opened.invitation.subject_id))
    if opened is None or not opened.live:
        return _over(request)
    if request.method == "POST":
        return _private(_answered(request, link, opened))
    return _private(render(request, "web/invitations/answer.html", _context(request, opened)))


def _accepted_by(invitation: Invitation, user: Any) -> bool:
    accepted = invitation.state == InvitationState.ACCEPTED.value
    return accepted and isinstance(user, Account) and invitation.ended_by_id == user.pk


def _over(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "web/invitations/over.html", {"entrance": True}, status=410))


def _answered(request: HttpRequest, link: str, opened: Opened) -> HttpResponse:
    kind, own_id = opened.invitation.subject_kind, opened.invitation.subject_id
    try:
        if "accept" in request.POST:
            accept_invitation(link, actor=actor_of(request))
            messages.success(request, _("You have accepted. This is open to you now."))
            return redirect(kind, own_id)
        if "decline" in request.POST:
            decline_invitation(link, actor=request.user)
            return render(request, "web/invitations/over.html", {"declined": True, "entrance": True})
    except Conflict:
        # Answered, taken back or replaced while this page was open.
        return _over(request)
    return render(request, "web/invitations/answer.html", _context(request, opened), status=400)


def _context(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    subject, decision = opened.subject, may_answer(request.user, opened.invitation)
    return {
        "invitation": opened.invitation,
        "kind": opened.invitation.subject_kind,
        "subject": subject,
        "name": subject.name if isinstance(subject, Organisation) else subject.title,
        # Who wrote a need or an offer may be held back until the NDA.
        "inviter": opened.invitation.invited_by if isinstance(subject, Organisation) else None,
        "address": masked(opened.invitation.email),
        "may_answer": bool(decision),
        "refusal": "" if decision or not request.user.is_authenticated else reason_sentence(decision.reason),
        "here": request.path,
        "entrance": True,
    }
