"""What a figure measures: the noun phrase beside it, where it is plain which one that is.

Owns a cautious guess; an empty answer is better than a wrong one.
"""

import re

from scibridge.engines.text.word_lists import either, listed

_LINKS_EN = listed("links")
_LINK_SIGNS = frozenset(":=(,")
_STRONG_LINKS = listed("strong_links")
_EMPTY_NOUNS = listed("empty_nouns")
_DETERMINERS = listed("determiners")
_PREPOSITIONS = listed("prepositions")
_PARTICIPLES = listed("participles")
_STOPS_EN = listed("function_words") | listed("verbs")
_JOINTS_EN = re.compile(rf"\s(?:{either('prepositions')})\s(?:(?:{either('determiners')})\s)*")
_HEADS = either("measures")
_HEAD = re.compile(rf"(?:{_HEADS})", re.IGNORECASE)
_HEAD_LAST = re.compile(rf"(?:{_HEADS})$", re.IGNORECASE)
_OF_EN = re.compile(
    r"\sof\s(?:the\s|its\s)?((?:[a-z][a-z\-]+\s)?[a-z][a-z\-]{2,})(?=\s?(?:[.,;)]|$|\b(?:at|in|on|per|for|and|after)\b))"
)
_AFTER_EN = re.compile(rf"\s((?:[a-z][a-z\-]+\s){{0,2}}?(?:{_HEADS})(?:\s(?:{_HEADS})\b)?)\b", re.IGNORECASE)
_TOKENS_EN = re.compile(r"[A-Za-z][A-Za-z'’\-]*|[^\sA-Za-z]")
_IN_THE_RANGE = re.compile(r"\s(?:with)?in (?:the|a) range(?:\s(?:of|from|between))?\s*$", re.IGNORECASE)
_MOST_WORDS, _MOST_LINKS, _MOST_PHRASES = 4, 8, 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -"

_LINKS_ZH = re.compile(
    r"(?:[:：=（(]|(?:应|须|需|要求?|可|能|将|均|必须|应该|应当|已|可以|能够|仍|至少|一般|通常|保持|维持|控制|稳定|提高|提升"
    r"|降低|减少|增加|下降|上升|延长|缩短|达到?|为|是|在|到|至|有|仅|只|占|约占|不|均为|实测|测得|测定|长期|务必|不应|最终"
    r"|已经|现|目前|平均))*\s*$"
)
_MEASURE_ZH = re.compile(
    "(?:[度率量力压值温数性能长宽高厚深比流频速距径功损耗价费差限龄]|[周工]期|保质期|货架期|生育期|潜伏期|交货期|时间"
    "|寿命|面积|体积|容积|周期|成本|时长)$"
)
# What ends in a verb is no noun: 形成3万吨以上的年产能.
_VERB_ZH = re.compile(
    r"(?:形成|按照?|依据|经得起|承受|采用|配备|配置|设置|建成|安装|覆盖|生产|处理|完成|产出|加工|容纳|种植|支持|满足|保存"
    r"|存放|运行|工作|飞行|行驶|贮存|加热|冷却|升温|搅拌|培养|反应|烧结|浸泡|干燥|保温|使用|受理|收到|发放|训练|测试|试用"
    r"|开展|举办|参加|重|长|宽|高|厚|深)$"
)
# 偏硅酸的检测值: the value stands for what has it.
_VALUE_ZH = re.compile(r"的(?:检测|实测|测定|平均|设计|标称|额定)?值$")
_PER_ZH = re.compile(r"每[\u3400-\u9fff]{1,4}$")
# Where a Chinese noun phrase begins; not within 饱和, 参与, 相对, 目的.
CUTS_ZH = re.compile(
    r"[^\u3400-\u9fff（）()A-Za-z0-9\-]|(?<!目)的|且|(?<!合)并|(?<!普)及|(?<![饱中柔缓])和|(?<!参)与|或|使(?!用)|让|将|把"
    r"|(?<!存)在|(?<![相针])对(?![比称流角])|于|要求|需要|提供|具有|拥有|实现|寻求|希望|开发|每|其|而|(?<![依服])从|由|以|了|但|即"
    r"|其中|结果显示|结果表明|研究表明|笔者|一个|分别|平均为|下贮存"
)
_HAN = re.compile("[\u3400-\u9fff]")
# What may stand between the last Chinese character and the figure.
_BETWEEN_ZH = " \t\n\r\f\v:：=（()）" + _LETTERS.strip(" -")
_LONGEST_PIECE, _LONGEST_LINKS = 60, 40
_NOT_METRICS = (
    "一种 一款 一类 时 后 前 中 内 下 上 约 超过 经过 大约 条件 情况 温度下 条件下 目前 现有 共 总共 近"
)
_NOT_METRIC_ZH = frozenset(_NOT_METRICS.split())


def metric_of(before: str, after: str) -> str:
    """The measured quantity as written before the figure, or after it; empty where it is not plain."""
    chinese = _before_zh(before)
    if chinese:
        return chinese
    english = _before_en(before)
    substance = _OF_EN.match(after)
    if substance is not None and not _HEAD.search(english[-12:]):
        return substance[1]
    return english or _after_en(after)


def _before_zh(before: str) -> str:
    stripped = _PER_ZH.sub("", before.rstrip())
    if not _HAN.match(stripped.rstrip(_BETWEEN_ZH)[-1:]):
        return ""
    links = _LINKS_ZH.search(stripped, max(0, len(stripped) - _LONGEST_LINKS))
    core = _VALUE_ZH.sub("", stripped[: links.start()] if links is not None else stripped)
    piece = (
        CUTS_ZH.split(core[-_LONGEST_PIECE:])[-1]
        .strip("（）()- ")
        .removeprefix("中")
        .removesuffix("均")
        .removesuffix("分别")
    )
    if not 2 <= len(piece) <= 12 or piece in _NOT_METRIC_ZH or not _HAN.search(piece):
        return ""
    if core == stripped and core.removesuffix(piece).endswith("在"):
        return ""  # 在床旁 20 分钟: where, not what
    return "" if piece[-1] in "时后前中内下上了起" or _VERB_ZH.search(piece) else piece


def _before_en(before: str) -> str:
    words = _TOKENS_EN.findall(_IN_THE_RANGE.sub("", before))
    place = len(words)
    linked = False
    while place and len(words) - place < _MOST_LINKS:
        word = words[place - 1].lower()
        is_empty = word in _EMPTY_NOUNS and place > 1 and words[place - 2].lower() in _DETERMINERS
        if not (is_empty or word in _LINKS_EN or word in _LINK_SIGNS):
            break
        if word == "," and linked:
            return ""  # the end of a clause put in: what is before it is not what the verb says something of
        linked = linked or word in _STRONG_LINKS
        place -= 1
    begin = _noun_phrase(words, place)
    phrase = words[begin:place]
    is_measure = bool(phrase) and _HEAD.fullmatch(phrase[-1]) is not None
    if not (linked or is_measure):
        return ""
    attributed = place < len(words) and words[place].lower() == "of"
    if phrase and not (is_measure and attributed):
        begin = _whole_phrase(words, begin)
    found = " ".join(words[begin:place]).lstrip("-")
    return found if len(found) > 2 else ""


def _noun_phrase(words: list[str], end: int) -> int:
    """Where the words begin that end there and are no stop words: at most four."""
    begin = end
    while begin and end - begin < _MOST_WORDS:
        word = words[begin - 1]
        if not word[0].isalpha() or word.lower() in _STOPS_EN:
            break
        begin -= 1
    return begin


def _whole_phrase(words: list[str], begin: int) -> int:
    """Where the phrase begins that ends in the words from ``begin`` on: voltage at the end of the feeder."""
    for _ in range(_MOST_PHRASES):
        place = begin
        while place and words[place - 1].lower() in _DETERMINERS:
            place -= 1
        if not place or words[place - 1].lower() not in _PREPOSITIONS:
            break
        place -= 1
        if place and words[place - 1].lower() in _PARTICIPLES:
            place -= 1
        head = _noun_phrase(words, place)
        if head == place:
            break
        begin = head
    return begin


def _after_en(after: str) -> str:
    match = _AFTER_EN.match(after)
    if match is None or any(word in _STOPS_EN for word in match[1].lower().split()):
        return ""
    return match[1]


def names_measure(metric: str) -> bool:
    """Whether a name ends in a measure (tensile strength, 含水率), not in a thing (motor, 电机)."""
    return _MEASURE_ZH.search(metric) is not None or _HEAD_LAST.search(metric) is not None


def last_phrase(metric: str) -> str:
    """The noun next to the figure: feeder of "voltage at the end of the feeder"."""
    return _JOINTS_EN.split(metric)[-1]
