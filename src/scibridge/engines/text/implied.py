"""Measures said by a verb, an adjective or a unit instead of a name: weighs 8 kg, 62 m long, 重6.8公斤.

Owns which words stand for which measure; refuses to decide whether a figure answers anything.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from scibridge.engines.text import tokens
from scibridge.engines.text.languages import CHINESE
from scibridge.engines.text.quantity import Operator, Quantity
from scibridge.engines.text.unit_names import CURRENCIES

# Measure → how it is named.
_NAMES: Final = {
    "weight": "weight mass 重量 质量 总重 自重 净重",
    "length": "length 长度 全长 总长",
    "width": "width 宽度 幅宽",
    "height": "height 高度 总高",
    "thickness": "thickness 厚度",
    "depth": "depth 深度",
    "age": "age 年龄",
    "time": "time duration period interval delay latency 时间 时长 用时 耗时 间隔 周期 期限 时延 延迟",
    "life": "life lifetime lifespan runtime endurance autonomy 续航时间 续航 寿命 使用年限",
    "cost": "cost price 成本 价格 费用 造价 单价",
    "noise": "noise sound level 噪声 噪音 声级",
    "temperature": "temperature 温度 气温",
    "speed": "speed velocity 速度 速率 时速",
    "capacity": "capacity volume load payload 容量 容积 载重 载荷 载重量",
    "spacing": "spacing distance gap 间距 距离 间隔",
    "consumption": "consumption demand 消耗 消耗量 能耗 功耗 耗电量 用水量",
    "output": "output production yield throughput 产量 产能 输出",
    "rate": "rate flow throughput productivity capacity 速率 流量 效率 能力 处理量 产能",
    "reduction": "reduction decrease saving 降幅 降低 减少",
    "leak": "leak leakage 泄漏",
    "transmission": "transmission transmittance 透光率 透过率",
    "content": "content concentration 含量 浓度",
    "diameter": "diameter 直径",
    "current": "current 电流",
    "voltage": "voltage 电压",
    "power": "power 功率",
    "energy": "energy 能量 电量",
    "charge": "capacity charge 容量 电量",
    "energy density": "energy density specific 能量密度 比能量",
    "pressure": "pressure 压力 压强",
    "viscosity": "viscosity 粘度 黏度",
    "frequency": "frequency rate 频率 采样率",
    "force": "force load 力 拉力",
    "torque": "torque 扭矩",
    "resistance": "resistance 电阻",
    "area": "area 面积",
    "volume": "volume capacity 容积 容量 体积",
    "count": "count concentration 浓度 数量 活菌数",
    "illuminance": "illuminance 照度",
    "luminous flux": "luminous flux 光通量",
    "bandwidth": "bandwidth rate throughput 带宽 速率",
    "memory": "memory storage 内存 存储",
    "flow": "flow rate throughput 流量",
    "range": "range 范围 区间",
}
_LINKS_EN: Final = (
    r"(?:\s(?:for|at|about|only|up|to|just|from|between|an?|another|some|roughly|around|with|total of))*\s*$"
)
_VERBS_EN: Final = (
    ("weight", r"weigh(?:s|ed|ing)?"),
    (
        "life time",
        r"(?:last|run|keep|surviv|endur|operat|work|hold|stay|play|fl)(?:s|e|es|ed|ing|y|ies|ning)?|ran|kept|flew",
    ),
    ("time", r"for|spends?|spent|takes?|took|taken|taking|requires?|needs?|in|within|after|every"),
    ("cost", r"costs?|costing|priced|sold|sells?|charges?"),
    (
        "capacity",
        r"carr(?:y|ies|ied|ying)|lifts?|supports?|bears?|holds?|stores?|tows?|hauls?|seats?|accommodates?",
    ),
    ("consumption", r"gets? through|consum(?:e|es|ed|ing)|us(?:e|es|ed|ing)|draws?|burns?"),
    (
        "output rate capacity",
        (
            r"turns? out|deliver(?:s|ed)?|produc(?:e|es|ed|ing)|generat(?:e|es|ed|ing)|yields?"
            r"|process(?:es)?|treats?|handl(?:e|es|ing)|moves?|pumps?|makes?"
        ),
    ),
    ("speed", r"travels?|drives?|moves?|spins?|flies|fly|rides?|runs?"),
    ("leak", r"leaks?|leaking"),
    ("transmission", r"lets? through|transmits?|passes"),
    ("rate speed", r"covers?|cuts?|mows?|harvests?|clears?"),
    ("temperature", r"heated|cooled|stored|kept|held|fired|cured|boils?|melts?|operates?"),
    ("reduction", r"(?:reduc|lower|cut|decreas|sav)(?:e|es|ed|ing|s|ting)?\s(?:[^,;.]{0,30}\s)?by"),
)
_BEFORE_EN: Final = tuple(
    (measures, re.compile(rf"\b(?:{verbs}){_LINKS_EN}", re.IGNORECASE)) for measures, verbs in _VERBS_EN
)
_COMPARED: Final = (
    ("noise", re.compile(r"\b(?:loud|quiet)er\b", re.IGNORECASE)),
    ("temperature", re.compile(r"\b(?:warm|cold|hott|cool)er\b", re.IGNORECASE)),
    ("weight", re.compile(r"\b(?:heavi|light)er\b|[重轻]于", re.IGNORECASE)),
    ("age", re.compile(r"\b(?:old|young)er\b", re.IGNORECASE)),
    ("width", re.compile(r"\b(?:wid|narrow)er\b|[宽窄]于", re.IGNORECASE)),
    ("thickness", re.compile(r"\bth(?:ick|inn)er\b|[厚薄]于", re.IGNORECASE)),
    ("depth", re.compile(r"\b(?:deep|shallow)er\b|[深浅]于", re.IGNORECASE)),
    ("height", re.compile(r"\btaller\b", re.IGNORECASE)),
    ("speed", re.compile(r"\b(?:fast|slow)er\b|[快慢]于", re.IGNORECASE)),
    ("cost", re.compile(r"\bcheaper\b", re.IGNORECASE)),
    ("time", re.compile(r"\bwithin\b|以内|之内|内$", re.IGNORECASE)),
    ("time", re.compile(r"\b(?:lat|soon|earli)er\b|[早晚迟]于", re.IGNORECASE)),
    ("length time", re.compile(r"\b(?:long|short)er\b|[长短]于", re.IGNORECASE)),
)
_BEHIND_EN: Final = (
    ("length", r"long(?!er)|in length"),
    ("width", r"wide|across|in width"),
    ("diameter", r"across|in diameter"),
    ("height", r"high(?!er)|tall|in height|above (?:the |its )?(?:ground|deck|floor|sea|water|road|roof)"),
    ("thickness", r"thick"),
    ("depth", r"deep|below (?:the )?(?:ground|surface)"),
    ("age", r"old|of age"),
    ("spacing", r"apart|(?:away )?from each other"),
    ("weight", r"heavy"),
    ("speed", r"fast"),
)
_AFTER_EN: Final = tuple(
    (measures, re.compile(rf"\s(?:{words})\b", re.IGNORECASE)) for measures, words in _BEHIND_EN
)
_BOUND_ZH: Final = r"(?:达到?|约|仅|只|为|可达?|不|到|近|能|了|至少|最多|整|共)*$"
_VERBS_ZH: Final = (
    ("weight", "[净自总全仅约]?重"),
    ("length", "[全总]?长"),
    ("width", "[全总]?宽"),
    ("height", "[全总]?高|离地|挑高"),
    ("thickness", "厚"),
    ("depth", "[水埋]?深|地下|水下|井下"),
    ("spacing time", "相距|间隔|每隔|间距|每"),
    ("time", "耗时|用时|花|用|要|需时|历时|需要|须|需"),
    ("life time", "可用|能用|续航|持续|工作|运行|使用|保持|维持|播放|飞行"),
    ("consumption", "耗电|耗水|耗能|用电|用水|耗油"),
    ("cost", "售价|花费|只要|每[台套件]"),
    ("speed", "时速|速度"),
    ("capacity", "可载|载重|容纳|可装|能装|可存"),
)
_BEFORE_ZH: Final = tuple((measures, re.compile(rf"(?:{verbs}){_BOUND_ZH}")) for measures, verbs in _VERBS_ZH)
_MEASURED_IN: Final = {
    "time": "s us ms second minute hour day week month year",
    "noise": "decibel_level",
    "temperature": "degC degF K",
    "speed": "m/second m/s km/hour mile/hour knot mm/second mm/s rpm",
    "weight": "g kg mg ug metric_ton pound ounce jin",
    "current": "A mA kA uA",
    "voltage": "V kV mV",
    "power": "W kW MW GW mW horsepower kVA",
    "energy": "Wh kWh MWh GWh J kJ MJ GJ",
    "charge": "Ah mAh",
    "energy density": "Wh/kg kWh/kg Wh/L kWh/L",
    "pressure": "Pa kPa MPa GPa bar psi mmHg atm",
    "viscosity": "mPa*second Pa*second mPa*s Pa*s",
    "frequency": "Hz kHz MHz GHz",
    "force": "N kN mN",
    "torque": "N*m kN*m",
    "resistance": "ohm kohm Mohm",
    "area": "m**2 hectare km**2 cm**2 mm**2 mu_of_land acre",
    "volume": "L mL m**3 uL gallon",
    "content": "percent ppm ppb mg/L ug/L g/L mg/kg ug/kg g/kg mg/m**3 ug/m**3 permille ng/L",
    "count": "CFU/mL CFU/g 1/mL 1/uL CFU",
    "illuminance": "lx",
    "luminous flux": "lm",
    "bandwidth": "Mbit/second Gbit/second kbit/second",
    "memory": "Mbyte Gbyte Tbyte kbyte",
    "flow": "L/minute L/hour L/second m**3/hour m**3/day m**3/second gallon/minute mL/minute",
}
TIMES: Final = frozenset(_MEASURED_IN["time"].split())
_OF_UNIT: Final = {unit: measure for measure, units in _MEASURED_IN.items() for unit in units.split()}
# What is measured in them may be of anything in the sentence.
WIDE_UNITS: Final = TIMES | frozenset(_MEASURED_IN["content"].split())
_TELLING: Final = frozenset(
    {
        "power",
        "energy",
        "speed",
        "torque",
        "resistance",
        "charge",
        "flow",
        "noise",
        "temperature",
        "voltage",
        "current",
        "energy density",
        "viscosity",
        "frequency",
        "illuminance",
        "luminous flux",
    }
)
_OF: Final = re.compile(r"\sof\s|的(?!$)")
_PLAIN: Final = ("weight", "width", "height", "thickness", "depth", "age", "cost", "noise", "temperature")
_RATES: Final = frozenset({"hour", "day", "minute", "second", "s", "year"})
_NEAR: Final = 48
# Names of one measure, whichever stands in a text.
_SAME: Final = (
    "weight mass",
    "life lifetime lifespan",
    "speed velocity",
    "spacing distance",
    "operating working",
    "duration time",
    "重量 质量 自重",
    "占比 比重 比例",
)


class Implied(NamedTuple):
    """Index terms of measures that are not named: ``said`` by a word beside it, or only by its ``unit``.

    ``tells``: the unit by itself leaves no doubt; 3 kg may be how much of something else is in it.
    """

    said: frozenset[str]
    unit: frozenset[str]
    tells: bool


def implied(text: str, figure: Quantity) -> Implied:
    """What a figure is of by the words beside it, and by its unit alone."""
    start, end = figure.span
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    said = frozenset().union(*(_terms(one) for one in _said(before, figure, after)), frozenset())
    measures = tuple(_by_unit(figure))
    unit = frozenset().union(*map(_terms, measures), frozenset())
    is_of_a_thing = bool(figure.metric) and _OF.match(after) is None and figure.unit not in TIMES
    tells = not _TELLING.isdisjoint(measures) or is_of_a_thing
    return Implied(said, unit, tells)


def name_said(text: str, figure: Quantity, language: str) -> str:
    """The usual name of the measure that a word beside the figure stands for; "" where none does."""
    start, end = figure.span
    said = _said(text[max(0, start - _NEAR) : start], figure, text[end : end + _NEAR])
    names = _NAMES[measure].split() if (measure := next(said, "")) else []
    chinese = [name for name in names if not name.isascii()]
    return (chinese if language == CHINESE else names)[0] if names else ""


def tells_what(text: str, figure: Quantity, language: str) -> str:
    """The same, but only of a measure that leaves no doubt: weighs, louder than; not "for 40 minutes"."""
    name = name_said(text, figure, language)
    return name if any(name in _NAMES[measure].split() for measure in _PLAIN) else ""


def _said(before: str, figure: Quantity, after: str) -> Iterator[str]:
    is_time = figure.unit in TIMES
    chinese = before.rstrip()[-1:] >= "\u3400"
    for measures, pattern in _BEFORE_ZH if chinese else _BEFORE_EN:
        if pattern.search(before):
            yield from (one for one in measures.split() if is_time or one not in ("time", "life"))
    for measures, pattern in _COMPARED:
        if pattern.search(figure.text):
            yield from (
                one for one in measures.split() if is_time == (one == "time") or one not in ("time", "length")
            )
    yield from (one for one, pattern in _AFTER_EN if pattern.match(after) or pattern.search(figure.text))


def _by_unit(figure: Quantity) -> Iterator[str]:
    unit = figure.unit
    if figure.operator is Operator.BETWEEN:
        yield "range"
    if unit in _OF_UNIT:
        yield _OF_UNIT[unit]
    elif unit in CURRENCIES:
        yield "cost"
    elif "/" in unit and unit.rpartition("/")[2] in _RATES:
        yield "rate"


@lru_cache(maxsize=64)
def _terms(measure: str) -> frozenset[str]:
    return frozenset(token.term for name in _NAMES[measure].split() for token in tokens.analyse(name))


@lru_cache(maxsize=1)
def _alike() -> dict[str, frozenset[str]]:
    groups = [
        frozenset(token.term for name in names.split() for token in tokens.analyse(name)) for names in _SAME
    ]
    return {term: group for group in groups for term in group}


# Say no more of a measure than that there is one: power demand, oil content limit.
_EMPTY: Final = "demand requirement consumption draw rating value limit emission emissions 需求 限值 排放"


@lru_cache(maxsize=1)
def empty_terms() -> frozenset[str]:
    """Index terms that a name may have and a text need not: demand in "power demand"."""
    return frozenset(token.term for name in _EMPTY.split() for token in tokens.analyse(name))


def ways_of(wording: frozenset[str]) -> Iterator[frozenset[str]]:
    """The wording and the same with another name of its measure: well spacing, well distance."""
    yield wording
    for term in wording & _alike().keys():
        yield from (wording - {term} | {other} for other in sorted(_alike()[term] - {term}))
