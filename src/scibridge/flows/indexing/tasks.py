"""Background work on the index: shells that delegate."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.flows.world.pairs import renew_pairs


@task(queue_name="index")
def bring_index_up_to_date() -> int:
    """Write what changed into the index; returns how many changes were taken in.

    What answers what may have changed with it, which the picture of the world shows.
    """
    taken = bring_up_to_date()
    renew_pairs()
    return taken


def request_update() -> None:
    """Have the worker look at the change list after this transaction; one request serves all that wait.

    A request that waits is held until the transaction ends, so that no worker takes it up before the change
    can be seen (PostgreSQL holds the row, SQLite the database); one already taken up asks for another.
    """
    waiting = DBTaskResult.objects.ready().filter(task_path=bring_index_up_to_date.module_path)
    if waiting.select_for_update(skip_locked=True).first() is None:
        bring_index_up_to_date.enqueue()
