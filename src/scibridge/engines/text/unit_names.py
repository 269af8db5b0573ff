"""How units are written in Chinese and English, and what each is called by the unit registry.

Owns the closed vocabulary of unit words and the grammar that joins them (kWh/kg, mg·L⁻¹, 元/千瓦时, per hour).
Refuses arithmetic: see ``units``.
"""

import re
from functools import lru_cache

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
    "W": ("W", "nµμumkMGT"), "Wh": ("Wh", "mkMGT"), "Wp": ("W", "kMG"), "Hz": ("Hz", "mkMGT"), "Pa": ("Pa", "mkMG"),
    "J": ("J", "nµμumkMGT"), "V": ("V", "nµμumkM"), "A": ("A", "pnµμumk"), "Ah": ("Ah", "mk"), "m": ("m", "nµμumcdk"),
    "g": ("g", "pnµμumk"), "L": ("L", "nµμumcdk"), "l": ("L", "nµμumcdk"), "s": ("s", "pnµμum"),
    "mol": ("mol", "pnµμumk"), "N": ("N", "nµμumkM"), "F": ("F", "pnµμum"), "S": ("S", "nµμum"), "Ω": ("ohm", "mkMG"),
    "ohm": ("ohm", "mkMG"), "T": ("T", "nµμum"), "K": ("K", "m"), "eV": ("eV", "mkMG"), "bar": ("bar", "m"),
    "cal": ("cal", "k"), "Bq": ("Bq", "kMG"), "Gy": ("Gy", "mµμu"), "Sv": ("Sv", "mµμu"), "Da": ("dalton", "kM"),
    "lm": ("lm", "k"), "lx": ("lx", "k"), "IU": ("IU", "k"),
}  # fmt: skip
_ONLY_PREFIXED = {
    "M": ("molar", "pnµμum"),
    "B": ("byte", "kMGT"),
    "bit": ("bit", "kMGT"),
    "t": ("metric_ton", "kM"),
}
_SYMBOLS = {
    "%": "percent", "‰": "permille", "℃": "degC", "°C": "degC", "℉": "degF", "°F": "degF", "t": "metric_ton", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "d": "day", "yr": "year", "yrs": "year", "ha": "hectare",
    "ppm": "ppm", "ppb": "ppb", "rpm": "rpm", "CFU": "CFU", "cfu": "CFU", "PFU": "PFU", "atm": "atm", "psi": "psi", "Torr": "torr",
    "mmHg": "mmHg", "dB": "decibel_level", "Å": "angstrom", "℧": "S", "wt%": "percent", "wt.%": "percent", "vol%": "percent",
    "vol.%": "percent", "at%": "percent", "mol%": "percent", "kcal": "kcal", "kgCO2": "kg", "tCO2": "metric_ton", "tCO2e": "metric_ton",
    "US$": "USD", "USD": "USD", "$": "USD", "EUR": "EUR", "€": "EUR", "RMB": "CNY", "CNY": "CNY", "GBP": "GBP", "£": "GBP",
    "JPY": "JPY", "CHF": "CHF", "㎡": "m**2", "㎜": "mm", "㎝": "cm", "㎞": "km", "㎏": "kg", "㎎": "mg", "㎥": "m**3",
    "㎖": "mL", "sqm": "m**2", "CO2e": "",
}  # fmt: skip
_ENGLISH = {
    "percent": "percent", "per cent": "percent", "percentage points": "percent", "watt": "W", "kilowatt": "kW", "megawatt": "MW",
    "gigawatt": "GW", "kilowatt hour": "kWh", "kilowatt-hour": "kWh", "megawatt hour": "MWh", "second": "second", "minute": "minute",
    "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade", "cycle": "cycle",
    "charge cycle": "cycle", "meter": "m", "metre": "m", "kilometer": "km", "kilometre": "km", "centimeter": "cm", "centimetre": "cm",
    "millimeter": "mm", "millimetre": "mm", "micrometer": "um", "micrometre": "um", "micron": "um", "nanometer": "nm",
    "nanometre": "nm", "gram": "g", "kilogram": "kg", "milligram": "mg", "microgram": "ug", "tonne": "metric_ton", "ton": "metric_ton",
    "metric ton": "metric_ton", "pound": "pound", "litre": "L", "liter": "L", "millilitre": "mL", "milliliter": "mL",
    "hectare": "hectare", "acre": "acre", "mile": "mile", "feet": "foot", "foot": "foot", "inch": "inch", "inches": "inch",
    "degree celsius": "degC", "degrees celsius": "degC", "degree C": "degC", "degrees C": "degC", "kelvin": "K", "volt": "V", "ampere": "A", "joule": "J", "kilojoule": "kJ",
    "megajoule": "MJ", "pascal": "Pa", "megapascal": "MPa", "gigapascal": "GPa", "bar": "bar", "mole": "mol", "hertz": "Hz",
    "dollar": "USD", "US dollar": "USD", "euro": "EUR", "yuan": "CNY", "pound sterling": "GBP", "calorie": "cal", "fold": "fold",
    "times": "fold", "kilometers": "km", "mg": "mg",
}  # fmt: skip
_CHINESE = {
    "克": "g", "千克": "kg", "公斤": "kg", "斤": "jin", "毫克": "mg", "微克": "ug", "纳克": "ng", "吨": "metric_ton", "米": "m", "厘米": "cm",
    "毫米": "mm", "微米": "um", "纳米": "nm", "千米": "km", "公里": "km", "海里": "nautical_mile", "升": "L", "毫升": "mL", "微升": "uL",
    "立方米": "m**3", "立方厘米": "cm**3", "平方米": "m**2", "平方公里": "km**2", "平方千米": "km**2", "平方厘米": "cm**2", "公顷": "hectare",
    "亩": "mu_of_land", "秒": "second", "毫秒": "ms", "微秒": "us", "分钟": "minute", "小时": "hour", "天": "day", "周": "week",
    "星期": "week", "个月": "month", "年": "year", "岁": "year", "瓦": "W", "千瓦": "kW", "兆瓦": "MW", "吉瓦": "GW", "瓦时": "Wh",
    "千瓦时": "kWh", "度电": "kWh", "兆瓦时": "MWh", "吉瓦时": "GWh", "伏": "V", "伏特": "V", "千伏": "kV", "毫伏": "mV", "安": "A",
    "安培": "A", "毫安": "mA", "安时": "Ah", "毫安时": "mAh", "欧姆": "ohm", "赫兹": "Hz", "千赫": "kHz", "兆赫": "MHz", "吉赫": "GHz",
    "帕": "Pa", "千帕": "kPa", "兆帕": "MPa", "吉帕": "GPa", "巴": "bar", "大气压": "atm", "焦耳": "J", "焦": "J", "千焦": "kJ", "兆焦": "MJ",
    "卡路里": "cal", "千卡": "kcal", "大卡": "kcal", "摄氏度": "degC", "华氏度": "degF", "开尔文": "K", "摩尔": "mol",
    "毫摩尔": "mmol", "微摩尔": "umol", "西门子": "S", "牛顿": "N", "牛": "N", "千牛": "kN", "流明": "lm", "勒克斯": "lx", "分贝": "decibel_level",
    "百分点": "percent", "个百分点": "percent", "次循环": "cycle", "个循环": "cycle", "循环": "cycle", "周次": "cycle", "圈": "cycle", "次": "cycle", "倍": "fold", "元": "CNY",
    "人民币": "CNY", "元人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "转/分": "rpm", "字节": "byte", "比特": "bit",
    "菌落形成单位": "CFU", "国际单位": "IU", "十年": "decade",
}  # fmt: skip
CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY", "CHF")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Every single unit as written → its name in the registry; English words with their plurals."""
    table: dict[str, str] = {}
    for symbols, bare in ((_PREFIXED, True), (_ONLY_PREFIXED, False)):
        for symbol, (name, prefixes) in symbols.items():
            if bare:
                table[symbol] = name
            for prefix in prefixes:
                table[prefix + symbol] = _PREFIXES[prefix] + name if name != "metric_ton" else prefix + "t"
    for word, name in _ENGLISH.items():
        table[word] = name
        if not word.endswith("s") and word not in {"feet", "percent", "per cent", "fold", "yuan", "mg"}:
            table[word + "s"] = name
    return table | _SYMBOLS | _CHINESE


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
    latin = [word for word in symbols if word[-1].isalpha() and word[-1] < "\u3400"]
    signs = [word for word in symbols if word not in latin]
    single = (
        rf"(?:(?:{_alternatives(signs)})|(?:{_alternatives(latin)})(?![A-Za-z\u00b5\u03bc])"
        rf"|(?i:{_alternatives(spelt)})(?![A-Za-z]))"
    )
    power = r"(?:\^?[-−]?[1-4](?![0-9]|[.,][0-9])|\*\*-?[1-4]|[⁻]?[¹²³⁴])?"
    joint = r"(?:\s?[/／·⋅•*∙]\s?|\s?per\s|[ \u00a0](?=[A-Za-zµμ]{1,4}(?:\^?[-−][1-4]|⁻[¹²³⁴])))"
    return rf"{single}{power}(?:{joint}{single}{power})*"


@lru_cache(maxsize=4096)
def canonical(written: str) -> str | None:
    """The registry's expression for a unit as written ("mg·L⁻¹" → "mg/L"), or ``None`` when it is not understood.

    Degrees inside a joined unit are differences (W/°C → W/delta_degC).
    """
    text = written.strip().translate(_SUPERSCRIPTS).replace("−", "-").replace("／", "/").replace("**", "^")
    text = re.sub(r"\s+per\s+|^per\s+", "/", text, flags=re.IGNORECASE)
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
