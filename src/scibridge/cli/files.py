"""``scibridge files``: the uploads on the disk, held against their records."""

from typing import Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _
from scibridge.cli.starting import start

app = typer.Typer(help=_("Uploaded files."), no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))]


@app.command(help=_("Remove uploads that no record names, and say which records lack their file."))
def tidy(json: _Json = False) -> None:
    """What is younger than six hours may be on its way, and stays. Ends with 5 where a file is missing."""
    start()
    from scibridge.cli.screens import print_json
    from scibridge.domain.attachments.services import tidy as tidy_files

    done = tidy_files()
    if json:
        print_json({"orphans": done.orphans, "unfinished": done.unfinished, "missing": list(done.missing)})
    else:
        facts = {"orphans": done.orphans, "unfinished": done.unfinished}
        print(_("Removed: %(orphans)s files without a record, %(unfinished)s unfinished uploads.") % facts)
    if done.missing:
        words = _("Missing on the disk: %(ids)s. Take them from a backup of the folder media.")
        raise CommandFailed(words % {"ids": ", ".join(done.missing[:20])}, Exit.DIFFERS)
