"""OpenAlex's live API: works of a search, page by page (docs.openalex.org, "Paging" and "Rate limits")."""

import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from scibridge.sources.failures import ServiceFailed

ADDRESS: Final = "https://api.openalex.org/works"
PAGE: Final = 200
ATTEMPTS: Final = 5
LONGEST_WAIT_SECONDS: Final = 60.0
SECONDS_BETWEEN_REQUESTS: Final = 0.15
_SERVICE: Final = "OpenAlex"
Pause = Callable[[float], None]


def search_works(
    query: str,
    *,
    client: httpx.Client,
    pause: Pause,
    key: str = "",
    mail: str = "",
    limit: int = 10_000,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """Work objects that match ``query``, at most ``limit``.

    ``pause`` waits that many seconds; ``progress`` gets works read and works in all. Passing faults (429,
    5xx, time-outs) are tried again up to ATTEMPTS times with growing waits, or as the service asks. Raises
    ServiceFailed.
    """
    parameters = {"search": query, "per-page": str(min(PAGE, limit)), "cursor": "*"}
    if key:
        parameters["api_key"] = key
    if mail:
        parameters["mailto"] = mail
    given = 0
    while given < limit:
        answer = _answer(client, parameters, pause)
        results, meta = answer.get("results"), answer.get("meta")
        if not isinstance(results, list) or not isinstance(meta, dict):
            raise ServiceFailed(_SERVICE, "answer", detail="results or meta missing")
        if not all(isinstance(one, dict) for one in results):
            raise ServiceFailed(_SERVICE, "answer", detail="a result is no object")
        for one in results[: limit - given]:
            given += 1
            yield one
        if progress is not None:
            progress(given, min(int(meta.get("count") or given), limit))
        cursor = meta.get("next_cursor")
        if not results or not cursor:
            return
        parameters["cursor"] = cursor
        pause(SECONDS_BETWEEN_REQUESTS)


def _answer(client: httpx.Client, parameters: dict[str, str], pause: Pause) -> dict[str, Any]:
    failure = ServiceFailed(_SERVICE, "timeout")
    for attempt in range(ATTEMPTS):
        wait = min(2.0**attempt, LONGEST_WAIT_SECONDS)
        try:
            response = client.get(ADDRESS, params=parameters)
        except httpx.TimeoutException:
            failure = ServiceFailed(_SERVICE, "timeout")
        except httpx.RequestError as problem:
            failure = ServiceFailed(_SERVICE, "refused", detail=_without_key(str(problem), parameters))
        else:
            if response.status_code == httpx.codes.OK:
                return _decoded(response)
            failure = _failure(response, parameters)
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS and response.status_code < 500:
                raise failure
            wait = _wait(response, wait)
        if attempt < ATTEMPTS - 1:
            pause(wait)
    raise failure


def _decoded(response: httpx.Response) -> dict[str, Any]:
    try:
        data = response.json()
    except ValueError as problem:
        raise ServiceFailed(_SERVICE, "answer", response.status_code, "not JSON") from problem
    if not isinstance(data, dict):
        raise ServiceFailed(_SERVICE, "answer", response.status_code, "not an object")
    return data


def _failure(response: httpx.Response, parameters: dict[str, str]) -> ServiceFailed:
    limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS
    detail = _without_key(response.text[:200], parameters)
    return ServiceFailed(_SERVICE, "limit" if limited else "refused", response.status_code, detail)


def _wait(response: httpx.Response, otherwise: float) -> float:
    """What the service asks for in ``Retry-After``, seconds or a date by its own clock, within reason."""
    asked = response.headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]{1,6}", asked):
        return min(float(asked), LONGEST_WAIT_SECONDS)
    try:
        until, sent = (parsedate_to_datetime(one) for one in (asked, response.headers.get("Date", "")))
        return min(max((until - sent).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)
    except (ValueError, TypeError):
        return otherwise


def _without_key(text: str, parameters: dict[str, str]) -> str:
    key = parameters.get("api_key", "")
    return text.replace(key, "…") if key else text
