"""Background work of the exchange: shells that delegate."""

import logging

from django.utils import timezone
from django_tasks import task

from scibridge.domain.exchange import services

logger = logging.getLogger(__name__)


@task()
def expire_due() -> int:
    """End the needs and offers that reached their end date; returns how many."""
    ended = services.expire_due(now=timezone.now())
    if ended:
        logger.info("expired: %s", ", ".join(ended))
    return len(ended)
