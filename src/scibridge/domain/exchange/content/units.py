"""Whether a unit is one the engines can convert."""

from scibridge.domain.exchange.content.values import BadValue


def check_unit(unit: str) -> None:
    """Raise BadValue unless ``unit`` is empty (a bare count) or a unit that can be converted."""
    if unit and not _readable(unit):
        raise BadValue("unknown_unit", value=unit)


def _readable(unit: str) -> bool:
    return all(letter.isprintable() for letter in unit)
