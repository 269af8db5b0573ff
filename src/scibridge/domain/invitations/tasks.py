"""Background work of invitations: shells that delegate. Logs name rows, never addresses."""

import logging

from django_tasks import task

from scibridge.domain.invitations import services

logger = logging.getLogger(__name__)


@task(queue_name="mail")
def deliver_invitation(mail_id: int) -> None:
    """Mail one invitation."""
    logger.info("invitation mail %s %s", mail_id, "sent" if services.deliver_mail(mail_id) else "kept")


@task(queue_name="mail")
def deliver_waiting_invitations() -> None:
    """Mail what an earlier failure left waiting and is due again."""
    for one in services.waiting_mails():
        logger.info("invitation mail %s %s", one, "sent" if services.deliver_mail(one) else "waits on")
