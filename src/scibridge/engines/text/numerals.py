"""Figures in English words: ten engineers, one million tonnes, half a year is none."""

import re

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_VALUES = {name: place for place, name in enumerate(_ONES.split(), 1)} | {
    name: 10 * place for place, name in enumerate(_TENS.split(), 3)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
# The letters that can begin such a word are asked for first: the pattern runs over whole texts.
SPELT = re.compile(
    rf"\b(?<!-)(?=[efnostEFNOST])(?P<word>(?i:{'|'.join(_VALUES)}))"
    rf"(?:[ \-](?P<scale>(?i:{'|'.join(_SCALES)})))?(?![A-Za-z\-])"
)


def worth(match: re.Match[str]) -> tuple[float, bool]:
    """What the words are worth, and whether they count by themselves: a bare "one" is an article as often."""
    word, scale = match["word"].lower(), (match["scale"] or "").lower()
    return _VALUES[word] * _SCALES.get(scale, 1.0), bool(scale) or word != "one"
