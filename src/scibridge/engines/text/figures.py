"""The grammar of figures: numbers, powers, multipliers, ranges.

Owns the regular expressions and what a written number is worth; refuses units, bounds and metrics.
"""

import re

_TRADITIONAL = "萬億於過達約個歲時噸週間從兩滿無斷納續開鐘錢圓幣級裝應請須將畝頃攝氏馬釐歐鎊數據內環"
_SIMPLIFIED = "万亿于过达约个岁时吨周间从两满无断纳续开钟钱元币级装应请须将亩顷摄氏马厘欧镑数据内环"
_SIGNS = {
    " ": "\u3000\u00a0\u202f\u2009",
    "-": "\u2212\u2010\u2011\ufe63",
    "–": "\u2012",
    "—": "\u2015",
    "~": "\u301c\u223c",
    "≥": "≧⩾",
    "≤": "≦⩽",
    "μ": "\u00b5",
    "Ω": "\u2126",
    "Å": "\u212b",
    "°": "\u00ba\u02da",
}
# One for one, so that places stay places: full-width forms, dashes and minus signs, traditional unit words.
FOLD: dict[int, int] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(form): ord(sign) for sign, forms in _SIGNS.items() for form in forms},
    **{ord(one): ord(other) for one, other in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
}

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MULTIPLIERS = {
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
    "k": 1e3,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}

_PLAIN = (
    r"(?:[1-9]\d{0,2}(?:[, ]\d{3})+(?![\d.,]?\d)(?:\.\d+)?|\d{1,15}(?:\.\d{1,15})?"
    r"|(?<![\u3400-\u9fff])\.\d{1,15})"
)
_POWER = r"10(?:\s?\^\s?\(?[-+]?\d{1,3}\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_TIMES = rf"\s?[×xX*·⋅]\s?(?:{_POWER}|10-\d{{1,2}}(?!\d))"
_SCALE = (
    r"(?:\s?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![克瓦米帕卡焦牛赫伏字升安欧])|百(?!分))"
    r"|\s?(?:hundred|thousand|million|billion|trillion)s?(?![A-Za-z])"
    r"|[kK](?=\s?(?:USD|EUR|GBP|CNY|RMB|CHF|JPY)))?"
)
_NUMERAL = r"[一二两三四五六七八九十百千]{1,6}"
NUMBER = rf"[-+]?(?:{_POWER}|{_PLAIN}(?:{_TIMES}|[eE][-+]?\d{{1,3}}(?![0-9A-Za-z]))?){_SCALE}"
NUMERAL = _NUMERAL
RANGE_JOINT = r"\s?(?:-|–|—|~|至|到|to(?=\s))\s?"

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_POWER_OF_TEN = re.compile(r"([-+]?)(?:([\d.]+)[×xX*·⋅])?10(?:\^\(?([-+]?\d+)\)?|([-+]?\d+))")
_SCALED = re.compile(rf"^(.*?)\s?({'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})s?$", re.IGNORECASE)


def value(written: str) -> tuple[float, float]:
    """What a written number is worth, and its multiplier (1.2 万 → 12 000, 10 000)."""
    text = re.sub(r"(?<=\d)[, ](?=\d{3})", "", written.strip())
    if re.fullmatch(_NUMERAL, text):
        return float(_numeral(text)), 1.0
    scale = 1.0
    if match := _SCALED.match(text):
        text, scale = match[1].strip(), _MULTIPLIERS[match[2].lower()]
    text = re.sub(r"\s", "", text.translate(_SUPERSCRIPT))
    match = _POWER_OF_TEN.fullmatch(text)
    if match is not None and (match[2] or match[3] or _RAISED.search(written)):
        factor = float(match[2] or 1) * (-1 if match[1] == "-" else 1)
        return factor * float(f"1e{int(match[3] or match[4])}") * scale, scale
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
