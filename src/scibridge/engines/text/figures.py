"""The grammar of figures: numbers, powers, multipliers, ranges and the words that bound them.

Owns the regular expressions and what a written number is worth; refuses units and metrics.
"""

import re

from scibridge.engines.text.quantity import Operator

# One for one, so that places stay places: full-width forms, dashes and minus signs, traditional unit words.
FOLD = str.maketrans(
    {
        **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
        0x3000: " ", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2212: "-", 0x2010: "-", 0x2011: "-", 0x2012: "–",
        0x2015: "—", 0xFE63: "-", 0x301C: "~", 0x223C: "~", 0x2267: "≥", 0x2266: "≤", 0x2A7E: "≥", 0x2A7D: "≤",
        0x00B5: "μ", 0x2126: "Ω", 0x212B: "Å", 0x00BA: "°", 0x02DA: "°",
        **dict(zip(map(ord, "萬億於過達約個歲時噸週間環從級兩滿優無斷納區貫續開鐘錢圓幣衛級電裝處贏項條瓩"),
                   "万亿于过达约个岁时吨周间环从级两满优无断纳区贯续开钟钱元币卫级电装处赢项条瓩", strict=True)),
        **dict(zip(map(ord, "應請須將畝頃攝氏馬攜釐斤飛歐鎊數據內"), "应请须将亩顷摄氏马携厘斤飞欧镑数据内", strict=True)),
    }
)  # fmt: skip

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MULTIPLIERS = {
    "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10,
    "千亿": 1e11, "万亿": 1e12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}

_PLAIN = r"(?:[1-9]\d{0,2}(?:[, ]\d{3})+(?![\d.,]?\d)(?:\.\d+)?|\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})"
_POWER = r"10(?:\s?\^\s?\(?[-+]?\d{1,3}\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_TIMES = rf"\s?[×xX*·⋅]\s?{_POWER}"
_SCALE = (
    r"(?:\s?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![克瓦米帕卡焦牛赫伏字])|百(?!分))"
    r"|\s?(?:hundred|thousand|million|billion|trillion)s?(?![A-Za-z]))?"
)
_NUMERAL = r"[一二两三四五六七八九十百千]{1,6}"
NUMBER = rf"[-+]?(?:{_POWER}|{_PLAIN}(?:{_TIMES}|[eE][-+]?\d{{1,3}}(?![0-9A-Za-z]))?){_SCALE}"
NUMERAL = _NUMERAL
RANGE_JOINT = r"\s?(?:-|–|—|~|至|到|to(?=\s))\s?"

_PREFIX_WORDS: tuple[tuple[Operator, str], ...] = (
    (Operator.AT_LEAST, r"at least|no(?:t)? (?:less|lower|fewer|smaller) than|not below|a? ?minimum(?: of)?|min\.|≥|>=|⩾"
     r"|greater than or equal to|不(?:得|应|能|可)?(?:低于|少于|小于)|至少|最少|最低|最小|起码|大于(?:或)?等于"),
    (Operator.AT_MOST, r"at most|no(?:t)? (?:more|higher|greater|larger|longer) than|not (?:exceed(?:ing)?|above)"
     r"|up to|a? ?maximum(?: of)?|max\.|within|≤|<=|⩽|less than or equal to"
     r"|不(?:得|应|能|可|会)?(?:超过|高于|大于|多于|超出)|至多|最多|最高|最大|最长|小于(?:或)?等于"),
    (Operator.MORE_THAN, r"more than|greater than|higher than|larger than|longer than|over|above|exceed(?:s|ing|ed)?|better than|>"
     r"|高于|大于|超过|多于|超出|优于|逾|超(?!级|声|导)"),
    (Operator.LESS_THAN, r"less than|lower than|fewer than|smaller than|shorter than|below|under|<|低于|小于|少于|不足|不到|未满"),
    (Operator.ABOUT, r"about|approximately|approx\.|around|roughly|nearly|almost|circa|ca\.|~|≈|大约|大概|大致|约为|约|将近|接近|近"),
    (Operator.EQUAL, r"equal to|equals|=|等于"),
)  # fmt: skip
_SUFFIX_WORDS: tuple[tuple[Operator, str], ...] = (
    (Operator.AT_LEAST, r"(?:or|and) (?:more|higher|above|greater|over|longer|better)|及?以上|或更[多高长]"),
    (Operator.AT_MOST, r"(?:or|and) (?:less|lower|below|fewer|under|shorter)|及?以[下内]|之内|内(?![部外容])|或更[少低短]"),
    (Operator.ABOUT, r"or so|左右|上下"),
)  # fmt: skip


def _whole_words(pattern: str) -> str:
    return rf"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:{pattern})(?![A-Za-z])|(?![A-Za-z])(?i:{pattern}))"


PREFIX = "|".join(_whole_words(words) for _, words in _PREFIX_WORDS)
SUFFIX = "|".join(words for _, words in _SUFFIX_WORDS)
_PREFIXES = tuple((operator, re.compile(words, re.IGNORECASE)) for operator, words in _PREFIX_WORDS)
_SUFFIXES = tuple((operator, re.compile(words, re.IGNORECASE)) for operator, words in _SUFFIX_WORDS)
_SCALED = re.compile(rf"^(.*?)\s?({'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})s?$", re.IGNORECASE)


def bound(prefix: str | None, suffix: str | None) -> Operator | None:
    """The operator that the words before or after a figure name; those before speak first."""
    for words, table in ((prefix, _PREFIXES), (suffix, _SUFFIXES)):
        for operator, pattern in table if words else ():
            if words and pattern.fullmatch(words.strip()):
                return operator
    return None


def value(written: str) -> tuple[float, float]:
    """What a written number is worth, and its multiplier (1.2 万 → 12 000, 10 000)."""
    text = re.sub(r"(?<=\d)[, ](?=\d{3})", "", written.strip())
    if re.fullmatch(_NUMERAL, text):
        return float(_numeral(text)), 1.0
    scale = 1.0
    if match := _SCALED.match(text):
        text, scale = match[1].strip(), _MULTIPLIERS[match[2].lower()]
    text = re.sub(r"\s", "", text.translate(_SUPERSCRIPT))
    if match := re.fullmatch(r"([-+]?)(?:([\d.]+)[×xX*·⋅])?10(?:\^\(?([-+]?\d+)\)?|([-+]?\d+))", text):
        if match[3] is not None or match[2] is not None or re.search(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]", written):
            factor = float(match[2] or 1) * (-1 if match[1] == "-" else 1)
            return factor * 10.0 ** int(match[3] or match[4]) * scale, scale
    return float(text) * scale, scale


def _numeral(text: str) -> int:
    """A Chinese numeral below ten thousand (三百二十 → 320)."""
    total = digit = 0
    for character in text:
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
