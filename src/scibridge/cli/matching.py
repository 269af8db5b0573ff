"""``scibridge match``: a need put to the index from the terminal."""

import sys
from typing import Annotated

import orjson
import typer
from django.contrib.auth.models import AnonymousUser

from scibridge.cli.answers import print_answers
from scibridge.cli.terminal import output
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.asking import check_text, read_asking
from scibridge.domain.exchange.explanations import match_list_json
from scibridge.domain.exchange.selectors import answers_to, get_need, match_text
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound


def _codes(values: list[str] | None) -> list[str]:
    return [code.strip() for value in values or () for code in value.split(",") if code.strip()]


def _viewer(email: str) -> Account | AnonymousUser:
    if not email:
        return AnonymousUser()
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        raise NotFound(kind="account", id=email)
    return found


def match(
    text: Annotated[
        str, typer.Argument(help="The need in Chinese or English; - reads it from standard input.")
    ] = "",
    need: Annotated[str, typer.Option(help="Id of a need on the platform, instead of a text.")] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option(help="offer, work, person, organisation, facility, need; several with commas."),
    ] = None,
    country: Annotated[list[str] | None, typer.Option(help="Two-letter country codes.")] = None,
    stage: Annotated[list[str] | None, typer.Option(help="research, development, application.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the answers: en, zh.")] = None,
    challenge: Annotated[list[str] | None, typer.Option(help="Global challenges, by code.")] = None,
    year_from: Annotated[int | None, typer.Option(help="First year.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year.")] = None,
    limit: Annotated[int, typer.Option(help="Answers of each kind, 1 to 100.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Print every reason of every answer.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the API answers.")] = False,
    actor: Annotated[
        str, typer.Option("--as", help="E-mail of the account that asks, for a need that is not public.")
    ] = "",
) -> None:
    """Find the results, people, organisations and facilities that can answer a need, with reasons."""
    if bool(text) == bool(need):
        raise InvalidInput([FieldProblem("text", "one_of_these", {"choices": ("TEXT", "--need")})])
    asking = read_asking(
        kinds=_codes(kind),
        countries=_codes(country),
        stages=_codes(stage),
        languages=_codes(language),
        challenges=_codes(challenge),
        year_from=year_from,
        year_to=year_to,
        limit=limit,
    )
    if need:
        viewer = _viewer(actor)
        found = answers_to(
            get_need(need, viewer), viewer, kinds=asking.kinds, filters=asking.filters, limit=asking.limit
        )
    else:
        words = check_text(sys.stdin.read() if text == "-" else text)
        found = match_text(words, kinds=asking.kinds, filters=asking.filters, limit=asking.limit)
    if as_json:
        sys.stdout.write(orjson.dumps(match_list_json(found), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        print_answers(output, found, explain=explain)
