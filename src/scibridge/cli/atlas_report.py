"""``scibridge atlas report``: a profile on paper, written into a file at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.atlas_options import Narrowing, narrowed, write_file
from scibridge.cli.exits import CommandFailed
from scibridge.cli.language import CHOSEN, _

if TYPE_CHECKING:
    from scibridge.engines.atlas.selections import Selection

_LANGUAGES = ("en", "zh-hans")


@narrowed(taking=False)
def report(
    kind: Annotated[str, typer.Argument(metavar="country|region|organisation|topic", help=_("Of what."))],
    of: Annotated[str, typer.Argument(metavar="ID", help=_("As CN, CN-BJ, I99065089 or field:27."))],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.pdf|FILE.html", help=_("Where it is written."))
    ],
    language: Annotated[
        str, typer.Option("--language", metavar="en|zh-hans", help=_("In which language."))
    ] = CHOSEN,
    roll_up: Annotated[
        bool, typer.Option("--roll-up", help=_("With all organisations that belong to it."))
    ] = False,
    by: Narrowing,
) -> None:
    """PDF by the extra, HTML without it."""
    from django.utils import translation

    from scibridge.flows.atlas.report.printing import address_of, html_of, pdf_of
    from scibridge.flows.atlas.report.profiles import report_of
    from scibridge.kernel.errors import UnknownOption

    ending = output.suffix.lower()
    if ending not in {".pdf", ".html"}:
        raise CommandFailed(_("Name a file that ends in .pdf or .html."))
    if language not in _LANGUAGES:
        raise UnknownOption("language", language, _LANGUAGES)
    with translation.override(language):
        selection = _selection(kind, of, by, roll_up=roll_up)
        made = report_of(kind, of, selection)
        address = address_of(kind, of)
        write_file(output, pdf_of(made, address) if ending == ".pdf" else html_of(made, address).encode())


def _selection(kind: str, of: str, by: Narrowing, *, roll_up: bool) -> "Selection":
    from dataclasses import replace

    if kind == "topic":
        return replace(by, on=of).selection("country")
    rolled = kind == "organisation" and roll_up
    return by.selection("family" if rolled else kind if kind in {"organisation", "region"} else "country")
