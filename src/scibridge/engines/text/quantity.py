"""The shape of a figure read from text."""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """How a figure bounds its metric."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EQUAL = "equal"
    ABOUT = "about"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as the text gives it, in the unit the text uses.

    ``low`` and ``high`` bound the value (equal for a single figure; ``BETWEEN`` has both); ``unit`` is a
    pint-readable unit name, empty for a bare count; ``metric`` is what is measured, as written, or empty;
    ``span`` is [start, end) in the analysed text and always contains the figure; ``text`` is that span.
    """

    operator: Operator
    low: float
    high: float
    unit: str
    span: tuple[int, int]
    text: str
    metric: str = ""
