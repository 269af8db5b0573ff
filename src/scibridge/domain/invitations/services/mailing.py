"""The mail that carries the link.

It is the same whether or not an account has the address: in both languages, beginning with the inviter's,
because to look for the reader's own would have the mail, its subject and its log tell of an account. The link
is made when the mail is, and stored nowhere. Names are as people wrote them, on one line and unlinked: a mail
from here must not carry somebody's advertisement.
"""

import logging
import re
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scibridge.domain.invitations.access import Subject, invitation_link
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.selectors import is_live, subject_of
from scibridge.domain.invitations.states import MOST_TO_ADDRESS_A_DAY, InvitationState, InvitedAs
from scibridge.domain.registry.models import Organisation
from scibridge.engines.text.normalise import visible
from scibridge.kernel.bilingual import show

logger = logging.getLogger(__name__)
# The first pause, doubled each time: a mail server that is away for a day is waited for.
FIRST_PAUSE, MOST_ATTEMPTS = timedelta(minutes=5), 9
# After this long, whoever had it in hand is gone.
IN_HAND = timedelta(minutes=10)
_LONGEST_NAME = 120
# A full stop or colon within what could be an address: mail programs make a link of it.
_LINKING = re.compile(r"(?<=\w)([.:])(?=\w{2})|(?<=:)(/)(?=/)")

OFFERED = {
    InvitedAs.REPRESENTATIVE: gettext_lazy(
        "You are invited to represent %(name)s on SciBridge (%(site)s): to edit its record, post needs and"
        " offers in its name, answer corrections and invite others."
    ),
    InvitedAs.MEMBER: gettext_lazy(
        "You are invited to act for %(name)s on SciBridge (%(site)s) as a member: to write needs and offers"
        " in its name."
    ),
    InvitedAs.READER: gettext_lazy(
        "You are invited to read everything of “%(name)s” on SciBridge (%(site)s), what is held back until a"
        " confidentiality agreement included."
    ),
}


def plain_name(text: str) -> str:
    """A name for a mail: one line, nothing invisible, not endless, nothing that becomes a link."""
    tidy = " ".join(visible(text).split())
    short = tidy if len(tidy) <= _LONGEST_NAME else f"{tidy[: _LONGEST_NAME - 1].rstrip()}…"
    return _LINKING.sub(r"\1\2 ", short)


def deliver_mail(mail_id: int) -> bool:
    """Send one mail; whether it went now. Refused, it is tried again ever more slowly."""
    now = timezone.now()
    mail = _taken(mail_id, now)
    if mail is None:
        return False
    invitation = mail.invitation
    subject = subject_of(invitation)
    if subject is None or mail.serial != invitation.serial or not is_live(invitation, subject, now):
        # Taken back, answered or replaced since: nobody is to be mailed about it any more.
        mail.attempts = MOST_ATTEMPTS
        mail.save(update_fields=["attempts"])
        return False
    if _too_many_to(invitation.email, now):
        mail.next_at = now + timedelta(days=1)
        mail.save(update_fields=["next_at"])
        return False
    try:
        # No transaction waits for mail.
        message(mail, subject).send()
    except (SMTPException, OSError) as error:
        mail.attempts += 1
        mail.next_at = now + FIRST_PAUSE * 2 ** (mail.attempts - 1)
        mail.save(update_fields=["attempts", "next_at"])
        # The kind of the error alone: what a server answers names the address.
        logger.warning("invitation mail %s was not taken: %s", mail.pk, type(error).__name__)
        return False
    mail.sent_at = now
    mail.save(update_fields=["sent_at"])
    return True


def _waiting(now: datetime) -> Q:
    return Q(sent_at=None, attempts__lt=MOST_ATTEMPTS) & (Q(next_at=None) | Q(next_at__lte=now))


def _taken(mail_id: int, now: datetime) -> InvitationMail | None:
    """The mail, where it is due and nobody else has it in hand."""
    if not InvitationMail.objects.filter(_waiting(now), pk=mail_id).update(next_at=now + IN_HAND):
        return None
    return InvitationMail.objects.select_related("invitation__invited_by").get(pk=mail_id)


def _too_many_to(email: str, now: datetime) -> bool:
    sent = InvitationMail.objects.filter(invitation__email=email, sent_at__gt=now - timedelta(days=1))
    return sent.count() >= MOST_TO_ADDRESS_A_DAY


def waiting_mails() -> list[int]:
    """Mails that are due again, or whose task never came, oldest first, at most 20."""
    now = timezone.now()
    rows = InvitationMail.objects.filter(_waiting(now), invitation__state=InvitationState.PENDING.value)
    late = Q(next_at__isnull=False) | Q(asked_at__lt=now - IN_HAND)
    return list(rows.filter(late).order_by("pk").values_list("pk", flat=True)[:20])


def message(mail: InvitationMail, subject: Subject) -> EmailMessage:
    """The mail, in both languages."""
    invitation = mail.invitation
    languages = sorted(
        (code for code, _name in settings.LANGUAGES), key=lambda one: one != invitation.language
    )
    subjects, bodies = [], []
    for language in languages:
        with translation.override(language):
            name = plain_name(show(subject.name if isinstance(subject, Organisation) else subject.title).text)
            subjects.append(_("Invitation: %(name)s") % {"name": name})
            bodies.append(_body(invitation, subject, name, language))
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return EmailMessage(
        subject=" / ".join(subjects),
        body="\n\n--------\n\n".join(bodies),
        to=[invitation.email],
        headers={
            "Message-ID": f"<invitation.{invitation.public_id}.{mail.serial}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _body(invitation: Invitation, subject: Subject, name: str, language: str) -> str:
    day = timezone.localtime(invitation.expires_at)
    data = {
        "name": name,
        "site": settings.SITE_ADDRESS,
        "day": date_format(day, "DATE_FORMAT"),
        "link": settings.SITE_ADDRESS + reverse("invitation", args=[invitation_link(invitation)]),
    }
    # Who wrote a need or an offer may be held back, and the address may be mistyped.
    inviter = (
        invitation.invited_by.name if invitation.invited_by and isinstance(subject, Organisation) else ""
    )
    said = _("You are invited by %(inviter)s.") % {"inviter": plain_name(inviter)} if inviter else ""
    offered = str(OFFERED[InvitedAs(invitation.invited_as)] % data)
    return "\n\n".join(
        [
            *filter(None, [offered, said]),
            _("Say yes or no by %(day)s:\n%(link)s") % data,
            _(
                "The link works once, for this address alone. To accept, sign in with an account that has"
                " confirmed this address, or sign up with it. To decline you need no account. If you do"
                " nothing, nothing happens, and your address is let go of."
            ),
        ]
    )
