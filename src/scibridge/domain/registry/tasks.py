"""Background work of the registry: primitives in, fetch, delegate, log."""

import logging

from django_tasks import task

from scibridge.domain.registry import services

log = logging.getLogger(__name__)


@task(queue_name="mail")
def deliver_message(message_id: int) -> None:
    """Mail one relayed message, then those that an earlier failure left waiting."""
    for one in dict.fromkeys([message_id, *services.waiting_messages()]):
        sent = services.deliver_message(one)
        log.info("message %s %s", one, "sent" if sent else "was sent before, waits, or has no sender")


@task(queue_name="mail")
def deliver_waiting() -> None:
    """Mail what an earlier failure left waiting and is due again."""
    for one in services.waiting_messages():
        log.info("message %s %s", one, "sent" if services.deliver_message(one) else "waits on")


@task(queue_name="mail")
def tell_outcome(suggestion: int) -> None:
    """Mail the outcome of a suggested correction to whoever suggested it."""
    log.info(
        "outcome of correction %s %s", suggestion, "told" if services.tell_outcome(suggestion) else "kept"
    )


@task(queue_name="mail")
def tell_representation(request: int) -> None:
    """Mail the answer to a request to represent an organisation to whoever asked."""
    log.info("request %s %s", request, "told" if services.tell_representation(request) else "kept")


@task()
def expire_claims() -> None:
    """Close claims whose time is over."""
    log.info("%s claims expired", services.expire_claims())
