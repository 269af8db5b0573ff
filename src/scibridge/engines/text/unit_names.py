"""How units are written in Chinese and English, and what each is called by the unit registry.

Owns the closed vocabulary of unit words and the grammar that joins them (kWh/kg, mg·L⁻¹, 元/千瓦时, per
hour). Refuses arithmetic: see ``units``.
"""

import re
from functools import lru_cache
from pathlib import Path

_PREFIXES = {
    "p": "p",
    "n": "n",
    "µ": "u",
    "μ": "u",
    "u": "u",
    "m": "m",
    "c": "c",
    "d": "d",
    "k": "k",
    "M": "M",
    "G": "G",
    "T": "T",
}
# symbol → (registry name, prefixes that are really written)
_PREFIXED = {
    "W": ("W", "nµμumkMGT"), "Wh": ("Wh", "mkMGT"), "Wp": ("W", "kMG"), "Hz": ("Hz", "mkMGT"),
    "Pa": ("Pa", "mkMG"),
    "J": ("J", "nµμumkMGT"), "V": ("V", "nµμumkM"), "A": ("A", "pnµμumk"), "Ah": ("Ah", "mk"),
    "m": ("m", "nµμumcdk"),
    "g": ("g", "pnµμumk"), "L": ("L", "nµμumcdk"), "l": ("L", "nµμumcdk"), "s": ("s", "pnµμum"),
    "mol": ("mol", "pnµμumk"), "N": ("N", "nµμumkM"), "F": ("F", "pnµμum"), "S": ("S", "nµμum"),
    "Ω": ("ohm", "mkMG"),
    "ohm": ("ohm", "mkMG"), "T": ("T", "nµμum"), "K": ("K", "m"), "eV": ("eV", "mkMG"), "bar": ("bar", "m"),
    "cal": ("cal", "k"), "Bq": ("Bq", "kMG"), "Gy": ("Gy", "mµμu"), "Sv": ("Sv", "mµμu"),
    "Da": ("dalton", "kM"),
    "lm": ("lm", "k"), "lx": ("lx", "k"), "IU": ("IU", "k"),
}  # fmt: skip
_ONLY_PREFIXED = {
    "M": ("molar", "pnµμum"),
    "B": ("byte", "kMGT"),
    "bit": ("bit", "kMGT"),
    "t": ("metric_ton", "kM"),
}
CURRENCIES = (
    "USD",
    "EUR",
    "CNY",
    "GBP",
    "JPY",
    "CHF",
    "CAD",
    "AUD",
    "HKD",
    "SGD",
    "KRW",
    "INR",
    "RUB",
    "BRL",
)
# Prefix → how English and Chinese say it; unit → the same. 千米 and kilometre are made of them.
_SPOKEN_PREFIXES = {
    "n": ("nano", "纳"),
    "u": ("micro", "微"),
    "m": ("milli", "毫"),
    "c": ("centi", "厘"),
    "k": ("kilo", "千"),
    "M": ("mega", "兆"),
    "G": ("giga", "吉"),
    "T": ("tera", "太"),
}
_SPOKEN_UNITS = {
    "m": ("metre|meter", "米"),
    "g": ("gram|gramme", "克"),
    "L": ("litre|liter", "升"),
    "second": ("second", "秒"),
    "W": ("watt", "瓦"),
    "Wh": ("watt hour|watt-hour", "瓦时"),
    "V": ("volt", "伏"),
    "A": ("ampere|amp", "安"),
    "Ah": ("ampere hour|ampere-hour|amp-hour", "安时"),
    "Pa": ("pascal", "帕"),
    "Hz": ("hertz!", "赫|赫兹"),
    "J": ("joule", "焦"),
    "N": ("newton", "牛"),
    "ohm": ("ohm", "欧|欧姆"),
    "mol": ("mole", "摩尔"),
    "byte": ("byte", "字节"),
    "bit": ("bit", "比特"),
    "T": ("tesla", "特斯拉"),
    "S": ("siemens!", "西门子"),
    "eV": ("electronvolt|electron volt", "电子伏"),
    "cal": ("calorie", "卡"),
    "Bq": ("becquerel", "贝克勒尔"),
    "Gy": ("gray", "戈瑞"),
    "Sv": ("sievert", "希沃特|希"),
    "lm": ("lumen", "流明"),
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Every single unit as written → its name in the registry; English words with their plurals."""
    table: dict[str, str] = {}
    for prefixed, bare in ((_PREFIXED, True), (_ONLY_PREFIXED, False)):
        for symbol, (name, prefixes) in prefixed.items():
            if bare:
                table[symbol] = name
            for prefix in prefixes:
                table[prefix + symbol] = _PREFIXES[prefix] + name if name != "metric_ton" else prefix + "t"
    table |= _spoken()
    lines = Path(__file__).with_name("units.tsv").read_text(encoding="utf-8").splitlines()
    for name, symbols, words in (line.split("\t") for line in lines if not line.startswith("#")):
        table |= dict.fromkeys(filter(None, symbols.split("|")), name)
        for word in filter(None, words.split("|")):
            table[word.rstrip("!")] = name
            if not word.endswith("!"):
                table[word + "s"] = name
    return table


def _spoken() -> dict[str, str]:
    """Prefixed units in words: millisecond, kilowatt-hours, 毫克, 兆瓦时."""
    table: dict[str, str] = {}
    for prefix, (english, chinese) in _SPOKEN_PREFIXES.items():
        for unit, (words, characters) in _SPOKEN_UNITS.items():
            name = {"second": "s"}.get(unit, unit)
            for word in words.split("|"):
                table[english + word.rstrip("!")] = prefix + name
                if not word.endswith("!"):
                    table[f"{english}{word}s"] = prefix + name
            table |= {chinese + one: prefix + name for one in characters.split("|")}
    return table


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word).replace("\\ ", r"[ \-]") for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def grammar() -> str:
    """A regular expression (no named groups) for a unit, simple or joined, as written after a figure."""
    table = names()
    spelt = [word for word in table if word.isascii() and len(word) > 3 and word.isalpha()] + [
        word for word in table if " " in word or "-" in word
    ]
    symbols = [word for word in table if word not in spelt]
    chinese = [word for word in symbols if word[0] >= "\u3400"]
    latin = [word for word in symbols if word not in chinese and word[-1].isalpha()]
    signs = [word for word in symbols if word not in chinese and word not in latin]
    power = r"(?:(?:\^?[-−]?[1-4](?![0-9]|[.,][0-9])|\*\*-?[1-4]|[⁻]?[¹²³⁴])(?![A-Za-z]))?"
    single = (
        rf"(?:(?i:{_alternatives(spelt)})(?![A-Za-z])|(?:{_alternatives(chinese)})|(?:{_alternatives(signs)}){power}"
        rf"|(?:{_alternatives(latin)})(?![A-Za-z\u00b5\u03bc]){power}(?![A-Za-z0-9^]))"
    )
    joint = r"(?:\s?[/／·⋅•*∙]\s?|\s?per\s|[ \u00a0](?=[A-Za-zµμ]{1,4}(?:\^?[-−][1-4]|⁻[¹²³⁴])))"
    bracketed = rf"\s?/\s?\((?:{single})(?:\s?[·⋅•*∙ ]\s?{single})+\)"
    return rf"{single}(?:{bracketed}|(?:{joint}{single})+)?"


@lru_cache(maxsize=4096)
def canonical(written: str) -> str | None:
    """The registry's expression for a unit as written ("mg·L⁻¹" → "mg/L"), or ``None`` when it is not
    understood.

    Degrees inside a joined unit are differences (W/°C → W/delta_degC).
    """
    text = written.strip().translate(_SUPERSCRIPTS).replace("−", "-").replace("／", "/").replace("**", "^")
    if (whole := names().get(text) or names().get(text.lower())) is not None:
        return whole
    text = re.sub(r"\s+per\s+|^per\s+", "/", text, flags=re.IGNORECASE)
    text = re.sub(r"/\s?\(([^()]*)\)", lambda match: "/" + re.sub(r"[·⋅•*∙ ]+", "/", match[1]), text)
    parts = re.split(r"\s*([/·⋅•*∙])\s*|[ \u00a0](?=[A-Za-zµμ]{1,4}\^?-[1-4])", text)
    above: list[str] = []
    below: list[str] = []
    divided = False
    for part in parts:
        if part is None or not part:
            continue
        if part in "/·⋅•*∙":
            divided = part == "/" or (divided and part != "/")
            continue
        found = _single(part)
        if found is None:
            return None
        name, power = found
        target = below if divided != (power < 0) else above
        target.append(name if abs(power) == 1 else f"{name}**{abs(power)}")
    if not above and not below:
        return None
    joined = "*".join(above) or "1"
    if below:
        joined += "/" + "/".join(below)
    if len(above) + len(below) > 1:
        joined = joined.replace("degC", "delta_degC").replace("degF", "delta_degF")
    return joined


def _single(part: str) -> tuple[str, int] | None:
    table = names()
    for form in (part, part.lower(), part.replace("-", " ").lower()):
        if name := table.get(form):
            return name, 1
    match = re.fullmatch(r"(.+?)\^?(-?[1-4])", part)
    if match is not None and (name := table.get(match[1]) or table.get(match[1].lower())):
        return name, int(match[2])
    return None
