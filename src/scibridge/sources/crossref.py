"""One record of Crossref's live API, by DOI (api.crossref.org, "REST API", works/{doi}).

Owns the request, its second tries and the reading of the answer; refuses searching, and keeps nothing.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx

from scibridge.sources.failures import ServiceFailed

ADDRESS: Final = "https://api.crossref.org/works/"
ATTEMPTS: Final = 3
TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 4.0
_SERVICE: Final = "Crossref"
_LONGEST_ABSTRACT: Final = 20_000
_MOST_AUTHORS: Final = 200
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"</?(?:jats:)?(?:p|sec|title|list-item)\b[^<>]{0,500}>", re.IGNORECASE)
_ABSTRACT_WORD = re.compile(r"^\s*(?:abstract|summary|摘要)\s*[:：]?\s*\n", re.IGNORECASE)
_LICENCES: Final = (
    (re.compile(r"creativecommons\.org/publicdomain/zero/1\.0"), "CC0-1.0"),
    (re.compile(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/([1-4]\.0)"), "CC"),
)
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class CrossrefAuthor:
    """An author in order; ``orcid`` without the address, or empty."""

    name: str
    orcid: str


@dataclass(frozen=True, slots=True)
class CrossrefWork:
    """What an offer can be begun from. ``language`` is BCP 47 or empty, ``licence`` SPDX or empty."""

    doi: str
    title: str
    abstract: str
    type: str
    language: str
    year: int | None
    venue: str
    licence: str
    authors: tuple[CrossrefAuthor, ...]


def fetch_work(doi: str, *, client: httpx.Client, pause: Pause, mail: str = "") -> CrossrefWork | None:
    """The record of a DOI in its normal form; None where Crossref has none.

    ``pause`` waits that many seconds. Passing faults (429, 5xx, time-outs) are tried again, ATTEMPTS times in
    all, with growing waits or as the service asks. Raises ServiceFailed.
    """
    parameters = {"mailto": mail} if mail else {}
    failure = ServiceFailed(_SERVICE, "timeout")
    for attempt in range(ATTEMPTS):
        wait = FIRST_WAIT_SECONDS * 2.0**attempt
        try:
            response = client.get(ADDRESS + quote(doi, safe=""), params=parameters, timeout=TIMEOUT)
        except httpx.TimeoutException:
            failure = ServiceFailed(_SERVICE, "timeout")
        except httpx.RequestError as problem:
            failure = ServiceFailed(_SERVICE, "refused", detail=str(problem)[:200])
        else:
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            if response.status_code == httpx.codes.OK:
                return _work(doi, _message(response))
            limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS
            failure = ServiceFailed(_SERVICE, "limit" if limited else "refused", response.status_code)
            if not limited and response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                raise failure
            asked = response.headers.get("Retry-After", "")
            wait = float(asked) if re.fullmatch(r"[0-9]{1,4}", asked) else wait
        if attempt < ATTEMPTS - 1:
            pause(min(wait, LONGEST_WAIT_SECONDS))
    raise failure


def _message(response: httpx.Response) -> Mapping[str, Any]:
    try:
        data = response.json()
    except ValueError as problem:
        raise ServiceFailed(_SERVICE, "answer", response.status_code, "not JSON") from problem
    message = data.get("message") if isinstance(data, dict) else None
    if not isinstance(message, dict):
        raise ServiceFailed(_SERVICE, "answer", response.status_code, "no message")
    return message


def _work(doi: str, message: Mapping[str, Any]) -> CrossrefWork:
    title = ": ".join(part for part in (_first(message, "title"), _first(message, "subtitle")) if part)
    return CrossrefWork(
        doi=doi,
        title=title,
        abstract=_plain(message.get("abstract"))[:_LONGEST_ABSTRACT],
        type=_text(message.get("type")),
        language=_text(message.get("language")),
        year=_year(message),
        venue=_first(message, "container-title"),
        licence=_licence(message.get("license")),
        authors=_authors(message.get("author")),
    )


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _first(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    one = value[0] if isinstance(value, list) and value else value
    return _text(html.unescape(_TAG.sub("", one))) if isinstance(one, str) else ""


def _plain(value: object) -> str:
    """An abstract without its JATS marks, paragraph by paragraph, and without the heading "Abstract"."""
    if not isinstance(value, str):
        return ""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", value)))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return _ABSTRACT_WORD.sub("", "\n".join(line for line in lines if line))


def _year(message: Mapping[str, Any]) -> int | None:
    for name in ("published", "published-online", "published-print", "issued"):
        value = message.get(name)
        parts = value.get("date-parts") if isinstance(value, dict) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        year = first[0] if isinstance(first, list) and first else None
        if isinstance(year, int) and not isinstance(year, bool) and 1000 <= year <= 2999:
            return year
    return None


def _licence(value: object) -> str:
    addresses = [one.get("URL") for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    for address in addresses:
        for pattern, name in _LICENCES:
            found = pattern.search(address.lower()) if isinstance(address, str) else None
            if found is not None:
                return name if name != "CC" else f"CC-{found.group(1).upper()}-{found.group(2)}"
    return ""


def _authors(value: object) -> tuple[CrossrefAuthor, ...]:
    found = []
    for one in value[:_MOST_AUTHORS] if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        given, family = _text(one.get("given")), _text(one.get("family"))
        name = " ".join(part for part in (given, family) if part) or _text(one.get("name"))
        orcid = _text(one.get("ORCID")).rpartition("/")[2]
        if name:
            found.append(CrossrefAuthor(name, orcid))
    return tuple(found)
