"""Whether a unit is one the engines can convert."""

from scibridge.domain.exchange.content.values import BadValue
from scibridge.engines.text.units import UnknownUnit, parse_unit


def check_unit(unit: str) -> None:
    """Raise BadValue unless ``unit`` is empty (a bare count) or a unit that can be converted."""
    try:
        parse_unit(unit)
    except UnknownUnit:
        raise BadValue("unknown_unit", value=unit) from None
