"""What a figure is per: 12 kg CO2 per tonne, 每公斤成本低于20元, 1 200 samples per hour.

Owns the words between a figure and the unit that divides it; the units themselves are ``unit_names``'.
"""

import re
from functools import lru_cache

from scibridge.engines.text.unit_names import canonical, grammar

_SUBSTANCE = r"\s(?:of\s)?[A-Za-z][A-Za-z0-9\-]{0,15}"
_TIMES = "日天周月年"
_BEFORE_ZH = re.compile(
    r"每(?P<unit>千瓦时|平方米|立方米|公斤|千克|公顷|小时|分钟|千瓦|度电|吨|亩|升|克|米|日|天|周|月|年)"
    r"[\u3400-\u9fff]{0,10}$"
)
_JUST_BEFORE_ZH = re.compile(
    r"每(?P<unit>千瓦时|平方米|立方米|公斤|千克|公顷|小时|分钟|千瓦|度电|吨|亩|升|克|米|日|天|周|月|年|秒)$"
)
_SPANS = frozenset(["小时", "分钟", "秒", "日", "天", "周", "月", "年"])
_NAMES = {"日": "day", "月": "month"}


@lru_cache(maxsize=1)
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(?:{_SUBSTANCE})?(?:\s?/\s?|\sper\s|\s(?:a|an|each|every)\s)({grammar()})")


def divided(unit: str, written: str, plain: str, place: int) -> tuple[str, int] | None:
    """The unit divided by what it is per, where that stands behind ``place``, and where the reading ends.

    ``written`` is the unit as the text has it, "" for a counted noun; None where nothing divides it.
    """
    match = _behind().match(plain, place)
    if match is None or "/" in unit:
        return None
    behind = canonical(match[1])
    is_time = behind in ("second", "minute", "hour", "day", "week", "month", "year")
    if behind is None or (" per " not in match.group() and "/" not in match.group() and not is_time):
        return None
    joined = canonical(f"{written}/{match[1]}") if written else canonical(f"per {match[1]}")
    return (joined, match.end()) if joined is not None else None


def divided_before(unit: str, window: str) -> str | None:
    """The unit divided by what the Chinese words before the figure say it is per."""
    match = _BEFORE_ZH.search(window)
    if match is None or not unit or "/" in unit:
        return None
    return _per(unit, match["unit"])


def divided_just_before(window: str) -> tuple[str, int] | None:
    """What a figure is per where that stands right before it, and where that begins: 不少于每小时60立方米."""
    match = _JUST_BEFORE_ZH.search(window)
    return (match["unit"], match.start()) if match is not None else None


def _per(unit: str, name: str) -> str | None:
    per = _NAMES.get(name) or canonical(name)
    # 每年减排 50 万吨 is a rate; 每米长 50 米 or 每吨 5 吨 is not one.
    return None if per is None or per == unit else f"{unit or 1}/{per}"


def counted_per(name: str) -> str:
    """The unit of what is counted per span of time: 每小时180个样品; "" where it is per anything else."""
    return (_per("", name) or "") if name in _SPANS else ""
