"""The contact relay: a message goes to whoever stands behind a record; its sender sees no address."""

import hashlib
import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_contact
from scibridge.domain.registry.events import MessageLeft
from scibridge.domain.registry.models import ContactMessage
from scibridge.domain.registry.selectors.curation import recipients, record
from scibridge.domain.registry.services.saving import saved
from scibridge.domain.registry.states import RecordKind
from scibridge.domain.registry.validators import clean, text
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, show
from scibridge.kernel.errors import NotAllowed, Unavailable
from scibridge.kernel.events import emit

logger = logging.getLogger(__name__)
# The first pause, doubled each time up to the longest: a mail server that is away for two days is waited for.
FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS = timedelta(minutes=5), timedelta(hours=12), 12
# After this long, whoever had it in hand is gone.
IN_HAND = timedelta(minutes=10)
MOST_MESSAGES_AN_HOUR = 5
MOST_MESSAGES_A_DAY = 20
_CHECKS = {"subject": text(200), "body": text(5000, lines=True)}


def _check_rate(actor: Account) -> None:
    sent = ContactMessage.objects.filter(sender=actor)
    now = timezone.now()
    for most, span in ((MOST_MESSAGES_AN_HOUR, timedelta(hours=1)), (MOST_MESSAGES_A_DAY, timedelta(days=1))):
        if sent.filter(sent_at__gt=now - span).count() >= most:
            raise NotAllowed("too_many_messages", most=most, hours=span.total_seconds() / 3600)


@transaction.atomic
def send_message(
    *, kind: RecordKind, public_id: str, subject: str, body: str, actor: Account
) -> ContactMessage:
    """Store a message about a record; a task mails it. The sender's own address must be verified.

    Raises InvalidInput (a line break in the subject is one), NotFound, Unavailable when nobody would
    receive it, NotAllowed (``mail_not_verified``, ``too_many_messages``).
    """
    may_contact(actor).require()
    # Lock the sender, so that messages sent at once are counted one after the other.
    Account.objects.select_for_update().get(pk=actor.pk)
    if not EmailAddress.objects.filter(user=actor, verified=True, email__iexact=actor.email).exists():
        raise NotAllowed("mail_not_verified")
    cleaned = clean({"subject": subject, "body": body}, _CHECKS, required=("subject", "body"))
    target = record(kind, public_id)
    if not recipients(target):
        raise Unavailable(reason="no_contact", kind=kind.value, public_id=target.public_id)
    _check_rate(actor)
    message = saved(
        ContactMessage(target_kind=kind.value, target_id=target.public_id, sender=actor, **cleaned)
    )
    emit(MessageLeft(message.pk))
    return message


def deliver_message(message_id: int) -> bool:
    """Mail one stored message; whether it went now. Refused, it is tried again ever more slowly."""
    now = timezone.now()
    row = _taken(message_id, now)
    if row is None or row.sender is None:
        return False
    target = record(RecordKind(row.target_kind), row.target_id)
    body = f"{_preface(row.sender, show(target.name).text)}\n\n{row.body}"
    try:
        # One mail each: recipients must not see one another's addresses. No transaction waits for mail.
        for address in recipients(target):
            mark = hashlib.sha256(f"{row.pk}:{address}".encode()).hexdigest()[:16]
            if mark in row.reached:
                continue
            EmailMessage(subject=row.subject, body=body, to=[address], reply_to=[row.sender.email]).send()
            row.reached.append(mark)
            # Kept at once: whoever is reached is not mailed again when this process ends here.
            row.save(update_fields=["reached"])
    except (SMTPException, OSError) as error:
        _try_later(row, now, error)
        return False
    row.delivered_at = now
    row.save(update_fields=["delivered_at"])
    return True


def _taken(message_id: int, now: datetime) -> ContactMessage | None:
    """The message, where it is due and nobody else has it in hand."""
    due = Q(next_at=None) | Q(next_at__lte=now)
    waiting = ContactMessage.objects.filter(due, pk=message_id, delivered_at=None, attempts__lt=MOST_ATTEMPTS)
    if not waiting.update(next_at=now + IN_HAND):
        return None
    return ContactMessage.objects.select_related("sender").get(pk=message_id)


def _try_later(row: ContactMessage, now: datetime, error: Exception) -> None:
    row.attempts += 1
    row.next_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (row.attempts - 1))
    row.save(update_fields=["attempts", "next_at"])
    logger.warning("message %s was not taken (%s. time): %r", row.pk, row.attempts, error)


def waiting_messages() -> list[int]:
    """Messages that are due again, or whose task never came, oldest first, at most 20."""
    now = timezone.now()
    due = Q(next_at__lte=now) | Q(next_at=None, sent_at__lt=now - IN_HAND)
    rows = ContactMessage.objects.filter(
        due, delivered_at=None, sender__isnull=False, attempts__lt=MOST_ATTEMPTS
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:20])


def _preface(sender: Account, about: str) -> str:
    """Who writes and about what, in every content language: the reader's is not known."""
    words = {"sender": sender.name or sender.email, "site": settings.SITE_ADDRESS, "about": about}
    lines = []
    for language in CONTENT_LANGUAGES:
        with translation.override(language):
            lines.append(
                _("%(sender)s writes to you through SciBridge (%(site)s) about %(about)s. Reply to answer.")
                % words
                + " "
                + _("Your address was not shown to them.")
            )
    return "\n".join(lines)
