"""Asking to represent an organisation, and the answer, by those who represent it already or by moderators."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.registry.access import may_ask_to_represent, may_decide_representation
from scibridge.domain.registry.events import RepresentationDecided
from scibridge.domain.registry.models import Organisation, RepresentationRequest
from scibridge.domain.registry.selectors.organisations import resolve_organisation
from scibridge.domain.registry.services.saving import saved
from scibridge.domain.registry.states import REPRESENTATION_MACHINE, RepresentationState
from scibridge.domain.registry.validators import PUBLIC_MAIL, clean, text
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput, NotAllowed
from scibridge.kernel.events import emit

MOST_ASKED = 5
_WORDS = text(2000, lines=True)


def shared_domain(organisation: Organisation, account: Account) -> str:
    """The domain of the organisation at which the account has a confirmed address; empty without one."""
    confirmed = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    domains = {address.rpartition("@")[2].lower() for address in confirmed} - PUBLIC_MAIL
    return next((one for one in organisation.domains if one in domains), "")


@transaction.atomic
def ask_to_represent(*, organisation: Organisation, words: str, actor: Account) -> RepresentationRequest:
    """Ask; ``words`` say what one does there. Asked already, the words of now count.

    Raises InvalidInput, NotAllowed.
    """
    may_ask_to_represent(actor, organisation).require()
    said = clean({"words": words}, {"words": _WORDS}, required=("words",))["words"]
    # Locked, so that two requests of one account at once find one another; and the request, so that words
    # written while it is decided do not undo the decision.
    Account.objects.select_for_update().get(pk=actor.pk)
    waiting = RepresentationRequest.objects.filter(account=actor, state=RepresentationState.ASKED.value)
    row = waiting.select_for_update().filter(organisation=organisation).first()
    if row is None:
        if waiting.count() >= MOST_ASKED:
            raise InvalidInput([FieldProblem("", "too_many_requests", {"most": MOST_ASKED})])
        row = RepresentationRequest(organisation=organisation, account=actor)
    row.words, row.domain = said, shared_domain(organisation, actor)
    return saved(row)


@transaction.atomic
def withdraw_request(*, request: RepresentationRequest, actor: Account) -> RepresentationRequest:
    """Take one's own request back. Raises NotAllowed, IllegalTransition."""
    row = RepresentationRequest.objects.select_for_update().get(pk=request.pk)
    if row.account_id != actor.pk:
        raise NotAllowed("owners_only")
    return _decided(row, RepresentationState.WITHDRAWN, actor)


@transaction.atomic
def decide_representation(
    *, request: RepresentationRequest, actor: Account, grant: bool, answer: str = ""
) -> RepresentationRequest:
    """Grant the role, or refuse, which needs an answer. A request for a merged record is for its survivor.

    Raises InvalidInput, IllegalTransition, NotAllowed, and Conflict where the account is closed.
    """
    # The asker's account first, as everywhere: whoever decides and whoever asks must not wait for each other.
    asker = Account.objects.select_for_update().get(pk=request.account_id)
    row = RepresentationRequest.objects.select_for_update().get(pk=request.pk)
    row.account = asker
    organisation, _moved = resolve_organisation(row.organisation.public_id)
    may_decide_representation(actor, organisation, row.account_id).require()
    state = RepresentationState.GRANTED if grant else RepresentationState.REFUSED
    REPRESENTATION_MACHINE.check(RepresentationState(row.state), state)
    row.answer = clean({"answer": answer}, {"answer": _WORDS}, required=() if grant else ("answer",))[
        "answer"
    ]
    if grant:
        if not row.account.is_active:
            raise Conflict(reason="account_closed")
        # Whoever may decide here need not be one who may add members, so the role is the platform's to give.
        grant_role(
            account=row.account,
            role=Role.REPRESENTATIVE,
            on_kind=ORGANISATION,
            on_id=organisation.public_id,
            actor=None,
        )
    row = _decided(row, state, actor)
    emit(RepresentationDecided(organisation.public_id, row.pk))
    return row


def _decided(row: RepresentationRequest, state: RepresentationState, actor: Account) -> RepresentationRequest:
    REPRESENTATION_MACHINE.check(RepresentationState(row.state), state)
    row.state, row.decided_by, row.decided_at = state.value, actor, timezone.now()
    return saved(row)


def tell_representation(request_id: int) -> bool:
    """Mail the answer to whoever asked, once, in their language; whether it went now."""
    decided = (RepresentationState.GRANTED.value, RepresentationState.REFUSED.value)
    rows = RepresentationRequest.objects.select_related("account", "organisation")
    row = rows.filter(pk=request_id, told_at=None, state__in=decided).first()
    if row is None or not row.account.is_active:
        return False
    organisation, _moved = resolve_organisation(row.organisation.public_id)
    granted = row.state == RepresentationState.GRANTED.value
    with translation.override(row.account.language):
        name = " ".join(show(organisation.name).text.split())
        subject = (
            _("You represent %(name)s now")
            if granted
            else _("You were not made a representative of %(name)s")
        )
        message = EmailMessage(
            subject=subject % {"name": name},
            body=_answer(row, organisation, name, granted=granted),
            to=[row.account.email],
        )
    # No transaction waits for mail; what fails is sent when it is asked for again.
    message.send()
    told = RepresentationRequest.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now())
    return bool(told)


def _answer(row: RepresentationRequest, organisation: Organisation, name: str, *, granted: bool) -> str:
    lines = [
        _(
            "You asked to represent %(name)s. You may now edit its record, post needs and offers in its name,"
            " and invite its members."
        )
        % {"name": name}
        if granted
        else _("You asked to represent %(name)s. This was refused.") % {"name": name}
    ]
    if row.answer:
        lines += ["", _("The answer to you:"), row.answer]
    language = get_language() or settings.LANGUAGE_CODE
    lines += ["", f"{settings.SITE_ADDRESS}/{language}/organisations/{organisation.public_id}/"]
    return "\n".join(lines)
