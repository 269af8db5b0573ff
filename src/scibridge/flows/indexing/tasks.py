"""Background work on the index: shells that delegate."""

from django_tasks import task

from scibridge.flows.indexing.updating import bring_up_to_date


@task(queue_name="index")
def bring_index_up_to_date() -> int:
    """Write what changed into the index; returns how many changes were taken in."""
    return bring_up_to_date()
