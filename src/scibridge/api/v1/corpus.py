"""/works, /authors, /institutions: the corpus, by the ids of OpenAlex."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING
from scibridge.api.v1.registry import UNREAD
from scibridge.api.v1.schemas.corpus import AuthorOut, InstitutionOut, WorkOut
from scibridge.domain.exchange.explanations import write
from scibridge.engines.lake.lake import Lake
from scibridge.kernel.errors import NotFound

router = Router(tags=["corpus"], auth=READING)
_WORKS_SHOWN = 20


@cache
def _lake(root: Path) -> Lake:
    return Lake(root)


def _corpus() -> Lake:
    return _lake(settings.LAKE_DIRECTORY)


def _plain(value: Any) -> Any:
    """The record as JSON."""
    data = write(value)
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in data.items()}


def _is_id(text: str, letter: str) -> bool:
    return text[:1] == letter and text[1:].isascii() and text[1:].isdigit() and len(text) <= 14


@router.get(
    "/works/{work_id}", response={200: WorkOut, **UNREAD}, operation_id="read_work", summary="Read one work"
)
def work(request: HttpRequest, work_id: str) -> HttpResponse:
    """A bibliographic record, with authors and topics."""
    found = _corpus().work(work_id) if _is_id(work_id, "W") else None
    if found is None:
        raise NotFound(kind="work", id=work_id)
    return respond(request, _plain(found))


@router.get(
    "/authors/{author_id}",
    response={200: AuthorOut, **UNREAD},
    operation_id="read_author",
    summary="Read one author of the corpus",
)
def author(request: HttpRequest, author_id: str) -> HttpResponse:
    """What their works say of them; a person of the registry is at /people."""
    lake = _corpus()
    found = lake.person(author_id) if _is_id(author_id, "A") else None
    if found is None:
        raise NotFound(kind="author", id=author_id)
    works = lake.works_of_person(author_id, limit=_WORKS_SHOWN)
    return respond(request, {"author": _plain(found), "works": write(works)})


@router.get(
    "/institutions/{institution_id}",
    response={200: InstitutionOut, **UNREAD},
    operation_id="read_institution",
    summary="Read one institution of the corpus",
)
def institution(request: HttpRequest, institution_id: str) -> HttpResponse:
    """What the works of its people say of it; an organisation of the registry is at /organisations."""
    lake = _corpus()
    found = lake.organisation(institution_id) if _is_id(institution_id, "I") else None
    if found is None:
        raise NotFound(kind="institution", id=institution_id)
    works = lake.works_of_organisation(institution_id, limit=_WORKS_SHOWN)
    return respond(request, {"institution": _plain(found), "works": write(works)})
