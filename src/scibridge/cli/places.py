"""``scibridge places``: what stands where, and what the corpus says of it, made anew."""

import typer

from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

app = typer.Typer(help=_("Countries, cities, challenges: what their pages count."), no_args_is_help=True)


def update_portraits() -> int:
    """Make the portraits anew where the corpus has changed; returns how many were made."""
    from scibridge.cli.screens import bar
    from scibridge.flows.portraits import make_portraits, portraits_are_due

    if not portraits_are_due():
        return 0
    with bar(_("Portraits from the corpus")):
        return make_portraits()


def rebuild_places() -> int:
    """From database and corpus, all of it; returns how many things stand somewhere."""
    from scibridge.cli.screens import bar
    from scibridge.domain.places import services
    from scibridge.flows.portraits import make_portraits
    from scibridge.flows.statistics import learn_sizes

    with bar(_("Places")) as advance:
        number = services.rebuild(advance)
    with bar(_("Portraits from the corpus")):
        make_portraits()
    learn_sizes()
    return number


@app.command(help=_("Make what place and challenge pages count anew; their addresses stay."))
def rebuild() -> None:
    """While the pages are served."""
    start()
    number = rebuild_places()
    words = ngettext("%(number)s record looked at.", "%(number)s records looked at.", number)
    print(words % {"number": f"{number:,}"})


@app.callback()
def places() -> None:
    """A group of its own, though it has one command."""
