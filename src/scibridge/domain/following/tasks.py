"""Background work of following: shells that delegate."""

import logging

from django.utils import timezone
from django_tasks import task

from scibridge.domain.following import services

logger = logging.getLogger(__name__)


@task(queue_name="mail")
def deliver_digests() -> None:
    """Tell and mail what is due, a bounded part at a time; what is left becomes another task."""
    done = services.deliver_due(now=timezone.now())
    logger.info("followed: %s looked at, %s told, %s mailed", done.looked, done.told, done.mailed)
    if done.more:
        deliver_digests.enqueue()
