"""Query parameters, read strictly: a misspelt one is refused, not ignored."""

from collections.abc import Iterable
from enum import StrEnum

from django.http import HttpRequest
from ninja import Schema

from scibridge.api.v1.schemas.shared import split
from scibridge.kernel.countries import is_country
from scibridge.kernel.errors import FieldProblem, InvalidInput


def only_known(request: HttpRequest, *schemas: type[Schema]) -> None:
    """Raise InvalidInput naming the parameters that none of ``schemas`` knows."""
    known = {name for schema in schemas for name in schema.model_fields}
    problems = [
        FieldProblem(name[:60], "unknown_parameter", {"choices": tuple(sorted(known))})
        for name in request.GET
        if name not in known
    ]
    if problems:
        raise InvalidInput(problems)


def codes_of(field: str, values: Iterable[str], known: type[StrEnum]) -> list[str]:
    """The codes given. Raises InvalidInput for one that does not exist."""
    choices = tuple(code.value for code in known)
    given = split(values)
    problems = [
        FieldProblem(field, "unknown_code", {"value": value[:100], "choices": choices})
        for value in given
        if value not in choices
    ]
    if problems:
        raise InvalidInput(problems)
    return given


def countries_of(field: str, values: Iterable[str]) -> list[str]:
    """The alpha-2 codes given, in either case. Raises InvalidInput."""
    given = [value.upper() for value in split(values)]
    problems = [
        FieldProblem(field, "unknown_country", {"value": value[:100]})
        for value in given
        if not is_country(value)
    ]
    if problems:
        raise InvalidInput(problems)
    return given
