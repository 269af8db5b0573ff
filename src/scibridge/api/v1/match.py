"""/match: from a need, in words or by its id, to what can answer it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING, viewer
from scibridge.api.v1.parameters import only_known
from scibridge.api.v1.schemas.match import AskingFilters, MatchIn, MatchListOut, TextFilters
from scibridge.api.v1.schemas.shared import ProblemDetails, split
from scibridge.domain.exchange.asking import Asking, check_text, fields_query, read_asking
from scibridge.domain.exchange.explanations import match_list_json
from scibridge.domain.exchange.selectors import answers_to, ask, get_need, match_text
from scibridge.engines.matching.explanation import MatchList
from scibridge.kernel.errors import FieldProblem, InvalidInput

router = Router(tags=["match"], auth=READING)
_REFUSED = {frozenset({400, 401, 403, 404, 413, 415, 422, 429, 503}): ProblemDetails}
_SUBJECTS = ("text", "need", "fields")
_LISTS = ("kinds", "countries", "stages", "languages", "challenges", "topics")
_WHOLE = ("year_from", "year_to", "limit", "offset")


def asking_of(filters: AskingFilters) -> Asking:
    """Query parameters as kinds and filters. Raises InvalidInput."""
    return read_asking(
        kinds=split(filters.kind),
        countries=split(filters.country),
        stages=split(filters.stage),
        languages=split(filters.language),
        challenges=split(filters.challenge),
        topics=split(filters.topic),
        year_from=filters.year_from,
        year_to=filters.year_to,
        must_haves_met=filters.must_haves_met,
        limit=filters.limit,
        offset=filters.offset,
    )


def _answered(texts: str | dict[str, str], asking: Asking) -> MatchList:
    return match_text(
        texts, kinds=asking.kinds, filters=asking.filters, limit=asking.limit, offset=asking.offset
    )


@router.get("", response={200: MatchListOut, **_REFUSED}, operation_id="match_words", summary="Match a text")
def words(request: HttpRequest, filters: Query[TextFilters]) -> HttpResponse:
    """Answers to a text in Chinese or English, with their reasons."""
    only_known(request, TextFilters)
    text = check_text(filters.q, "q")
    return respond(request, match_list_json(_answered(text, asking_of(filters))))


@router.post("", response={200: MatchListOut, **_REFUSED}, operation_id="match", summary="Match a need")
def match(request: HttpRequest, asked: MatchIn) -> HttpResponse:
    """Answers to a text, to a need on the platform, or to the fields of one not kept."""
    given = asked.given()
    subject, asking = _read(given)
    if subject == "need":
        need = get_need(str(given["need"]), viewer(request))
        found = answers_to(
            need,
            viewer(request),
            kinds=asking.kinds,
            filters=asking.filters,
            limit=asking.limit,
            offset=asking.offset,
        )
    elif subject == "fields":
        found = ask(fields_query(given["fields"], asking))
    else:
        found = _answered(check_text(given["text"]), asking)
    return respond(request, match_list_json(found))


def _read(given: dict[str, Any]) -> tuple[str, Asking]:
    """What is asked about, and how. Raises InvalidInput naming everything of a wrong type."""
    known = tuple(MatchIn.model_fields)
    problems = [
        FieldProblem(name[:60], "unknown_field", {"choices": known}) for name in given if name not in known
    ]
    subjects = [name for name in _SUBJECTS if given.get(name) is not None]
    if len(subjects) != 1:
        problems.append(FieldProblem("", "one_of_these", {"choices": _SUBJECTS}))
    for name in _LISTS:
        value = given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            problems.append(FieldProblem(name, "not_a_list"))
    for name in _WHOLE:
        value = given.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            problems.append(FieldProblem(name, "not_whole", {"value": str(value)[:100]}))
    if not isinstance(given.get("must_haves_met", False), bool):
        problems.append(
            FieldProblem("must_haves_met", "not_yes_or_no", {"value": str(given["must_haves_met"])[:100]})
        )
    if given.get("fields") is not None and not isinstance(given["fields"], dict):
        problems.append(FieldProblem("fields", "not_a_mapping"))
    if problems:
        raise InvalidInput(problems)
    filters = {
        name: given[name] for name in (*_LISTS, *_WHOLE, "must_haves_met") if given.get(name) is not None
    }
    return subjects[0], read_asking(**filters)
