"""``scibridge lexicon``: the terms that carry a text from Chinese to English and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _
from scibridge.cli.starting import start

app = typer.Typer(help=_("Terms between Chinese and English."), no_args_is_help=True)


class _Pairs:
    """The records of a file, read once; lines without both sides are counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.read = self.skipped = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        with self._path.open(encoding="utf-8-sig", errors="replace") as file:
            for line in file:
                zh, _tab, en = line.rstrip("\r\n").partition("\t")
                if zh.strip() and en.strip():
                    self.read += 1
                    yield zh, en.partition("\t")[0]
                else:
                    self.skipped += 1


@app.command(
    help=_("Learn terms from a file of Chinese and English records, in place of those learned before.")
)
def learn(
    file: Annotated[Path, typer.Argument(help=_("One record a line: Chinese, a tab, English. UTF-8."))],
) -> None:
    """Estimate from the file, keep, and say how much."""
    start()
    from scibridge.cli.screens import bar
    from scibridge.domain.indexing.services import learn_terms

    if not file.is_file():
        raise CommandFailed(
            _("There is no file %(path)s. Check the name and the folder.") % {"path": file}, Exit.ABSENT
        )
    pairs = _Pairs(file)
    with bar(_("Learning terms")):
        chinese, english = learn_terms(pairs)
    if not pairs.read:
        raise CommandFailed(_("No line of the file has Chinese, a tab and English. Nothing was learned."))
    words = _(
        "%(read)s records read, %(skipped)s lines skipped: %(chinese)s Chinese and %(english)s English terms "
        "learned. They are used from the next question on."
    )
    counts = {"read": pairs.read, "skipped": pairs.skipped, "chinese": chinese, "english": english}
    print(words % {name: f"{number:,}" for name, number in counts.items()})


@app.callback()
def lexicon() -> None:
    """A group of its own, though it has one command."""
