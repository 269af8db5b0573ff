"""The contact relay: a message goes to whoever stands behind a record; its sender sees no address."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
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
    """Mail one stored message; whether it went now. After a failure :func:`waiting_messages` lists it."""
    row = ContactMessage.objects.select_related("sender").filter(pk=message_id, delivered_at=None).first()
    if row is None or row.sender is None:
        return False
    target = record(RecordKind(row.target_kind), row.target_id)
    body = f"{_preface(row.sender, show(target.name).text)}\n\n{row.body}"
    # One mail each: recipients must not see one another's addresses. No transaction waits for mail.
    for address in recipients(target):
        EmailMessage(subject=row.subject, body=body, to=[address], reply_to=[row.sender.email]).send()
    return bool(
        ContactMessage.objects.filter(pk=row.pk, delivered_at=None).update(delivered_at=timezone.now())
    )


def waiting_messages() -> list[int]:
    """Messages that should have gone out ten minutes ago and did not, oldest first, at most 20."""
    since = timezone.now() - timedelta(minutes=10)
    rows = ContactMessage.objects.filter(delivered_at=None, sender__isnull=False, sent_at__lt=since)
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
