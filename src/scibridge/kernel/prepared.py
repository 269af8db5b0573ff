"""Queries of one shape, compiled once: what Django takes for making the SQL is more than the database takes.

Owns the placeholders and what is kept of a compiled query; knows no model. What is kept belongs to one
connection and to one number of values in each list, and dies with the connection.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

T = TypeVar("T")
Value = str | int | Sequence[str] | Sequence[int]
_HELD: Final = "scibridge_prepared"
# No word of ours looks like this and no query of ours holds such a number, so that each is recognised among
# the parameters. The numbers fit the smallest column: Django takes no others for it.
_WORD: Final = "\ue000{}\ue000"
_NUMBER: Final = 31_013
# Lists of more values than a page shows are not worth keeping apart by their length.
MOST_LISTED: Final = 64
_NUMBERS = itertools.count()


class NotPreparable(TypeError):
    """The query does not take each of its values as it was given."""


class Prepared(Generic[T]):
    """A query made by ``build`` from texts, whole numbers or lists of either, which may only be compared
    with: what decides which conditions there are is no value.

    ``build`` is called once for each connection (and each length of its lists) with placeholders. Prefetches
    of the query are done as ever.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, T]]) -> None:
        self._build = build
        self._number = next(_NUMBERS)

    def all(self, *values: Value) -> list[T]:
        """The rows for these values. An empty list of values has none."""
        if any(not one and not isinstance(one, str | int) for one in values):
            return []
        if any(not isinstance(one, str | int) and len(one) > MOST_LISTED for one in values):
            return list(self._build(*values))
        return self._shape(values).rows(values)

    def first(self, *values: Value) -> T | None:
        """The first of these rows; the query itself says how many are read."""
        return next(iter(self.all(*values)), None)

    def _shape(self, values: Sequence[Value]) -> "_Shape[T]":
        connection = connections[DEFAULT_DB_ALIAS]
        held: dict[tuple[Any, ...], _Shape[T]] | None = connection.__dict__.get(_HELD)
        if held is None:
            held = connection.__dict__[_HELD] = {}
        key = (self._number, *(_length(one) for one in values))
        shape = held.get(key)
        if shape is None:
            shape = held[key] = _Shape(self._build, values, connection)
        return shape


class _Shape(Generic[T]):
    """A compiled query, where each value goes, and the queryset that reads it."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, T]], values: Sequence[Value], connection: Any
    ) -> None:
        numbers = itertools.count()
        placed = [_placeholders(one, numbers) for one in values]
        self._rows: Any = build(*placed)
        query: Any = self._rows.query
        self._compiler: Any = query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        flat = list(_flat(placed))
        if missing := [one for one in flat if one not in parameters]:
            raise NotPreparable(f"{len(missing)} of {len(flat)} values are not in: {self._sql}")
        places = {one: place for place, one in enumerate(flat)}
        # (place among the values, None) or (None, what is the same every time)
        self._slots = [
            (places[one], None) if isinstance(one, str | int) and one in places else (None, one)
            for one in parameters
        ]
        names = [one[0] for one in self._compiler.select[: self._compiler.col_count]]
        converters = self._compiler.get_converters(names)
        self._compiler.get_converters = lambda _names: converters
        query.get_compiler = lambda *_given, **_named: self._compiler

    def rows(self, values: Sequence[Value]) -> list[T]:
        given = list(_flat(values))
        bound = tuple(fixed if place is None else given[place] for place, fixed in self._slots)
        self._compiler.as_sql = lambda *_given, **_named: (self._sql, bound)
        held = self._rows
        rows = type(held)(model=held.model, query=held.query, using=DEFAULT_DB_ALIAS, hints=held._hints)
        rows._iterable_class = held._iterable_class
        rows._fields = held._fields
        rows._prefetch_related_lookups = held._prefetch_related_lookups
        return list(rows)


def _length(value: Value) -> int:
    return -1 if isinstance(value, str | int) else len(value)


def _placeholder(value: str | int, numbers: Iterator[int]) -> str | int:
    number = next(numbers)
    return _WORD.format(number) if isinstance(value, str) else _NUMBER + number


def _placeholders(value: Value, numbers: Iterator[int]) -> Any:
    if isinstance(value, str | int):
        return _placeholder(value, numbers)
    return [_placeholder(one, numbers) for one in value]


def _flat(values: Sequence[Value]) -> Iterator[str | int]:
    for one in values:
        if isinstance(one, str | int):
            yield one
        else:
            yield from one


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to rows: ``query`` takes a list of their primary keys, ``key`` is the foreign key that
    leads back. For a relation of many to many, ``query`` is of the table between and ``through`` the key that
    leads on."""

    key: str
    query: Prepared[Any]
    through: str = ""


Parts = Mapping[str, Part]


def prefetch(rows: Sequence[Model], parts: Parts) -> None:
    """Fetch what belongs to rows of one model, by the name of each relation, as ``prefetch_related_objects``
    does; what was fetched before stays."""
    owners = {row.pk: row for row in rows}
    for name, part in parts.items():
        lacking = [row for row in rows if name not in row.__dict__.get("_prefetched_objects_cache", ())]
        found: dict[Any, list[Any]] = {row.pk: [] for row in lacking}
        back = f"{part.key}_id"
        for one in part.query.all(list(found)):
            owner = getattr(one, back)
            if part.through:
                found[owner].append(getattr(one, part.through))
            else:
                setattr(one, part.key, owners[owner])
                found[owner].append(one)
        for row in lacking:
            held = getattr(row, name).get_queryset()
            held._result_cache, held._prefetch_done = found[row.pk], True
            row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held
