"""Which language a text, or a run of a text, is in: by script first, then by its small words.

Owns the engine's language codes ``en``, ``zh`` and ``other``; refuses words and their meaning.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ENGLISH = "en"
CHINESE = "zh"
OTHER = "other"

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KANA = r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
LATIN = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\ufb00-\ufb06"
    r"\uff21-\uff3a\uff41-\uff5a"
)
_ENOUGH = 20_000  # characters: a longer text is judged by its beginning, middle and end

_HAN_CHARACTERS = re.compile(f"[{HAN}]")
_KANA_CHARACTERS = re.compile(f"[{_KANA}]")
_LATIN_WORDS = re.compile(f"[{LATIN}]+")
_FOREIGN_LETTERS = re.compile(f"(?![{HAN}{_KANA}{LATIN}\u0370-\u03ff])[^\\W\\d_]")
_SCRIPT_RUNS = re.compile(
    f"(?P<han>[{HAN}]+)|(?P<kana>[{_KANA}]+)|(?P<latin>[{LATIN}\u0370-\u03ff]+)|(?P<foreign>[^\\W\\d_]+)"
)
_FOREIGN_MARKS = re.compile(
    "[äöüßàâçèêëîïôùûœæáíñóúãõåøęąłńśźżčďěňřšťůžğışțșăạảấầẩậắằệếềểễịọỏốồổộớờởợụủứừửựỳýőűéé]"
)


@dataclass(frozen=True, slots=True)
class Run:
    """[start, end) of a text written in one language; runs follow each other and cover the text."""

    language: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    """Language → its most frequent small words; a word shared by two languages counts for both."""
    lines = Path(__file__).with_name("small_words.tsv").read_text(encoding="utf-8").splitlines()
    return {name: frozenset(words.split()) for name, words in (line.split("\t") for line in lines)}


@lru_cache(maxsize=1)
def _endings() -> tuple[frozenset[str], frozenset[str]]:
    """Last three letters typical of English words, and of the other languages in Latin script."""
    english = (
        "ing ion ent ble ive ous ful ess ity ure ers ics sis ted ism ist gy ogy ral nce ncy ely lly ary"
        " ory ght"
        " ash ark ock ick eep ood ook oot ove ays ies ses ths ngs nts rch rth ths oth aph phy hip dom"
        " ize ise yze ics"
    )
    foreign = (
        "ung eit hen nen ren ter ben den lle que eux aux eur ois ait ent ado ada ido ida ión ció ões"
        " ção dad tad"
        " nte aje are ere ire zza zio one ità tti nno chi ghi ijk eid aan oor cht sch lich ych ego ować"
        " nie ów"
        " lar ler mak mek dır lık nya kan ité iva ivo ica ico ien eau rung ient"
    )
    return frozenset(english.split()), frozenset(foreign.split()) - frozenset(english.split())


def _sample(text: str) -> str:
    if len(text) <= 3 * _ENOUGH:
        return text
    middle = len(text) // 2
    return " ".join((text[:_ENOUGH], text[middle : middle + _ENOUGH], text[-_ENOUGH:]))


def detect(text: str) -> str:
    """The language that dominates: ``en``, ``zh`` or ``other``; a text without letters and a short one
    lean ``en``.

    A Han character weighs half a Latin word. Han with an eighth or more of kana is Japanese, hence ``other``.
    """
    text = _sample(text)
    han = len(_HAN_CHARACTERS.findall(text)) if not text.isascii() else 0
    kana = len(_KANA_CHARACTERS.findall(text)) if not text.isascii() else 0
    foreign = len(_FOREIGN_LETTERS.findall(text)) if not text.isascii() else 0
    words = _LATIN_WORDS.findall(text)
    letters = sum(map(len, words))
    if han and han >= 2 * len(words) and 2 * han >= foreign:
        return OTHER if 8 * kana >= han + kana else CHINESE
    if kana > letters or foreign > letters or 2 * (kana + han) > 3 * len(words) + letters:
        return OTHER
    return _latin([word.lower() for word in words])


def _latin(words: list[str]) -> str:
    """English or not, by small words first; where there are none by marked letters and endings."""
    if not words:
        return ENGLISH
    hits = {name: sum(word in small for word in words) for name, small in _small_words().items()}
    english = hits.pop(ENGLISH)
    foreign = max(hits.values())
    marked = sum(1 for word in words if not word.isascii() and _FOREIGN_MARKS.search(word))
    if english or foreign:
        return OTHER if foreign + 0.5 * marked > english + 0.5 else ENGLISH
    ends_english, ends_foreign = _endings()
    score = sum((word[-3:] in ends_english) - (word[-3:] in ends_foreign) for word in words) - 1.5 * marked
    return OTHER if score <= -2 else ENGLISH


def runs(text: str) -> tuple[Run, ...]:
    """The text cut where its script changes; digits, signs and spaces stay with the run before them.

    A stretch of Latin letters is judged as a whole, all such stretches of the text together, so that a
    single name between Chinese words is not judged alone.
    """
    if text.isascii():
        return (Run(detect(text), 0, len(text)),) if text else ()
    stretches = [(one.lastgroup or "", one.start()) for one in _SCRIPT_RUNS.finditer(text)]
    if not stretches:
        return (Run(ENGLISH, 0, len(text)),) if text else ()
    japanese = any(script == "kana" for script, _ in stretches) and detect(text) == OTHER
    latin = _latin([word.lower() for word in _LATIN_WORDS.findall(_sample(text))])
    languages = {"han": OTHER if japanese else CHINESE, "kana": OTHER, "latin": latin, "foreign": OTHER}
    found: list[Run] = []
    for script, start in stretches:
        language = languages[script]
        if found and found[-1].language == language:
            continue
        begin = start if found else 0
        if found:
            found[-1] = Run(found[-1].language, found[-1].start, begin)
        found.append(Run(language, begin, len(text)))
    return tuple(found)
