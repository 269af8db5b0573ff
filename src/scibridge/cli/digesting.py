"""``scibridge digest``: what the worker does by its clock, now and in the foreground."""

from typing import Annotated

import typer

from scibridge.cli.language import _
from scibridge.cli.starting import start


def digest(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what would be told, and write and mail nothing."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))] = False,
) -> None:
    """Rounds until nothing is left that can be done now."""
    start()
    from django.utils import timezone

    from scibridge.cli.screens import bar, print_json
    from scibridge.domain.following.services import deliver_due, expected

    now = timezone.now()
    if dry_run:
        rows = [
            {
                "account": one.account.email,
                "cadence": one.cadence.value,
                "name": one.follow.name,
                "new": one.number,
            }
            for one in expected(now=now)
        ]
        if json:
            print_json(rows)
            return
        for row in rows:
            print(_("%(account)s (%(cadence)s): %(new)s new in “%(name)s”") % row)
        print(_("%(number)s follows have something new. Nothing was written.") % {"number": len(rows)})
        return
    total = {"looked": 0, "told": 0, "mailed": 0, "failed": 0}
    with bar(_("What people follow")) as advance:
        more = True
        while more:
            done = deliver_due(now=now)
            for name in total:
                total[name] += getattr(done, name)
            advance(total["looked"], 0)
            more = done.more
    if json:
        print_json(total)
        return
    print(
        _("Looked at %(looked)s follows: %(told)s news, %(mailed)s mails sent, %(failed)s not taken.") % total
    )
