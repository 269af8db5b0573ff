"""The conditions a source states: figures that bound something, each with the words that name it.

A figure of today's state ("falls in more than 30 % of cases today") demands nothing, so it is left out or
left open. Without a name beside it, a figure is named after its unit, and marked as guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from scibridge.engines.proposals.passages import language_at, quote, sentence_at
from scibridge.engines.proposals.proposal import Passage, ProposedMustHave, Quote
from scibridge.engines.text import quantities
from scibridge.engines.text.figures import FOLD
from scibridge.engines.text.implied import name_said
from scibridge.engines.text.languages import CHINESE, ENGLISH
from scibridge.engines.text.quantity import Operator, Quantity
from scibridge.engines.text.unit_names import CURRENCIES
from scibridge.engines.text.units import convert

MOST: Final = 20
_LONGEST_QUOTE: Final = 80
_DEMANDING: Final = frozenset({Operator.AT_LEAST, Operator.AT_MOST})
_BOUNDS: Final = _DEMANDING | {Operator.MORE_THAN, Operator.LESS_THAN, Operator.BETWEEN}
DEMAND: Final = re.compile(
    r"\b(?:needs?|needed|musts?|should|shall|requires?|required|want(?:s|ed)?|target(?:s|ed)?|goal|aims?|wish"
    r"|seek(?:s|ing)?|looking for|would like|has to|have to|expect(?:s|ed)?)\b"
    r"|需|要求|希望|期望|期待|应|必须|务必|不得|目标|力争|寻求|征集|指标|争取|拟",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today(?:'s)?|currently|current|at present|so far|last year|nowadays|existing|until now|on average"
    r"|every year|each year|per year we|has been|have been|was|were)\b"
    r"|目前|现在|现有|当前|如今|过去|去年|今年|迄今|现状|每年|已有|仍有|平均",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|compared|versus|vs|instead of|whereas|baseline|conventional|from)\b"
    r"|相比|比较|较|比|而传统|对照|原来",
    re.IGNORECASE,
)
# What is said of the metric before its figure: then the figure is a change. In English it stands before both.
_CHANGED = re.compile(
    r"\s*(?:再|平均|总体)?(?:降低|减少|下降|提高|提升|增加|上升|缩短|延长|节约|节省)(?!到|至(?!少|多))了?"
)
_CHANGE_BY = re.compile(
    r"\b(?:(?P<less>reduc\w+|lower\w*|cut\w*|decreas\w+|shorten\w*|sav\w+)|(?P<more>increas\w+|improv\w+|rais\w+"
    r"|extend\w*))\b[^.;,\n]{0,80}\bby\s*$",
    re.IGNORECASE,
)
# A unit of each kind, and what is usually measured in it.
_USUAL: Final = (
    ("Wh/kg", "energy density", "能量密度"),
    ("Wh/L", "volumetric energy density", "体积能量密度"),
    ("W/kg", "power density", "功率密度"),
    ("degC", "temperature", "温度"),
    ("cycle", "cycle life", "循环寿命"),
    ("second", "time", "时间"),
    ("W", "power", "功率"),
    ("Wh", "energy", "能量"),
    ("V", "voltage", "电压"),
    ("A", "current", "电流"),
    ("Ah", "capacity", "容量"),
    ("S/cm", "conductivity", "电导率"),
    ("mg/L", "concentration", "浓度"),
    ("mol/L", "concentration", "浓度"),
    ("CFU/mL", "count of colonies", "菌落数"),
    ("Hz", "frequency", "频率"),
    ("kg", "mass", "质量"),
    ("m", "length", "长度"),
    ("m**2", "area", "面积"),
    ("L", "volume", "体积"),
    ("Pa", "pressure", "压力"),
    ("N", "force", "力"),
    ("m/s", "speed", "速度"),
    ("lm", "luminous flux", "光通量"),
    ("decibel_level", "noise level", "噪声"),
)
# Units that name what they measure, as every rate and ratio of units does.
_TELLING: Final = ("cycle", "decibel_level", "lm")


@lru_cache(maxsize=512)
def usual_metric(unit: str, language: str) -> str:
    """What is usually measured in ``unit``, in ``language``; empty where that says nothing (%, a count)."""
    place = 2 if language == CHINESE else 1
    if unit.startswith(CURRENCIES):
        return "成本" if language == CHINESE else "cost"
    for known in _USUAL:
        if unit == known[0] or (unit and convert(1.0, unit, known[0]) is not None):
            return known[place]
    return ""


def named_by_unit(unit: str, language: str) -> str:
    """What a figure in ``unit`` can only be about, in ``language``: 400 Wh/kg is an energy density.

    Empty where the unit leaves it open: 20 min may be the time of anything.
    """
    return usual_metric(unit, language) if "/" in unit or unit in _TELLING else ""


def conditions(
    source: str, passages: Sequence[Passage], *, offered: bool = False
) -> tuple[ProposedMustHave, ...]:
    """Every condition in order, at most MOST. One stated in both languages is one, with both its names.

    ``offered``: the source tells of a result, so that figures are what was reached, whether or not they
    bound anything.
    """
    read = _claim if offered else _condition
    found: list[ProposedMustHave] = []
    for figure in quantities.read(source):
        one = read(source, passages, figure)
        if one is None:
            continue
        place = next((place for place, held in enumerate(found) if _same(held, one)), None)
        if place is None:
            found.append(one)
        else:
            found[place] = _joined(found[place], one)
    return tuple(found)[:MOST]


def _same(one: ProposedMustHave, other: ProposedMustHave) -> bool:
    """The same figure under the same name, or under a name in the other language."""
    if (one.operator, one.low, one.high, one.unit) != (other.operator, other.low, other.high, other.unit):
        return False
    shared = one.metric.keys() & other.metric.keys()
    return one.metric == other.metric or (not shared and bool(one.metric) and bool(other.metric))


def _joined(one: ProposedMustHave, other: ProposedMustHave) -> ProposedMustHave:
    return replace(
        one,
        metric={**other.metric, **one.metric},
        guessed=one.guessed or other.guessed,
        certain=one.certain and other.certain,
    )


def _condition(source: str, passages: Sequence[Passage], figure: Quantity) -> ProposedMustHave | None:
    begin, end = sentence_at(source, figure.span[0])
    demanded = DEMAND.search(source, begin, end) is not None
    of_today = _TODAY.search(source, begin, end) is not None and not demanded
    bounds = figure.operator in _BOUNDS
    if of_today or not (bounds or (demanded and figure.operator is Operator.EQUAL and figure.unit)):
        return None
    plain = bounds and (demanded or (bool(figure.unit) and figure.operator in _DEMANDING))
    return _proposed(source, passages, figure, plain=plain)


def _claim(source: str, passages: Sequence[Passage], figure: Quantity) -> ProposedMustHave | None:
    """A figure of a result; one that is compared with another may be either of them."""
    begin, end = sentence_at(source, figure.span[0])
    compared = _COMPARED.search(source, begin, end) is not None
    one = _proposed(source, passages, figure, plain=bool(figure.unit) and not compared)
    return one if figure.unit and one.metric else None


def _proposed(source: str, passages: Sequence[Passage], figure: Quantity, *, plain: bool) -> ProposedMustHave:
    begin, end = sentence_at(source, figure.span[0])
    passage = language_at(passages, figure.span[0])
    language = passage if passage in (CHINESE, ENGLISH) else ENGLISH
    metric, where = _named(source, figure, begin, end)
    change = _CHANGE_BY.search(source, begin, figure.span[0]) if metric else None
    if change is not None:
        metric = f"{metric} {'reduction' if change['less'] else 'increase'}"
    usual = "" if metric else name_said(source, figure, language) or usual_metric(figure.unit, language)
    return ProposedMustHave(
        metric={language: metric or usual} if metric or usual else {},
        guessed=bool(usual),
        operator=figure.operator,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        quote=where,
        certain=bool(metric) and plain and change is None,
    )


def _named(source: str, figure: Quantity, begin: int, end: int) -> tuple[str, Quote]:
    """The metric as the source writes it, and the words from it to the figure."""
    start, stop = figure.span
    alone = quote(source, start, stop)
    if not figure.metric:
        return "", alone
    words = r"\s+".join(map(re.escape, figure.metric.split()))
    folded = source.translate(FOLD)
    before = list(re.finditer(words, folded[begin:start], re.IGNORECASE)) if words else []
    if before:
        first, last = begin + before[-1].start(), begin + before[-1].end()
        changed = _CHANGED.match(folded, last)
        if changed is not None and changed.end() <= start:
            # The figure is how much it changes, not what it is.
            last = changed.end()
        whole = quote(source, first, stop)
        return " ".join(source[first:last].split()), whole if len(whole.text) <= _LONGEST_QUOTE else alone
    behind = re.search(words, folded[start:end], re.IGNORECASE) if words else None
    if behind is not None:
        written = source[start + behind.start() : start + behind.end()]
        whole = quote(source, start, max(stop, start + behind.end()))
        return " ".join(written.split()), whole if len(whole.text) <= _LONGEST_QUOTE else alone
    return figure.metric, alone
