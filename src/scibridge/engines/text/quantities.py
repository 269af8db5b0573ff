"""Quantities with units, read from Chinese and English text.

Owns finding figures and what they measure; the grammar of numbers is in ``figures``, of units in
``unit_names``. Refuses figures that are names: years, references, versions, identifiers, telephone numbers.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from scibridge.engines.text import bounds
from scibridge.engines.text.counting import GENERAL_COUNTERS, counted
from scibridge.engines.text.figures import FOLD, NUMBER, NUMERAL, RANGE_JOINT, value
from scibridge.engines.text.metrics import metric_of
from scibridge.engines.text.numerals import SPELT, worth
from scibridge.engines.text.quantity import Operator, Quantity
from scibridge.engines.text.rates import counted_per, divided, divided_before, divided_just_before
from scibridge.engines.text.unit_names import canonical, grammar

__all__ = ["Operator", "Quantity", "read"]

_BEFORE = 60  # characters looked at for the words before a figure
_LONGEST_SIGN = 5  # of a currency before a figure
_ADDRESSES = re.compile(
    r"https?://\S{1,500}|www\.\S{1,500}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{3,253}", re.IGNORECASE
)
_NAMES = re.compile(
    r"(?<!\d)10\.\d{4,9}/\S{1,200}|arXiv:\S{1,40}|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)|(?<![\d.])\d{1,9}(?:\.\d{1,9}){2,9}"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\bv\d{1,4}(?:\.\d{1,4}){1,4}|\[\d{1,4}(?:\s?[-,–]\s?\d{1,4}){0,40}\]"
    r"|\+\d{1,3}[\d\- ]{6,20}\d|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|\b(?:fig(?:ure|s|\.)?|tables?|sections?|sec\.|eqs?\.?|equations?|refs?\.?|chapters?|steps?|phases?|types?|grades?"
    r"|versions?|no\.|nos\.|appendix|part|class|stages?|groups?|packages?|tasks?|milestones?|deliverables?|articles?|clauses?|annex|page|line|item|room|gate|model|level|trl|isbn|issn|pmid|iso|gb/t|gb)"
    r"\s?\(?\d{1,9}(?:[.\-–]\d{1,9}){0,4}"
    r"|\b(?:lot|voyage|flight|batch|seat|platform|route|apartment|flat|plot|pier|berth)\s\d{1,5}[A-Z]?\b"
    r"|(?:航次|车次|批次|批号|航班|班次|泊位)\s?\d{1,5}[A-Z]?"
    r"|第\s?\d{1,4}(?:[.\-–]\d{1,4}){0,4}|[图表]\s?\d{1,4}(?:[.\-–]\d{1,4}){0,4}"
    r"|(?<![\d.])\d{1,4}(?:\.\d{1,4}){0,4}\s?[章节条款届期版]",
    re.IGNORECASE,
)
# What every figure begins with; without it there is nothing to read.
_ANY = re.compile(rf"\d|[一二两三四五六七八九十百千]|{SPELT.pattern}", SPELT.flags)
_FIGURE = re.compile(rf"(?<![A-Za-z0-9_.])(?<!\d,)(?<![A-Za-z]-)(?:{NUMBER})")
# What makes a sign before a figure a dash: a word it hangs on (COVID-19), or a figure with or without space.
_SIGNED_LATER = re.compile(r"[A-Za-z)\]]$|[0-9]\s?$")
_NUMERAL = re.compile(
    rf"(?<![第一二两三四五六七八九十百千万亿零\d])(?P<share>百分之)?(?P<numeral>{NUMERAL})"
    r"(?P<unit>个月|分钟|个?小时|个?星期|个工作日|年(?![代级度龄轻来]|计划|规划|大计|一遇)|天(?![然空津])|周(?![围边期])|倍)?"
)
# 三成五; not 成本, 成果.
_TENTHS = re.compile(r"成(?P<half>半)?(?![本果立功为长熟员分品因绩都人年就套效])")
_COUNTERS_ZH = re.compile(r"[多余]?[名位例家户台套辆座所艘架栋间]")
# A sign in words becomes one, at the same places, so that spans hold.
_BELOW_ZERO = re.compile(rf"(?:零下|负)(?=\s?\d|{NUMERAL}摄氏度)|(?<![A-Za-z])minus (?=\d)", re.IGNORECASE)
# A time or a way that something goes over (paid over 18 months) is none that it exceeds (for over an hour).
_STRETCHES = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "year", "m", "km", "mile", "foot"}
)
_EXCEEDS = re.compile(
    r"(?:^|[,;:(]|\b(?:is|are|was|were|be|been|for|of|has|have|had|lasts?|takes?|took|to|at|by|with|and|or|lasted|weighs?|measures?"
    r"|lives?|needs?|requires?|spans?|covers?|reach(?:es|ed)?|than|after|up|until|from))\s*$",
    re.IGNORECASE,
)
_BETTER = re.compile(r"better than|优于", re.IGNORECASE)
_SMALLER_IS_BETTER = re.compile(
    r"resolution|error|accuracy|precision|limit|latency|delay|noise|tolerance|roughness|time"
    r"|分辨率|误差|精度|检出限|检测限|延迟|噪声|粗糙度|时间"
)
_MONEY_SCALE = re.compile(r"\s?(?:(?P<thousand>k|K)|(?P<million>m|M|mn)|(?P<billion>bn|B))(?![A-Za-z/])")
_INCH = re.compile(r"\s?in(?=[.,;)](?:\s|$)|\s(?:long|wide|thick|high|deep|in diameter)|$)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Grundfos CR 45, ISO 9001: what stands after a name is part of it.
_NAME_BEFORE = re.compile(
    r"(?:[a-z,;:]\s[A-Z][A-Za-z\-]*\s|\b[A-Z]{2,}[A-Za-z\-]*[\s\-]|[0-9A-Za-z][\-–/+]|[号路街道])$"
    r"|(?:^|[.!?]\s)(?!(?:Train|Employ|Install|Build|Plant|Supply|Deliver|Provide|Hire|Recruit|Select|Test|Choose|Only|Another|All|These"
    r"|Those|The|First|Last|Just|Of|In|For|With|To|And|Our|We)\s)[A-Z][a-z]+\s$"
)
# 40 cm of what something lies under bounds nothing.
_COVERED = re.compile(r"\sof\s(?:water|snow|soil|ice|sand|concrete|earth|oil|rock)\b")
_RATE_ALONE = re.compile(r"\s?/|\sper\s")
# 90日内: a date has its month before it.
_DAYS = re.compile(r"\s?个?日(?=以?[内后前]|之[内后前])")
_SPELL = re.compile(
    r"\s(?:full|whole|dry|wet|consecutive|school|clear|continuous|straight|successive|entire|long|short|warm|cold|hot|sunny|summer"
    r"|winter|growing)\s(?P<unit>second|minute|hour|day|week|month|year)s?\b"
)
_DEGREE_SIGN = re.compile(r"\s?°(?!\s?[A-Z0-9′'])")
_DEGREE_WORD = re.compile(r"\s?度(?![电数量假日过角])")
_WARMTH = re.compile(r"温|气候|加热|冷却|制冷|保暖")
_ANGLE = re.compile(r"角|倾|坡|误差|仰|俯|方位|指向|偏|旋转|转动|弯|姿态|视场")
_PERCENT = re.compile(rf"百分之\s?(?:{NUMBER})")
_MONEY = re.compile(r"(?P<sign>US\$|USD|EUR|RMB|CNY|GBP|CHF|[$€£¥￥])\s?$")
_BETWEEN = re.compile(r"(?:(?<![A-Za-z])(?i:between|from)|介于|在|从)\s*$")
_AND = re.compile(r"\s+(?:and|to)\s+|\s?[和与到至]\s?", re.IGNORECASE)
_RANGE = re.compile(RANGE_JOINT)
_PLUS_MINUS = re.compile(r"\s?(?:±|\+/-)\s?")
_NUMBER = re.compile(NUMBER)
_PER = re.compile(r"\s?(?:/|每|per\s)\s?", re.IGNORECASE)
_NOT_THE_UNIT = re.compile(
    r"年[代级度龄轻鉴]|次[方序级要于品]|克[服隆拉]|升[级高至到降]|安[全装排置]|周[围边期]|天[然空津线]|焦[点虑]|牛[奶肉羊顿]?[群皮油]"
    r"|循环[水流利经]|米[饭粉]|方[案面法位便向式程舱]|马力达|元[素件]|人[类工均才民]|T[ -]cell|B[ -]cell"
    r"|倍[增频]|圈[层子]"
)
_MONEY_NAMES = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "RMB": "CNY"}


@dataclass(slots=True)
class _Reading:
    """A figure on its way: the bounds as written, and where the reading ends."""

    low: float
    high: float
    end: int
    unit: str = ""
    operator: Operator | None = None


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s?({grammar()})")


@lru_cache(maxsize=1)
def _spelt_unit_pattern() -> re.Pattern[str]:
    """A unit joined to its figure by a hyphen (a 10-minute test)."""
    return re.compile(r"-((?i:second|minute|hour|day|week|month|year|cycle|fold|metre|meter)s?)(?![A-Za-z])")


def read(text: str, language: str | None = None) -> tuple[Quantity, ...]:
    """Every figure with a unit, or with a counted noun, in order; spans are places in the text as given.

    Both languages are read at once, so ``language`` ("en", "zh") only says which one to expect and may
    be left out. Figures without a unit or a counted noun are not quantities, nor are years, dates,
    references, versions, identifiers and telephone numbers.
    """
    del language  # the two grammars do not collide; the argument keeps callers free of the question
    folded = text.translate(FOLD)
    if not _ANY.search(folded):
        return ()
    plain = _without_names(folded)
    if any(word in plain for word in ("零下", "负", "inus ", "INUS ")):
        plain = _BELOW_ZERO.sub(lambda match: " " * (len(match.group()) - 1) + "-", plain)
    found: list[Quantity] = []
    after = 0
    for match in _FIGURE.finditer(plain):
        if match.start() < after:
            continue
        quantity = _read_at(text, plain, match, after)
        if quantity is not None:
            found.append(quantity)
            after = quantity.span[1]
    found.extend(_numerals(text, plain, found))
    found.extend(_spelt(text, plain, found))
    return tuple(sorted(found, key=lambda one: one.span))


def _without_names(folded: str) -> str:
    """The text with what only looks like figures blanked, at the same places."""
    if "@" in folded or "://" in folded or "www." in folded.lower():
        folded = _ADDRESSES.sub(_blank, folded)
    return _NAMES.sub(_blank, folded)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _read_at(text: str, plain: str, match: re.Match[str], floor: int) -> Quantity | None:
    start = match.start()
    window = plain[max(floor, start - _BEFORE) : start]
    written = match.group()
    if written[0] in "+-" and _SIGNED_LATER.search(window):
        start += 1
        written = written[1:]
    if written[0] == "." and window.endswith("."):
        return None
    reading = _bounds(plain, written, match.end(), window)
    if reading is None:
        return None
    begin, noun = start, ""
    while begin > 0 and plain[begin - 1] == " " and not text[begin - 1].isspace():
        begin -= 1  # the words of a sign
    money = _MONEY.search(window, max(0, len(window) - _LONGEST_SIGN))
    if money is not None:
        _scale_money(plain, reading, match.end())
        _in_money(plain, reading, money["sign"])
        _up_to_money(plain, reading, money["sign"], window[: money.start()])
        begin -= len(money.group())
        window = window[: money.start()]
    if not reading.unit and _RATE_ALONE.match(plain, reading.end):
        _divide(plain, reading, "")
    is_count = not reading.unit
    if is_count:
        count = _count(plain, reading)
        if count is None or not _counts(reading, written, window):
            return None
        noun, reading.end = count
    elif _is_calendar(reading, written):
        return None
    _divide(plain, reading, "" if is_count else plain[match.end() : reading.end].strip(" -"))
    begin, words = _bounded(window, begin, reading)
    suffix = bounds.behind(plain, reading.end) if words is None else None
    end = suffix[1] if suffix is not None else reading.end
    after = plain[end : end + _BEFORE]
    if reading.unit == "percent" and after.startswith(" of"):
        after = ""  # what it is a share of is not what was measured
    measured = metric_of(plain[max(0, begin - 2 * _BEFORE) : begin], after)
    metric = measured if noun in GENERAL_COUNTERS and measured else noun or measured
    operator = reading.operator or _said(words, suffix)
    if words is not None:
        operator = _meant(words.words, operator, reading.unit, metric, plain, begin, reading.end)
    low, high = sorted((reading.low, reading.high))
    return Quantity(operator, low, high, reading.unit, (begin, end), text[begin:end], metric)


def _bounded(window: str, begin: int, reading: _Reading) -> tuple[int, bounds.Bounding | None]:
    """Where the reading begins and the words that bound it; what it is per in Chinese may stand before."""
    per = divided_just_before(window.rstrip())
    if per is not None:
        begin -= len(window) - per[1]
        window = window[: per[1]]
    begin, words, left = _words_before(window, begin)
    left += f"每{per[0]}" if per is not None else ""
    reading.unit = divided_before(reading.unit, left) or reading.unit
    if per is not None and not reading.unit:
        reading.unit = counted_per(per[0])
    return begin, words


def _count(plain: str, reading: _Reading) -> tuple[str, int] | None:
    """What a bare figure counts and where that ends: 5,000 clerks, 5,000 or more clerks."""
    count = counted(plain, reading.end)
    if count is None and (suffix := bounds.behind(plain, reading.end)) is not None:
        count = counted(plain, suffix[1])
        if count is not None:
            reading.operator = reading.operator or suffix[0]
    return count


def _counts(reading: _Reading, written: str, window: str) -> bool:
    """Whether a figure without a unit may count something: it is whole, no year, and no part of a name."""
    if not math.isclose(reading.low, round(reading.low)):
        return False
    if bounds.before(window) is not None or _BETWEEN.search(window):
        return True
    return _YEAR.fullmatch(written) is None and _NAME_BEFORE.search(window) is None


def _meant(
    words: str, operator: Operator, unit: str, metric: str, plain: str, begin: int, end: int
) -> Operator:
    """What "over", "under", "better than" say: 92 % over 30 days bounds nothing, better than 1 m is finer."""
    said = words.strip().lower()
    if operator is Operator.LESS_THAN and said == "under" and _COVERED.match(plain, end):
        return Operator.EQUAL
    if operator is not Operator.MORE_THAN:
        return operator
    if said == "over" and unit in _STRETCHES and not _EXCEEDS.search(plain[max(0, begin - _BEFORE) : begin]):
        return Operator.EQUAL
    finer = _BETTER.fullmatch(said) and unit != "percent"
    return Operator.LESS_THAN if finer and _SMALLER_IS_BETTER.search(metric) else operator


def _divide(plain: str, reading: _Reading, written: str) -> None:
    """Take in what the figure is per, if that stands behind it; ``written`` is its unit, "" for a count."""
    found = divided(reading.unit, written, plain, reading.end)
    if found is not None:
        reading.unit, reading.end = found


def _scale_money(plain: str, reading: _Reading, after_figure: int) -> None:
    """$3.5k, €2m, £1.2bn."""
    match = _MONEY_SCALE.match(plain, after_figure)
    if match is None:
        return
    factor = 1e3 if match["thousand"] else 1e6 if match["million"] else 1e9
    reading.low, reading.high = reading.low * factor, reading.high * factor
    reading.unit, reading.end = "", match.end()


def _words_before(window: str, start: int) -> tuple[int, bounds.Bounding | None, str]:
    """Where the reading begins, the bounding words, and the window without them."""
    words = bounds.before(window)
    if words is not None:
        return start - len(window) + words.start, words, window[: words.start]
    between = _BETWEEN.search(window, max(0, len(window.rstrip()) - bounds.LONGEST))
    if between is not None and between.group().strip().lower() == "between":
        return start - len(between.group()), None, window[: between.start()]
    return start, None, window


def _said(words: bounds.Bounding | None, suffix: tuple[Operator, int] | None) -> Operator:
    """What the words before a figure say, or else those behind it."""
    if words is not None:
        return words.operator
    return suffix[0] if suffix is not None else Operator.EQUAL


def _bounds(plain: str, written: str, end: int, window: str) -> _Reading | None:
    """The figure, its second half if it is a range or has a tolerance, and its unit."""
    low, scale = value(written)
    if not math.isfinite(low):
        return None
    unit, after = _unit_at(plain, end)
    if tolerance := _PLUS_MINUS.match(plain, after):
        second = _NUMBER.match(plain, tolerance.end())
        if second is not None:
            spread, _ = value(second.group())
            last, stop = _unit_at(plain, _closed(plain, second.end(), window))
            if (last or unit) and math.isfinite(spread):
                spread = abs(spread)
                return _Reading(low - spread, low + spread, stop, last or unit, Operator.ABOUT)
    joint = _RANGE.match(plain, after) or (_AND.match(plain, after) if _BETWEEN.search(window) else None)
    if joint is not None and (second := _NUMBER.match(plain, joint.end())) is not None:
        high, high_scale = value(second.group())
        last, stop = _unit_at(plain, _closed(plain, second.end(), window))
        if math.isfinite(high) and (not unit or last == unit) and (last or not unit):
            if scale == 1.0 and high_scale > 1.0 and not unit and low < high / high_scale:
                low *= high_scale
            if low <= high or (not unit and _BETWEEN.search(window)):
                return _Reading(low, high, stop, last, Operator.BETWEEN)
    return _Reading(low, low, after, unit)


def _closed(plain: str, place: int, window: str) -> int:
    """Past the bracket that the figures stand in: (200±10) nm."""
    return place + 1 if plain[place : place + 1] == ")" and window.endswith("(") else place


def _unit_at(plain: str, place: int) -> tuple[str, int]:
    match = _unit_pattern().match(plain, place) or _spelt_unit_pattern().match(plain, place)
    if match is None:
        inch = _INCH.match(plain, place)
        return ("inch", inch.end()) if inch is not None else _by_context(plain, place)
    if _NOT_THE_UNIT.match(plain, match.end() - 1) or _NOT_THE_UNIT.match(plain, match.start(1)):
        return "", place
    unit = canonical(match[1])
    if unit is None or unit == "S":  # a lone S is a word more often than siemens (3S, 5 S)
        return "", place
    return unit, match.end()


def _by_context(plain: str, place: int) -> tuple[str, int]:
    """90日内 are days; 0.05° is an angle; what 度 is depends on what was measured."""
    spell = _SPELL.match(plain, place)
    if spell is not None:
        return spell["unit"].lower(), spell.end()
    days = _DAYS.match(plain, place)
    if days is not None and "月" not in plain[max(0, place - 4) : place]:
        return "day", days.end()
    sign = _DEGREE_SIGN.match(plain, place)
    if sign is not None:
        return "degree", sign.end()
    word = _DEGREE_WORD.match(plain, place)
    said = plain[max(0, place - _BEFORE // 2) : place] if word is not None else ""
    if word is not None and _WARMTH.search(said):
        return "degC", word.end()
    return ("degree", word.end()) if word is not None and _ANGLE.search(said) else ("", place)


def _up_to_money(plain: str, reading: _Reading, sign: str, before: str) -> None:
    """£20,000 to £75,000, between £1.1m and £1.4m: the sign stands before both."""
    joints = f"(?:{RANGE_JOINT}|{_AND.pattern})" if _BETWEEN.search(before) else RANGE_JOINT
    joint = re.compile(rf"{joints}{re.escape(sign)}\s?({NUMBER})").match(plain, reading.end)
    if joint is None or reading.operator is not None:
        return
    high = _Reading(*2 * (value(joint[1])[0],), joint.end(1))
    _scale_money(plain, high, joint.end(1))
    if math.isfinite(high.high) and high.high > reading.low:
        reading.high, reading.end, reading.operator = high.high, high.end, Operator.BETWEEN


def _in_money(plain: str, reading: _Reading, sign: str) -> None:
    """$45/kWh and US$ 45 per kWh: the currency stands before, what it is per stands after."""
    currency = _MONEY_NAMES.get(sign, sign)
    if reading.unit:
        reading.unit = "" if reading.unit != currency else currency
        return
    per = _PER.match(plain, reading.end)
    if per is not None and (unit := _unit_pattern().match(plain, per.end())) is not None:
        joined = canonical(f"{currency}/{unit[1]}")
        if joined is not None:
            reading.unit, reading.end = joined, unit.end()
            return
    reading.unit = currency


def _is_calendar(reading: _Reading, written: str) -> bool:
    """2023 年, 2020–2023 年: years of the calendar, not spans of time."""
    plain_year = re.fullmatch(r"\d{4}", written) is not None
    return plain_year and reading.unit in {"year", "s", "A", "S"} and 1000 <= reading.low <= 2999


def _numerals(text: str, plain: str, found: list[Quantity]) -> list[Quantity]:
    """Spans of time, multiples and shares in Chinese numerals: 三个月, 两倍, 百分之三十."""
    taken = {place for quantity in found for place in range(*quantity.span)}
    more: list[Quantity] = []
    for match in _PERCENT.finditer(plain):
        amount, _ = value(match.group()[3:])
        if taken.isdisjoint(range(*match.span())) and math.isfinite(amount):
            more.append(_simple(text, plain, match.start(), match.end(), amount, "percent"))
            taken.update(range(*more[-1].span))
    for match in _NUMERAL.finditer(plain):
        if not taken.isdisjoint(range(*match.span())) or (match["share"] and match["unit"]):
            continue
        if match["unit"] == "年" and match["numeral"] in "百千万":
            continue  # 百年 is a long time, not a hundred years
        end = match.end()
        unit = "percent" if match["share"] else (canonical(match["unit"]) if match["unit"] else None)
        tenths = _TENTHS.match(plain, end) if unit is None and len(match["numeral"]) == 1 else None
        start, noun = match.start(), ""
        amount, _ = value(match["numeral"])
        if plain[start - 1 : start] == "-" and not _SIGNED_LATER.search(plain[: start - 1]):
            amount, start = -amount, start - 1
        if tenths is not None:
            amount, unit, end = 10 * amount + 5 * bool(tenths["half"]), "percent", tenths.end()
        elif unit is None:
            unit, end, noun = _written_out(plain, match["numeral"], end)
        if end > match.end() or unit is not None:
            one = _simple(text, plain, start, end, amount, unit or "")
            more.append(replace(one, metric=noun) if noun else one)
    return more


def _written_out(plain: str, numeral: str, end: int) -> tuple[str | None, int, str]:
    """What a numeral in Chinese measures or counts and where that ends: 二十五摄氏度, 三所学校."""
    unit, stop = _unit_at(plain, end) if len(numeral) > 1 else ("", end)
    if unit:
        return unit, stop, ""
    count = counted(plain, end) if _COUNTERS_ZH.match(plain, end) and numeral not in "一百千" else None
    return (None, end, "") if count is None else (None, count[1], count[0])


def _spelt(text: str, plain: str, found: list[Quantity]) -> list[Quantity]:
    """Figures in English words with a unit or a counted noun: ten engineers, one million tonnes."""
    taken = {place for quantity in found for place in range(*quantity.span)}
    more: list[Quantity] = []
    for match in SPELT.finditer(plain):
        amount, counts_alone = worth(match)
        if not taken.isdisjoint(range(match.start(), match.end() + 1)):
            continue
        unit, end = _unit_at(plain, match.end())
        count = counted(plain, match.end()) if not unit else None
        bounded = bounds.before(plain[max(0, match.start() - _BEFORE) : match.start()])
        if not (unit or count) or not (counts_alone or bounded):
            continue
        reading = _Reading(amount, amount, count[1] if count else end, unit)
        _divide(plain, reading, "" if count else plain[match.end() : reading.end].strip(" -"))
        one = _simple(text, plain, match.start(), reading.end, amount, reading.unit)
        more.append(replace(one, metric=count[0]) if count else one)
    return more


def _simple(text: str, plain: str, start: int, end: int, amount: float, unit: str) -> Quantity:
    window = plain[max(0, start - _BEFORE) : start]
    begin, words, _ = _words_before(window, start)
    suffix = bounds.behind(plain, end) if words is None else None
    stop = suffix[1] if suffix is not None else end
    metric = metric_of(plain[max(0, begin - 2 * _BEFORE) : begin], plain[stop : stop + _BEFORE])
    operator = _said(words, suffix)
    if words is not None:
        operator = _meant(words.words, operator, unit, metric, plain, begin, stop)
    return Quantity(operator, amount, amount, unit, (begin, stop), text[begin:stop], metric)
