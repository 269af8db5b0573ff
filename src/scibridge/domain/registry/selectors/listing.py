"""Conditions that the registry's lists share: codes in JSON lists, words in folded names, merged records."""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from scibridge.domain.registry.names import fold
from scibridge.kernel.errors import NotFound
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.prepared import Prepared

M = TypeVar("M", bound=Model)
MOST_WORDS = 8
# Merging flattens, so one step is the rule; the bound only ends a walk through damaged data.
_LONGEST_CHAIN = 50


def holding_any(rows: QuerySet[M], field: str, codes: Iterable[str]) -> QuerySet[M]:
    """Rows whose JSON list ``field`` holds one of ``codes``; no codes, no condition.

    Works on the list's text, because SQLite has no containment test for JSON.
    """
    wanted = [f'"{code}"' for code in codes]
    if not wanted:
        return rows
    name = f"{field}_as_text"
    matching = Q()
    for code in wanted:
        matching |= Q(**{f"{name}__contains": code})
    with_text: QuerySet[M] = rows.alias(**{name: Cast(field, output_field=TextField())})
    return with_text.filter(matching)


def words_in(text: str, column: str) -> Q | None:
    """Every folded word of ``text`` occurs in ``column``; none when there is no word to look for."""
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return None
    condition = Q()
    for word in words:
        condition &= Q(**{f"{column}__contains": word})
    return condition


class Survivors(Generic[M]):
    """Records of one model that may have been merged."""

    def __init__(self, model: type[M]) -> None:
        rows: QuerySet[M] = model._default_manager.order_by()  # noqa: SLF001 - of any model
        self._named: Prepared[M] = Prepared(lambda public_id: rows.filter(public_id=public_id))
        self._keyed: Prepared[M] = Prepared(lambda key: rows.filter(pk=key))

    def of(self, public_id: str) -> tuple[M, bool]:
        """The row with this public id or the one it was merged into; whether it moved. Raises NotFound."""
        row: Any = self._named.first(public_id) if is_public_id(public_id) else None
        for _ in range(_LONGEST_CHAIN):
            if row is None:
                break
            if row.merged_into_id is None:
                return row, row.public_id != public_id
            row = self._keyed.first(row.merged_into_id)
        raise NotFound(public_id=public_id)
