"""Background work on reports: shells that delegate."""

from django_tasks import task

from scibridge.flows.atlas.report.keeping import Order, Standing, begin, standing, write


@task()
def write_report(order: str) -> None:
    """Write the file of an order."""
    write(Order.of_text(order))


def ask(order: Order) -> None:
    """Have it written, unless it is there or waited for. Raises AtlasAbsent and AtlasBroken."""
    if standing(order)[0] in {Standing.NONE, Standing.FAILED}:
        begin(order)
        write_report.enqueue(order.as_text())
