"""Units as pint understands them, with what science and Chinese text need, and the verdict on a must-have.

Owns conversion and comparison; refuses to read text (see ``quantities``) and to exchange currencies:
each is a dimension of its own.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scibridge.engines.errors import ScibridgeError
from scibridge.engines.text.quantity import Operator, Quantity
from scibridge.engines.text.unit_names import CURRENCIES, canonical

MEETS, PARTLY, NO, UNKNOWN = "meets", "partly", "no", "unknown"
_ABOUT = 0.05  # "about" leaves five per cent either way
_SAME = 1e-9  # relative difference that is only rounding
_DEFINITIONS = (
    "cycle = [cycle_count]",
    "fold = [fold_change]",
    "CFU = [colony_forming_unit]",
    "PFU = [plaque_forming_unit]",
    "IU = [international_unit]",
    "decibel_level = [level]",
    "jin = 0.5 * kilogram",
    "mu_of_land = 2000 / 3 * meter ** 2",
    "ppb = 1e-9",
    "permille = 0.001",
    "NTU = [turbidity]",
    *(f"{code} = [currency_{code}]" for code in CURRENCIES),
)


class UnknownUnit(ScibridgeError):
    """A unit that cannot be read; data: ``unit``."""

    code = "unknown_unit"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``outcome_code`` is ``meets``, ``partly``, ``no`` or ``unknown``; the found bounds in the
    must-have's unit.

    The bounds are ``None`` when they cannot be converted.
    """

    outcome_code: str
    converted_low: float | None = None
    converted_high: float | None = None


@lru_cache(maxsize=1)
def registry() -> Any:
    """The unit registry: pint's own and cycles, CFU, IU, jin, mu, currencies."""
    import pint

    units: Any = pint.UnitRegistry(on_redefinition="ignore", cache_folder=None)
    for definition in _DEFINITIONS:
        units.define(definition)
    return units


def parse_unit(written: str) -> str:
    """The registry's name for a unit as a person writes it, in either language; "" stays a bare count.

    Raises ``UnknownUnit`` when it is none.
    """
    text = written.strip()
    if not text:
        return ""
    found = canonical(text)
    if found is not None and _unit(found) is not None:
        return found
    if _unit(text) is not None:
        return text
    raise UnknownUnit(unit=written)


@lru_cache(maxsize=4096)
def _unit(name: str) -> Any:
    """The registry's unit, or ``None``; parsed from closed grammar, so nothing in ``name`` is executed."""
    if not name or len(name) > 100:
        return None
    try:
        return registry().parse_units(name)
    except Exception:  # noqa: BLE001 pint raises tokenizer, attribute, type and value errors on bad names
        return None


def convert(value: float, unit: str, target: str) -> float | None:
    """The value in ``target``; ``None`` when a unit is unknown, the dimensions differ or a ratio meets a
    count."""
    if unit == target or not math.isfinite(value):
        return value if unit == target and math.isfinite(value) else None
    factor = _factor(unit, target)
    if factor is None:
        return None
    converted = value * factor if factor else _measured(value, unit, target)
    return converted if converted is not None and math.isfinite(converted) else None


@lru_cache(maxsize=4096)
def _factor(unit: str, target: str) -> float | None:
    """What a value is multiplied by; 0 where it takes more than that (°C to °F); None: not comparable."""
    none, one, two = (_measured(value, unit, target) for value in (0.0, 1.0, 2.0))
    if one is None:
        return None
    return one if none == 0 and two == 2 * one else 0.0


def _measured(value: float, unit: str, target: str) -> float | None:
    source, wanted = _unit(unit), _unit(target)
    if source is None or wanted is None:
        return None
    try:
        return float(registry().Quantity(value, source).to(wanted).magnitude)
    except Exception:  # noqa: BLE001 dimensionality, offset and overflow errors all mean: not comparable
        return None


@dataclass(frozen=True, slots=True)
class _Interval:
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def within(self, other: "_Interval") -> bool:
        above, below = self.low > other.low, self.high < other.high
        if _same(self.low, other.low):
            above = self.low_open or not other.low_open or math.isinf(self.low)
        if _same(self.high, other.high):
            below = self.high_open or not other.high_open or math.isinf(self.high)
        return above and below

    def apart(self, other: "_Interval") -> bool:
        return _before(self, other) or _before(other, self)


def _before(left: _Interval, right: _Interval) -> bool:
    if _same(left.high, right.low):
        return math.isfinite(left.high) and (left.high_open or right.low_open)
    return left.high < right.low


def _same(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=_SAME)


def _interval(operator: Operator, low: float, high: float) -> _Interval:
    if operator is Operator.AT_LEAST:
        return _Interval(low=low)
    if operator is Operator.MORE_THAN:
        return _Interval(low=low, low_open=True)
    if operator is Operator.AT_MOST:
        return _Interval(high=high)
    if operator is Operator.LESS_THAN:
        return _Interval(high=high, high_open=True)
    if operator is Operator.ABOUT and _same(low, high):
        return _Interval(low - _ABOUT * abs(low), high + _ABOUT * abs(high))
    return _Interval(min(low, high), max(low, high))


def compare(operator: Operator, low: float, high: float, unit: str, found: Quantity) -> Comparison:
    """How a found figure stands to a must-have ``operator low–high unit``.

    The must-have accepts a set of values; what is found allows a set of values. ``EQUAL`` allows one value,
    ``BETWEEN`` its range, ``ABOUT`` five per cent either way (or the ± given), a one-sided bound
    everything on its side.

    - ``meets``: every value the finding allows is accepted ("at least 420" against at least 400).
    - ``no``: none is ("up to 60 °C" against at least 70 °C).
    - ``partly``: some are: a range, or an about-value, that overlaps; or a one-sided bound whose own
    figure is accepted though others beyond it are not ("up to 80 °C" against at least 70 °C: the best
    case does).
    - ``unknown``: a one-sided bound whose own figure is not accepted but which allows accepted values
    ("at least 50" against at least 70: nobody said how much more), an unreadable unit, another dimension or
      currency, a percentage against an absolute figure, a figure that is not finite.
    """
    wanted = _interval(operator, low, high)
    bounds = [_converted(value, found.unit, unit) for value in (found.low, found.high)]
    first, last = bounds
    if first is None or last is None or any(math.isnan(value) for value in (low, high)):
        return Comparison(UNKNOWN)
    allowed = _interval(found.operator, found.low, found.high)
    ends = [_end(value, found.unit, unit) for value in (allowed.low, allowed.high)]
    if ends[0] is None or ends[1] is None:
        return Comparison(UNKNOWN, first, last)
    given = _Interval(ends[0], ends[1], allowed.low_open, allowed.high_open)
    return Comparison(_outcome(wanted, given, found.operator, first), first, last)


def _converted(value: float, unit: str, target: str) -> float | None:
    if (unit == "") != (target == "") or not math.isfinite(value):
        return None
    return convert(value, unit, target)


def _end(value: float, unit: str, target: str) -> float | None:
    """An end of an interval converted; an infinite one stays where it is, since conversions keep the
    order."""
    return value if math.isinf(value) else _converted(value, unit, target)


def _outcome(wanted: _Interval, given: _Interval, operator: Operator, figure: float) -> str:
    if given.within(wanted):
        return MEETS
    if given.apart(wanted):
        return NO
    one_sided = operator in (Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN)
    if one_sided and not _Interval(figure, figure).within(wanted):
        return UNKNOWN
    return PARTLY
