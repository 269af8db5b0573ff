"""What a figure measures: the noun phrase beside it, where it is plain which one that is.

Owns a cautious guess; an empty answer is better than a wrong one.
"""

import re

_LINKS_EN = re.compile(
    r"\s*(?:[:=(,]|\b(?:of|is|are|was|were|be|been|by|to|reach(?:es|ed|ing)?|remain(?:s|ed)?|must|should|shall|can|has|have|had|may|will|with|a|an|the"
    r"|stay(?:s)?|kept|held|within|equals?)\b)?\s*$",
    re.IGNORECASE,
)
_STOP_WORDS = (
    "a an the and or but with without for from to in on at by of as is are was were be been than that "
    "which who whose when while after before between under over above below into through per its "
    "their our this these those it they we has have had can could must should shall may might will "
    "would not no need needs needed require requires required offer offers deliver delivers achieve "
    "achieves achieved achieving provide provides reach reaches show shows showed shown using use "
    "keep keeps maintain maintains have having giving gives exceed exceeds exceeded reduce reduces "
    "reduced reducing increase increases increased increasing improve improves cut cutting lower "
    "raise raises operate operates operating stored heated cooled measured about least most more less "
    "up"
)
_STOPS_EN = frozenset(_STOP_WORDS.split())
_STRONG_LINKS = frozenset(
    {"of", "is", "are", "was", "were", "be", "reach", "reaches", "reached", "by", "has", "have"}
)
_HEADS = (
    "density|capacity|efficiency|life|lifetime|strength|temperature|pressure|rate|purity|accuracy|yield|voltage|current"
    "|conductivity|thickness|diameter|size|weight|length|width|height|depth|power|energy|cost|price|concentration|content|resolution"
    "|sensitivity|specificity|recall|precision|range|speed|throughput|latency|loss|retention|stability|duration|time|volume|area"
    "|output|consumption|emissions?|reduction|increase|humidity|resistance|hardness|modulus|coverage|dose|frequency|bandwidth|age"
)
_AFTER_EN = re.compile(rf"\s((?:[a-z][a-z\-]+\s){{0,2}}?(?:{_HEADS})(?:\s(?:{_HEADS})\b)?)\b", re.IGNORECASE)
_LONGEST_LINK = 12
_OF_PHRASES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -"

_LINKS_ZH = re.compile(
    r"(?:[:：=（(]|(?:应|须|需|要求?|可|能|将|均|必须|应该|应当|已|可以|能够|仍|至少|一般|通常|保持|维持|控制|稳定|提高|提升|降低|减少|增加|下降|上升"
    r"|延长|缩短|达到?|为|是|在|到|至|有|仅|只))*\s*$"
)
_CUTS_ZH = re.compile(
    r"[^\u3400-\u9fff（）()A-Za-z0-9\-]|的|且|并|及|和|与|或|使(?!用)|让|将|把|在|对|于|要求|需要|提供|具有|拥有|实现|寻求|希望|开发|每|其|而|从|由|以|了|但|即|其中|结果显示|结果表明|研究表明|笔者|一个|分别|平均为|下贮存"
)
_HAN = re.compile("[\u3400-\u9fff]")
# What may stand between the last Chinese character and the figure.
_BETWEEN_ZH = " \t\n\r\f\v:：=（()）" + _OF_PHRASES.strip(" -")
_LONGEST_PIECE, _LONGEST_LINKS = 60, 40
_NOT_METRICS = "时 后 前 中 内 下 上 约 超过 经过 大约 条件 情况 温度下 条件下 目前 现有 共 总共 近"
_NOT_METRIC_ZH = frozenset(_NOT_METRICS.split())

_COUNTED_EN = re.compile(
    r"\s((?:[a-z][a-z\-]+\s){0,2}?(?:patients|people|persons|participants|subjects|individuals|adults|children|women|men|infants"
    r"|samples|cases|households|hospitals|countries|cities|farms|sites|species|genes|proteins|sequences|images|documents|records"
    r"|users|vehicles|animals|mice|rats|farmers|students|workers|beds|devices|sensors|units|cells|copies|genomes|publications|papers"
    r"|articles|companies|villages|schools|engineers|researchers|scientists|institutions|partners|beneficiaries|seats|trials|studies|layers|channels|parameters|tokens|jobs|homes|trees))\b"
)
_COUNTED_ZH = re.compile(
    r"\s?(?:余|多)?(?:(?P<people>人次|人(?![类工均才民口机])|农?户(?![籍外型])|村)|(?:名|例|位|家|户|台|套|件|株|篇|辆|座|所|头|个|张)(?P<noun>[\u3400-\u9fff]{1,6})?)"
)
_COUNT_NOUNS_ZH = re.compile(
    r"(?:住院|老年|成年|女性|男性|确诊|重症)?(?:患者|病例|病人|志愿者|受试者|儿童|老人|学生|员工|农户|家庭|医院|企业|公司|国家|城市|样本|样品|传感器|设备"
    r"|机组|论文|文献|车辆|村|学校|床位|用户|基因|物种|参数|岗位|站点|充电桩|工人|农民|婴儿|产妇|妇女)"
)


# What is counted says less than the words before it: 受益人口2.3亿人.
GENERAL_COUNTERS = frozenset({"人", "人次", "户", "村", "people", "persons", "units", "cases"})


def metric_of(before: str, after: str) -> str:
    """The measured quantity as written before the figure, or after it; empty where it is not plain."""
    return _before_zh(before) or _before_en(before) or _after_en(after)


def _before_zh(before: str) -> str:
    stripped = before.rstrip()
    if not _HAN.match(stripped.rstrip(_BETWEEN_ZH)[-1:]):
        return ""
    links = _LINKS_ZH.search(stripped, max(0, len(stripped) - _LONGEST_LINKS))
    core = stripped[: links.start()] if links is not None else stripped
    piece = (
        _CUTS_ZH.split(core[-_LONGEST_PIECE:])[-1]
        .strip("（）()- ")
        .removeprefix("中")
        .removesuffix("均")
        .removesuffix("分别")
    )
    if not 2 <= len(piece) <= 12 or piece in _NOT_METRIC_ZH or not _HAN.search(piece):
        return ""
    return "" if piece[-1] in "时后前中内下上了" else piece


def _before_en(before: str) -> str:
    core = before
    linked = False
    for _ in range(4):
        match = _LINKS_EN.search(core, max(0, len(core.rstrip()) - _LONGEST_LINK))
        if match is None or not match.group().strip():
            break
        linked = (
            linked or match.group().strip().lower() in _STRONG_LINKS or match.group().strip() in {":", "="}
        )
        core = core[: match.start()]
    words: list[str] = []
    stripped = core.rstrip()
    for written in reversed(stripped[len(stripped.rstrip(_OF_PHRASES)) :].split(" ")):
        word = written.lstrip("-")
        if not word or word.lower() in _STOPS_EN or len(words) == 4:
            break
        words.insert(0, word)
        if word != written:
            break
    phrase = " ".join(words)
    if linked or re.search(rf"(?:{_HEADS})$", phrase, re.IGNORECASE):
        return phrase if len(phrase) > 2 else ""
    return ""


def _after_en(after: str) -> str:
    match = _AFTER_EN.match(after)
    if match is None or any(word in _STOPS_EN for word in match[1].lower().split()):
        return ""
    return match[1]


def counted(plain: str, place: int) -> tuple[str, int] | None:
    """The counted noun right after a bare figure and where it ends, or ``None``."""
    match = _COUNTED_EN.match(plain, place)
    if match is not None:
        if any(word in _STOPS_EN for word in match[1].split()):
            return None
        return match[1], match.end()
    match = _COUNTED_ZH.match(plain, place)
    if match is None:
        return None
    if match["people"]:
        return match["people"], match.end()
    noun = _COUNT_NOUNS_ZH.match(match["noun"] or "")
    return (noun.group(), match.start("noun") + noun.end()) if noun else None
