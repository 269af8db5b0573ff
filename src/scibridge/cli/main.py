"""The ``scibridge`` command: the way in, and the last catch."""

import os
import sys
import traceback
from typing import Annotated

import typer

import scibridge
from scibridge.cli import (
    accounts,
    atlas,
    demonstration,
    digesting,
    files,
    importing,
    indexing,
    lexicon,
    matching,
    matching_all,
    places,
    serving,
    setting_up,
)
from scibridge.cli.exits import Exit, exit_code_of, line_of, sentence_for_crash
from scibridge.cli.language import CHOICES, _, read_language
from scibridge.cli.starting import SETTINGS
from scibridge.engines.errors import ScibridgeError

MATCH_ALL = "match all"

app = typer.Typer(
    name="scibridge",
    help=_(
        "A need stated anywhere, in Chinese or English, meets the results, people, organisations and "
        "facilities that can answer it."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _known_language(value: str | None) -> str | None:
    if value is not None and read_language(value) is None:
        raise typer.BadParameter(_("Choose one of: %(choices)s.") % {"choices": ", ".join(CHOICES)})
    return value


@app.callback()
def root(
    ui: Annotated[
        str | None,
        typer.Option(
            metavar="en|zh-hans",
            callback=_known_language,
            help=_("Language of the command line. Without it, the one of your environment."),
        ),
    ] = None,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug",
            help=_(
                "Show the trace of an error.",
            ),
        ),
    ] = False,
) -> None:
    """Options for every command; ``ui`` was read before this module was (see ``language``)."""
    if debug:
        os.environ["SCIBRIDGE_TRACE"] = "1"


@app.command(help=_("Print the version."))
def version() -> None:
    """The version alone, for scripts."""
    print(scibridge.__version__)


app.command(name="match", help=_("Find what can answer a need, with the reasons."))(matching.match)
app.command(name=MATCH_ALL, help=_("Find the best answers to every need at once, in the lake."))(
    matching_all.match_all
)
app.add_typer(importing.app, name="import")
app.add_typer(indexing.app, name="index")
app.add_typer(lexicon.app, name="lexicon")
app.add_typer(places.app, name="places")
app.add_typer(atlas.app, name="atlas")
app.command(name="doctor", help=_("Compare index, corpus and database, and say what differs."))(
    indexing.doctor
)
app.command(name="demo", help=_("Load the demonstration world, and show one explained match."))(
    demonstration.demo
)
app.command(name="setup", help=_("Prepare or update database, static files and home folder."))(
    setting_up.setup
)
app.command(name="serve", help=_("Serve pages and API, with the background worker."))(serving.serve)
app.command(name="answering", hidden=True)(serving.answering)
app.command(name="worker", help=_("Run the background worker alone."))(serving.worker)
app.command(name="digest", help=_("Tell people what is new in what they follow, and mail what is due."))(
    digesting.digest
)
app.add_typer(files.app, name="files")
app.add_typer(accounts.app, name="account")


def global_options_first(arguments: list[str]) -> list[str]:
    """The arguments with ``--ui`` and ``--debug`` in front, so that they may stand anywhere before ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments[:end])
    for one in waiting:
        if one == "--ui":
            front += [one, *[value for value in [next(waiting, None)] if value is not None]]
        elif one == "--debug" or one.startswith("--ui="):
            front.append(one)
        else:
            rest.append(one)
    if " ".join(rest[:2]) == MATCH_ALL:
        # One command of two words; who looks for the word itself writes it after --.
        rest[:2] = [MATCH_ALL]
    return [*front, *rest, *arguments[end:]]


def _tell(words: str) -> None:
    from scibridge.cli.screens import say

    say(words, style="red")


def main() -> None:
    """Run the command line; every error leaves as one readable line and an exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    arguments = global_options_first(sys.argv[1:])
    command = "scibridge " + " ".join(arguments[:1])
    try:
        app(arguments)
    except ScibridgeError as error:
        _trace()
        _tell(line_of(error))
        sys.exit(exit_code_of(error))
    except KeyboardInterrupt:
        _tell(_("Stopped."))
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last catch; the trace is there for the asking
        _trace()
        _tell(sentence_for_crash(error, command))
        sys.exit(Exit.INTERNAL)


def _trace() -> None:
    if os.environ.get("SCIBRIDGE_TRACE"):
        traceback.print_exc()
