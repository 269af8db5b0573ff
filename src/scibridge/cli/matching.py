"""``scibridge match``: a need, in words or by its id, and what can answer it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.domain.exchange.asking import Asking
    from scibridge.engines.matching.explanation import MatchList

_MOST_STDIN = 1_000_000


def _split(values: list[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def match(
    text: Annotated[
        str | None,
        typer.Argument(
            help=_("The need in your words, in Chinese or English; - reads it from standard input.")
        ),
    ] = None,
    need: Annotated[
        str | None, typer.Option(help=_("The id of a need on the platform, instead of words."))
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="MAIL", help=_("Whose eyes: an account. Without it, a visitor's.")),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help=_("offer, work, person, organisation, facility, need; several with commas.")),
    ] = None,
    country: Annotated[list[str] | None, typer.Option(help=_("Country codes such as CN,DE."))] = None,
    stage: Annotated[list[str] | None, typer.Option(help=_("research, development, application."))] = None,
    language: Annotated[
        list[str] | None, typer.Option(help=_("en, zh: languages the answer has words in."))
    ] = None,
    challenge: Annotated[
        list[str] | None, typer.Option(help=_("Global challenges, such as human_health."))
    ] = None,
    year_from: Annotated[int | None, typer.Option(help=_("From this year."))] = None,
    year_to: Annotated[int | None, typer.Option(help=_("To this year."))] = None,
    must_haves_met: Annotated[
        bool, typer.Option("--must-haves-met", help=_("Leave out what fails a must-have."))
    ] = False,
    limit: Annotated[int, typer.Option(help=_("Answers of each kind."))] = 10,
    json: Annotated[bool, typer.Option("--json", help=_("JSON, as the API gives it."))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=_("Every reason of every answer."))] = False,
) -> None:
    """Answers in order of score, grouped by kind."""
    if (text is None) == (need is None):
        raise typer.BadParameter(_("Give either words or --need."))
    start()
    from scibridge.domain.exchange.asking import read_asking

    asking = read_asking(
        kinds=_split(kind),
        countries=_split(country),
        stages=_split(stage),
        languages=_split(language),
        challenges=_split(challenge),
        year_from=year_from,
        year_to=year_to,
        must_haves_met=must_haves_met,
        limit=limit,
    )
    found = _of_need(need, actor, asking) if need is not None else _of_words(text or "", asking)
    show(found, as_json=json, explain=explain)


def show(found: "MatchList", *, as_json: bool, explain: bool) -> None:
    """Print an answer. Raises CommandFailed where it is empty."""
    if as_json:
        from scibridge.cli.screens import print_json
        from scibridge.domain.exchange.explanations import match_list_json

        print_json(match_list_json(found))
        return
    from scibridge.cli.answers import print_answers
    from scibridge.cli.screens import answers

    print_answers(found, answers(), explain=explain)
    if not found.matches:
        words = _("Nothing answers this. Use other words, or fewer conditions.")
        raise CommandFailed(words, Exit.ABSENT)


def _of_words(text: str, asking: "Asking") -> "MatchList":
    from scibridge.domain.exchange.asking import check_text
    from scibridge.domain.exchange.selectors import match_text

    words = _standard_input() if text == "-" else text
    return match_text(
        check_text(words),
        kinds=asking.kinds,
        filters=asking.filters,
        limit=asking.limit,
        offset=asking.offset,
    )


def _standard_input() -> str:
    data = sys.stdin.buffer.read(_MOST_STDIN + 1)
    if len(data) > _MOST_STDIN:
        raise CommandFailed(_("Standard input holds more than a million bytes; a need is shorter."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandFailed(_("Standard input is not UTF-8.")) from None


def _of_need(public_id: str, mail: str | None, asking: "Asking") -> "MatchList":
    from scibridge.cli.accounts import account_of
    from scibridge.domain.exchange.selectors import answers_to, get_need
    from scibridge.kernel.errors import NotFound

    viewer = account_of(mail) if mail else None
    try:
        need = get_need(public_id.removeprefix("need:"), viewer)
    except NotFound as error:
        words = _("There is no need “%(id)s”, or not for these eyes. Its own side sees it with --as MAIL.")
        raise CommandFailed(words % {"id": public_id}, Exit.ABSENT) from error
    return answers_to(
        need, viewer, kinds=asking.kinds, filters=asking.filters, limit=asking.limit, offset=asking.offset
    )
