"""The ``scibridge`` command: the way in."""

import os

import typer

import scibridge

app = typer.Typer(name="scibridge", no_args_is_help=True, add_completion=False)


@app.callback()
def root() -> None:
    """From a need to a benefit, across borders."""


@app.command()
def version() -> None:
    """Print the version."""
    print(scibridge.__version__)


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
    app()
