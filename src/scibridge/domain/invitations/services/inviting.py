"""Inviting an address, sending again, taking back.

No account is looked up by the address: what an inviter gets to see cannot depend on whether there is one.
Locks are taken in one order: the actor's account, what the invitation is to, the invitation.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.access import Subject, kind_of, may_invite, may_manage
from scibridge.domain.invitations.events import InvitationSent, InvitationWithdrawn
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.selectors import subject_of, subject_rows
from scibridge.domain.invitations.states import (
    INVITATION_MACHINE,
    INVITED_TO,
    LIFETIME,
    MOST_A_DAY,
    MOST_TO_ONE,
    PAUSE,
    REST_AFTER_NO,
    TO_ONE_WITHIN,
    InvitationState,
    InvitedAs,
    SubjectKind,
)
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput, NotFound, UnknownOption
from scibridge.kernel.events import emit

_OPEN = (InvitationState.PENDING.value, InvitationState.EXPIRED.value)


def locked_subject(subject: Subject) -> None:
    """Hold what the invitation is to until the transaction ends."""
    # Without the joined tables, whose rows need no lock.
    rows: QuerySet[Any] = type(subject).objects.select_for_update()
    rows.get(pk=subject.pk)


def locked(invitation: Invitation) -> tuple[Invitation, Subject]:
    """The invitation and what it is to, as they are now, both held. Raises NotFound, Conflict."""
    subject = subject_of(invitation)
    if subject is None:
        raise NotFound(kind="invitation", id=invitation.pk)
    locked_subject(subject)
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.subject_id != subject.public_id:
        # Moved by a merge between the two looks.
        raise Conflict(reason="changed_meanwhile", id=invitation.pk)
    held = subject_rows(SubjectKind(row.subject_kind)).filter(pk=subject.pk).first()
    return row, held or subject


def _address(email: str) -> str:
    """The address as it is kept: lower case, one, without a display name. Raises InvalidInput."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput([FieldProblem("email", "not_a_mail_address")]) from None
    if len(address) > 254:
        raise InvalidInput([FieldProblem("email", "too_long", {"most": 254, "length": len(address)})])
    return address


def _check_rates(subject: Subject, address: str, actor: Account, now: datetime) -> None:
    """Raise InvalidInput for too much at once; by what this list's managers see, and nothing else."""
    day = timedelta(days=1)
    if InvitationMail.objects.filter(asked_by=actor, asked_at__gt=now - day).count() >= MOST_A_DAY:
        raise InvalidInput([FieldProblem("email", "too_many_invitations", {"most": MOST_A_DAY})])
    own = Invitation.objects.filter(
        subject_kind=kind_of(subject).value, subject_id=subject.public_id, email=address
    )
    declined = own.filter(state=InvitationState.DECLINED.value, ended_at__gt=now - REST_AFTER_NO)
    if declined.exists():
        raise InvalidInput([FieldProblem("email", "declined_lately", {"days": REST_AFTER_NO.days})])
    mails = InvitationMail.objects.filter(invitation__in=own)
    if mails.filter(asked_at__gt=now - PAUSE).exists():
        raise InvalidInput([FieldProblem("email", "invited_just_now")])
    if mails.filter(asked_at__gt=now - TO_ONE_WITHIN).count() >= MOST_TO_ONE:
        data = {"most": MOST_TO_ONE, "days": TO_ONE_WITHIN.days}
        raise InvalidInput([FieldProblem("email", "invited_often", data)])


@transaction.atomic
def invite(
    *, subject: Subject, email: str, invited_as: InvitedAs, actor: Account, language: str = ""
) -> Invitation:
    """Invite an address; one that waits already is sent again, as what is asked now.

    ``language`` is the one the mail begins with, else the actor's. Raises InvalidInput, NotAllowed, and
    UnknownOption for what one cannot be there.
    """
    may_invite(actor, subject).require()
    kind = kind_of(subject)
    if invited_as not in INVITED_TO[kind]:
        raise UnknownOption("invited_as", invited_as, tuple(sorted(INVITED_TO[kind])))
    address, now = _address(email), timezone.now()
    Account.objects.select_for_update().get(pk=actor.pk)
    if EmailAddress.objects.filter(user=actor, email__iexact=address).exists() or address == actor.email:
        raise InvalidInput([FieldProblem("email", "own_address")])
    locked_subject(subject)
    _check_rates(subject, address, actor, now)
    rows = Invitation.objects.select_for_update().filter(
        subject_kind=kind.value, subject_id=subject.public_id, email=address, state__in=_OPEN
    )
    row = rows.first() or Invitation(
        subject_kind=kind.value, subject_id=subject.public_id, email=address, serial=0
    )
    row.invited_as, row.language = invited_as.value, _mail_language(language, actor)
    return _sent(row, actor, now)


def _mail_language(language: str, actor: Account) -> str:
    known = tuple(code for code, _name in settings.LANGUAGES)
    return next((one for one in (language, actor.language) if one in known), known[0])


@transaction.atomic
def send_again(*, invitation: Invitation, actor: Account) -> Invitation:
    """Mail it once more with a new link and a new end; links mailed before no longer open it.

    Raises NotFound for whoever does not manage it, InvalidInput where that is too soon, IllegalTransition.
    """
    now = timezone.now()
    Account.objects.select_for_update().get(pk=actor.pk)
    row, subject = locked(invitation)
    if not may_manage(actor, subject):
        raise NotFound(kind="invitation", id=invitation.pk)
    may_invite(actor, subject).require()
    if row.state != InvitationState.PENDING.value:
        INVITATION_MACHINE.check(InvitationState(row.state), InvitationState.PENDING)
    _check_rates(subject, row.email, actor, now)
    return _sent(row, actor, now)


def _sent(row: Invitation, actor: Account, now: datetime) -> Invitation:
    row.state, row.ended_at, row.ended_by = InvitationState.PENDING.value, None, None
    row.invited_by, row.invited_at, row.expires_at = actor, now, now + LIFETIME
    row.serial += 1
    row.full_clean()
    row.save()
    mail = InvitationMail(invitation=row, serial=row.serial, asked_by=actor, asked_at=now)
    mail.full_clean()
    mail.save()
    emit(InvitationSent(row.public_id, mail.pk))
    return row


def ended(row: Invitation, state: InvitationState, actor: Account | None, now: datetime) -> Invitation:
    """Bring it to an end. Raises IllegalTransition."""
    INVITATION_MACHINE.check(InvitationState(row.state), state)
    row.state, row.ended_by, row.ended_at = state.value, actor, now
    row.full_clean()
    row.save(update_fields=["state", "ended_by", "ended_at"])
    return row


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Account) -> Invitation:
    """Take it back; taken back already, nothing changes. Raises NotFound, IllegalTransition."""
    row, subject = locked(invitation)
    if not may_manage(actor, subject):
        raise NotFound(kind="invitation", id=invitation.pk)
    if row.state == InvitationState.WITHDRAWN.value:
        return row
    row = ended(row, InvitationState.WITHDRAWN, actor, timezone.now())
    emit(InvitationWithdrawn(row.public_id))
    return row
