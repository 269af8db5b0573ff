"""Pages by cursor: what was inserted meanwhile moves nothing, and a page costs the same wherever it lies.

A cursor is signed and bound to its list and filters; it holds the place after the last row shown, in public
values only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from scibridge.kernel.errors import FieldProblem, InvalidInput

M = TypeVar("M", bound=Model)
PAGE, MOST = 20, 100
_SALT = "scibridge.api.cursor"


@dataclass(frozen=True, slots=True)
class Order:
    """A strict order: a column that is never empty, then the public id."""

    column: str
    descending: bool = False

    def names(self) -> tuple[str, str]:
        """For ``order_by``."""
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}public_id"

    def after(self, value: object, public_id: str) -> Q:
        """Rows behind that place. The first condition lets the database use the column's index."""
        than = "lt" if self.descending else "gt"
        beyond = Q(**{f"{self.column}__{than}": value})
        tied = Q(**{self.column: value, f"public_id__{than}": public_id})
        return Q(**{f"{self.column}__{than}e": value}) & (beyond | tied)


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """A page of rows, and the cursor of the next one where there is one."""

    rows: list[M]
    next: str | None


def _digest(filters: Mapping[str, object]) -> str:
    return hashlib.sha256(repr(sorted(filters.items())).encode()).hexdigest()[:16]


def _place(cursor: str, order: Order, digest: str) -> tuple[Any, str]:
    refused = InvalidInput([FieldProblem("cursor", "invalid_cursor")])
    try:
        found = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        raise refused from None
    if not isinstance(found, list) or len(found) != 4 or not constant_time_compare(str(found[0]), digest):
        raise refused
    _, column, value, public_id = found
    if column != order.column:
        raise refused
    return (datetime.fromisoformat(value[1]) if isinstance(value, list) else value), public_id


def cut(
    rows: QuerySet[M], order: Order, *, filters: Mapping[str, object], cursor: str, limit: int
) -> Slice[M]:
    """The page of ``rows`` behind ``cursor``. Raises InvalidInput for a cursor of another list."""
    digest = _digest(filters)
    ordered = rows.order_by(*order.names())
    if cursor:
        ordered = ordered.filter(order.after(*_place(cursor, order, digest)))
    found = list(ordered[: limit + 1])
    if len(found) <= limit:
        return Slice(found, None)
    last = found[limit - 1]
    value = getattr(last, order.column)
    kept = ["at", value.isoformat()] if isinstance(value, datetime) else value
    public_id = getattr(last, "public_id")  # noqa: B009 - every listed model has one
    signed = signing.Signer(salt=_SALT).sign_object([digest, order.column, kept, public_id])
    return Slice(found[:limit], signed)


def place_of(cursor: str, filters: Mapping[str, object]) -> int:
    """How many lines of a computed list come before the page; none without a cursor.

    ``filters`` hold what the list was computed from too. Raises InvalidInput for a cursor of another list.
    """
    if not cursor:
        return 0
    refused = InvalidInput([FieldProblem("cursor", "invalid_cursor")])
    try:
        found = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        raise refused from None
    if not isinstance(found, list) or len(found) != 2 or found[0] != _digest(filters):
        raise refused
    return int(found[1])


def cursor_at(place: int, filters: Mapping[str, object]) -> str:
    """The cursor of the page behind ``place`` lines of a computed list."""
    return signing.Signer(salt=_SALT).sign_object([_digest(filters), place])


def page_json(
    request: HttpRequest, items: Sequence[Any], following: str | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The body of a list, and its Link header."""
    if following is None:
        return {"items": list(items), "next": None}, {}
    query = request.GET.copy()
    query["cursor"] = following
    address = f"{request.path}?{query.urlencode()}"
    return {"items": list(items), "next": following}, {"Link": f'<{address}>; rel="next"'}
