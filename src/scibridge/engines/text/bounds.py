"""The words that bound a figure: at least, no narrower than, shall never rise above, 不得高于, 以内.

Owns the operator that the words before and after a figure give it, negation included; refuses the figure.
"""

import re
from typing import Final, NamedTuple

from scibridge.engines.text.quantity import Operator

_MORE: Final = (
    r"(?:more|greater|higher|larger|longer|bigger|heavier|wider|thicker|deeper|taller|older|faster|later|further"
    r"|farther|hotter|warmer|stronger|brighter|louder|denser|broader|steeper|coarser)"
)
_LESS: Final = (
    r"(?:less|lower|fewer|smaller|shorter|lighter|narrower|thinner|shallower|younger|slower|earlier|sooner|cooler"
    r"|colder|weaker|finer|quieter|cheaper)"
)
_OBLIGED: Final = (
    r"(?:must|shall|should|(?:has|have) to|needs? to|ought to"
    r"|(?:is|are) (?:required |expected |supposed )?to)"
)
# "rose up to" reaches, and bounds nothing.
_NOT_RISEN: Final = "".join(
    f"(?<!{verb} )" for verb in ["went", "go", "goes", "gone", "rose", "rises", "climbed", "adds", "added"]
)
_NOT_ZH: Final = r"(?:不(?:得|应|能|可以?|宜|会|要|准|许|需|再)?|别)"

_BEFORE: Final[dict[Operator, str]] = {
    Operator.AT_LEAST: (
        rf"at least|at a minimum(?: of)?|no(?:t)?(?: be)? {_LESS} than|not (?:be )?below"
        r"|a? ?minimum(?: of)?|min\.|≥|>="
        rf"|(?:greater|more|higher) than or equal to|{_OBLIGED} (?:at least )?(?:reach|attain)|not less than"
        rf"|{_NOT_ZH}(?:低|少|小|短|窄|薄|轻|慢|早|弱|差|浅|劣|逊)于"
        r"|[大高多]于(?:或)?等于|下限(?:为|是)?|至少|最少|最低|最小|最短|起码"
        r"|(?:必须|应当|应该|务必|需要|应|须|需|要)(?:能够?)?达到?"
    ),
    Operator.AT_MOST: (
        rf"at most|no(?:t)?(?: be)? {_MORE} than|not (?:exceed(?:ing)?|(?:be )?above)|not to exceed"
        rf"|{_NOT_RISEN}up to|a? ?maximum(?: of)?|max\.|within|≤|<="
        r"|(?:less|lower|fewer) than or equal to"
        r"|(?:limited|restricted|confined|capped) (?:to|at)|(?:upper limit|ceiling|cap) of"
        r"|(?:caps?|limits?|restricts?|confines?) (?:[a-z]+ ){1,4}(?:at|to)"
        rf"|{_NOT_ZH}(?:超过|超出|超|逾|越过|突破|(?:高|大|多|长|宽|厚|重|快|晚|迟|深|强|粗)于)"
        r"|[小低少]于(?:或)?等于|上限(?:为|是)?|至多|最多|最高|最大|最长"
    ),
    Operator.MORE_THAN: (
        rf"{_MORE} than|over|above|beyond|in excess of|upwards of|exceed(?:s|ing|ed)?|surpass(?:es|ing|ed)?"
        r"|better than|>|(?:高|大|多|长|宽|厚|重|快|晚|迟|深|强|粗|优|好)于|超过|超出|逾|不止|超(?!级|声|导)"
    ),
    Operator.LESS_THAN: (
        rf"{_LESS} than|below|under|beneath|<"
        r"|(?:低|小|少|短|窄|薄|轻|慢|早|弱|浅|细)于|不足|不到|不满|未满|未达到?|不及"
    ),
    Operator.ABOUT: (
        r"about|approximately|approx\.|around|roughly|nearly|almost|some|circa|ca\.|~|≈"
        r"|大约|大概|大致|约[为占合有需计达]|约|将近|接近|近|差不多|几乎"
    ),
    Operator.EQUAL: r"equal to|equals|=|等于",
}
_UNIT_AND: Final = (
    r"(?:\s(?:old|of age|each|in total|long|wide|high|tall|thick|deep|apart|across|heavy|away))?\s?"
)
_AT_THE_END: Final = r"(?=\s*(?:[.,;:)\]]|$))"
_BEHIND: Final[dict[Operator, str]] = {
    Operator.AT_LEAST: (
        rf"{_UNIT_AND}(?:or|and) (?:{_MORE}|above|over|better|up|upwards?|beyond)(?![A-Za-z])"
        rf"|\s(?:minimum|at least|at a minimum|at the least){_AT_THE_END}"
        r"|\s?(?:[及或]?以上|或更[多高长大]|为下限|起步?(?=[，。；,;.、）)]|$))"
    ),
    Operator.AT_MOST: (
        rf"{_UNIT_AND}(?:or|and) (?:{_LESS}|below|under)(?![A-Za-z])"
        rf"|\s(?:maximum|max\.?|at most|at the most|at the latest|tops){_AT_THE_END}"
        r"|\s?(?:[及或]?以[下内里]|之内|内(?![部外容])|或更[少低短小]|为[上]?限|封顶)"
    ),
    Operator.ABOUT: r"\s?(?:or so(?![A-Za-z])|左右|上下)",
}
# 至少保存180天, 最多容纳500人: an adverb of the verb between them.
_ADVERBS: Final = ("至少", "至多", "最多", "最少", "起码")
# 不得小于额定值的90%; within ±3 %.
_LINK: Final = r"\s*(?:of(?=\s)|为|是|:|：|[\u3400-\u9fff]{1,8}的)?\s*(?:±|\+/-)?\s*"


def _whole_words(pattern: str) -> str:
    return rf"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:{pattern})(?![A-Za-z])|(?![A-Za-z])(?i:{pattern}))"


_ANY_BEFORE: Final = "|".join(_whole_words(words) for words in _BEFORE.values())
_WORDS_BEFORE: Final = re.compile(rf"(?P<words>{_ANY_BEFORE}){_LINK}$", re.IGNORECASE)
_ADVERB_BEFORE: Final = re.compile(rf"(?P<words>{'|'.join(_ADVERBS)})[\u3400-\u9fff]{{1,10}}$")
_PLAIN_BEFORE: Final = tuple(
    (operator, re.compile(words, re.IGNORECASE)) for operator, words in _BEFORE.items()
)
_WORDS_BEHIND: Final = tuple(
    (operator, re.compile(words, re.IGNORECASE)) for operator, words in _BEHIND.items()
)
LONGEST: Final = 48  # characters of the longest words that bound a figure, with what links them to it

# "must not be |higher than", "may never rise |above": negation of the verb that the bounding words follow.
_VERBS: Final = (
    r"(?:be|become|been|being|get|go|goes|rise|climb|grow|increase|run|last|take|weigh|cost|measure|contain|use|draw|have|stay|lie|fall|drop"
    r"|dip|sink|decrease|remain|ever|to|any|it|there|here|for|in|on|up|out|down|allowed|permitted|expected|vary|differ|deviate|change|by|at|is|are|was|were|do|does|did)"
)
_NEGATED: Final = re.compile(
    r"(?:\b(?:not(?! only)|never|cannot|nor|without|avoid(?:s|ing)?)|n['’]t)"
    rf"(?:\s[a-z]+)?(?:\s{_VERBS})*\s*$",
    re.IGNORECASE,
)
# "no grain may be |larger than", "none of the doses is |over": negation of the subject.
_NOTHING: Final = re.compile(
    r"(?:^|[,;:.]\s|\b(?:that|and|so|where|if|because)\s)(?:at )?(?:no(?! doubt)|none|nothing|neither)\s"
    r"[^,;:.]{0,60}?"
    rf"\b(?:may|can|must|shall|should|will|is|are|was|were|to|has|have)(?:\s[a-z]+)?(?:\s{_VERBS})*\s*$",
    re.IGNORECASE,
)
_NOTHING_ANYWHERE: Final = re.compile(
    r"\bno\s(?:\w+\s){1,4}(?:may|can|must|shall|should|will)(?:\s(?:be|weigh|cost|last|take|measure|rise|go))*\s*$",
    re.IGNORECASE,
)
# "no excursion |longer than": what there is none of.
_NONE_OF: Final = re.compile(r"\bno(?! doubt)\s(?:[a-z\-]+\s){1,3}$", re.IGNORECASE)
# "must not have a draught of |more than"
_NOT_ANY: Final = re.compile(
    r"\bnot\s(?:have|show|give|need|use|contain|cause|leave)\s(?:an?|any)\s(?:[a-z\-]+\s){1,3}of\s$",
    re.IGNORECASE,
)
_NEGATED_ZH: Final = re.compile(
    r"(?:无需|无须|毋需|毋须|不必|不用|不得|不应|不能|不可|不准|不许|不宜|不允许|不会|没有|未曾?|严禁|禁止|切勿|勿|避免|防止|杜绝|别)[\u3400-\u9fffA-Za-z0-9]{0,10}$"
)
_TURNED: Final = {Operator.MORE_THAN: Operator.AT_MOST, Operator.LESS_THAN: Operator.AT_LEAST}


class Bounding(NamedTuple):
    """The words that bound a figure: where they begin, the words, and what they say."""

    start: int
    words: str
    operator: Operator


def before(window: str) -> Bounding | None:
    """The bounding words at the end of the text before a figure."""
    match = _WORDS_BEFORE.search(window, max(0, len(window.rstrip()) - LONGEST))
    if match is None:
        adverb = _ADVERB_BEFORE.search(window, max(0, len(window) - 14))
        if adverb is None:
            return None
        return Bounding(adverb.start(), adverb["words"], _named(adverb["words"]))
    operator = _named(match["words"])
    if operator in _TURNED and _is_negated(window[: match.start()]):
        operator = _TURNED[operator]
    return Bounding(match.start(), match["words"], operator)


def behind(plain: str, place: int) -> tuple[Operator, int] | None:
    """What the words behind a figure say, and where they end."""
    for operator, pattern in _WORDS_BEHIND:
        if match := pattern.match(plain, place):
            return operator, match.end()
    return None


def _named(words: str) -> Operator:
    return next(operator for operator, pattern in _PLAIN_BEFORE if pattern.fullmatch(words.strip()))


def _is_negated(left: str) -> bool:
    near = left.rstrip()
    if near and near[-1] >= "\u3400":
        return _NEGATED_ZH.search(near) is not None
    near = f"{near} "
    return any(
        pattern.search(near) for pattern in (_NEGATED, _NOTHING, _NOTHING_ANYWHERE, _NONE_OF, _NOT_ANY)
    )
