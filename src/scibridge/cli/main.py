"""The ``scibridge`` command: the way in. Sets Django up once, turns errors into one line and an exit code."""

import os
import sys
from typing import Annotated

import typer

import scibridge
from scibridge.cli.starting import choose_language, start_django

app = typer.Typer(
    name="scibridge",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _language(value: str) -> str:
    if value not in {"", "en", "zh-hans"}:
        raise typer.BadParameter("en | zh-hans")
    return value


@app.callback()
def root(
    ui: Annotated[
        str, typer.Option(metavar="en|zh-hans", help="Language of what is printed.", callback=_language)
    ] = "",
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an unexpected error.")] = False,
) -> None:
    """From a need to a benefit, across borders."""


@app.command()
def version() -> None:
    """Print the version."""
    print(scibridge.__version__)


def _add_commands() -> None:
    from scibridge.cli import accounts, demonstration, importing, indexing, matching, running

    app.command("match")(matching.match)
    app.add_typer(importing.app, name="import")
    app.add_typer(indexing.app, name="index")
    app.command("doctor")(indexing.doctor)
    app.command("demo")(demonstration.demo)
    app.command("setup")(running.setup)
    app.command("serve")(running.serve)
    app.command("worker")(running.worker)
    app.add_typer(accounts.app, name="account")


def main() -> None:
    """Run the command line; exit codes are in :mod:`scibridge.cli.failing`."""
    arguments = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
    start_django()
    choose_language(arguments)
    from scibridge.cli.failing import reported
    from scibridge.cli.helping import translate_help

    _add_commands()
    translate_help(app)
    with reported(debug="--debug" in arguments):
        app(standalone_mode=True)
