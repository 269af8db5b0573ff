"""Matches and their explanations as JSON and back, exactly.

The dataclasses of ``engines.matching.explanation`` are the schema; unknown keys are refused.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scibridge.engines.matching.explanation import Match, MatchList

T = TypeVar("T")


def write(value: object) -> Any:
    """The JSON form: dataclasses as objects, tuples as arrays, codes as strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: write(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): write(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [write(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def read(kind: type[T], data: Any) -> T:
    """The dataclass ``kind`` from its JSON form. Raises TypeError, KeyError or ValueError for other data."""
    if not isinstance(data, Mapping):
        raise TypeError(f"{kind.__name__} is not an object")
    hints = _hints(kind)  # type: ignore[arg-type]
    return kind(**{name: _read(hints[name], value) for name, value in data.items()})


def _read(hint: Any, data: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if data is None and NoneType in arguments:
            return None
        return _read(next(one for one in arguments if one is not NoneType), data)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(_read(arguments[0], one) for one in data)
        return tuple(_read(one, item) for one, item in zip(arguments, data, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_read(arguments[0], key): _read(arguments[1], value) for key, value in data.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return read(hint, data)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(data)
    return data


def write_match(match: Match) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a list shows, and the explanation, as two JSON objects."""
    answer: dict[str, Any] = write(match)
    return answer, answer.pop("explanation")


def read_match(answer: Mapping[str, Any], explanation: Mapping[str, Any]) -> Match:
    """The inverse of :func:`write_match`."""
    return read(Match, {**answer, "explanation": dict(explanation)})


def match_list_json(found: MatchList) -> dict[str, Any]:
    """A whole answer as a JSON object."""
    answer: dict[str, Any] = write(found)
    return answer
