"""Figures that say by how much something changed, not where it stands: reduced by 20 %, 提高了6个百分点."""

import re
from typing import Final

_CHANGE_ZH: Final = (
    "提高|提升|增加|增长|增产|增收|上升|上涨|上调|升高|回升|降低|下降|减少|下调|缩短|延长|节约|节省|节能|压缩|扩大|缩小"
    "|削减|改善|提前|推迟"
)
_BOUND_ZH: Final = "约|近|超过?|至少|不少于|不低于|不超过|最多|以上|整整|将近|幅度|可|了"
_CHANGED_ZH: Final = re.compile(
    rf"(?:(?:{_CHANGE_ZH})|[比较][^，。；,;]{{1,14}}[轻重长短高低多少快慢大小宽窄厚薄])(?:{_BOUND_ZH})*$"
)
_CHANGE_EN: Final = (
    r"(?:improv|increas|reduc|decreas|rais|lower|shorten|lengthen|extend|declin|boost|shrink|grow|gain|cut|rise|rose"
    r"|fall|fell|drop|sav|grew|shrank|went|up|down|warm|cool|heat|chill|slow|speed|widen|deepen|thicken|stretch|differ"
    r"|var|exceed|miss)[a-z]*"
)
_BOUND_EN: Final = "at|least|most|about|around|nearly|over|up|to|more|less|than|roughly|some|a"
_CHANGED_EN: Final = re.compile(
    rf"\b{_CHANGE_EN}\s(?:[^,;.:]{{0,40}}\s)?by(?:\s(?:{_BOUND_EN}))*$"
    r"|\b(?:increase|reduction|decrease|drop|gain|rise|savings?|improvement|decline|fall|growth)\sof$",
    re.IGNORECASE,
)
# 11 kg lighter than the old one.
_COMPARED_EN: Final = re.compile(r"\s(?:[a-z]{3,10}er|more|less)\s(?:[a-z]+\s){0,2}than\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"percentage point|百分点", re.IGNORECASE)
_CHANGES: Final = re.compile(
    r"reduc|increas|improv|saving|gain|decreas|decline|drop|growth|shrink|\bcut|减|降|增|提高|提升|节|缩短|延长|改善|幅",
    re.IGNORECASE,
)


def is_change(before: str, figure: str, after: str) -> bool:
    """Whether a figure tells a change, by itself and the words before and after it."""
    if _POINTS.search(figure) or _COMPARED_EN.match(after):
        return True
    near = before.rstrip()
    return (_CHANGED_ZH if near[-1:] >= "\u3400" else _CHANGED_EN).search(near) is not None


def measures_change(metric: str) -> bool:
    """Whether a metric is itself a change: yield increase, 降幅."""
    return _CHANGES.search(metric) is not None
