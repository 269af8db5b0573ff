"""The ``.sql`` files of the atlas and of matching all: one text for DuckDB and Spark, its parameters bound.

A parameter is written ``? /*name*/``: any engine reads a plain ``?``, and the reader sees what is meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from scibridge.engines.errors import UnknownOption
from scibridge.engines.lake.connecting import statement

_PARAMETER: Final = re.compile(r"\?\s*/\*(\w+)\*/")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text and the names of its parameters in order; a name may come more than once."""

    name: str
    text: str
    parameters: tuple[str, ...]

    @property
    def named(self) -> str:
        """The same text with its markers as ``:name``. Spark's own server loses the order of more than four
        positional values (seen with 4.2.0)."""
        return _PARAMETER.sub(r":\1", self.text)

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the markers. Raises UnknownOption for a value that has no marker."""
        for name in values:
            if name not in self.parameters:
                raise UnknownOption(f"parameter of {self.name}", name, self.parameters)
        return [values[name] for name in self.parameters]


@cache
def atlas_statement(name: str) -> Statement:
    """The statement ``sql/atlas/<name>.sql``. Raises UnknownOption, listing those there are."""
    return _read("atlas", name)


@cache
def matching_statement(name: str) -> Statement:
    """The statement ``sql/matching/<name>.sql``. Raises UnknownOption, listing those there are."""
    return _read("matching", name)


def _read(folder: str, name: str) -> Statement:
    text = statement(f"{folder}/{name}")
    return Statement(name, text, tuple(_PARAMETER.findall(text)))
