"""What an answer lacks, in words: one sentence for each code of gap."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from scibridge.engines.matching.explanation import Gap
from scibridge.kernel.bilingual import show
from scibridge.web.labels import ELEMENTS, LANGUAGES

SENTENCES = {
    "must_have_not_met": _("%(metric)s is not met."),
    "must_have_unknown": _("Nothing is said about %(metric)s. Ask."),
    "readiness_short": _("Its readiness is below what you need."),
    "readiness_unknown": _("Its readiness is not stated. Ask."),
    "element_unanswered": _("Your point on “%(element)s” finds no answer here."),
    "term_unanswered": _("It does not mention: %(term)s."),
    "only_in_language": _("It is written only in %(language)s."),
    "excluded_approach": _("It mentions an approach you exclude: %(approach)s."),
}
_UNKNOWN = _("Something you asked for is missing (%(code)s).")


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _in_words(key: str, value: Any) -> str:
    if key == "element":
        return str(ELEMENTS.get(value, value))
    if key == "language":
        return str(LANGUAGES.get(str(value), value))
    if isinstance(value, Mapping):
        return show({str(code): str(text) for code, text in value.items()}).text
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def gap_sentence(gap: Gap) -> str:
    """The sentence of one gap."""
    data = _Words({key: _in_words(key, value) for key, value in gap.data.items()})
    return str(SENTENCES.get(gap.code, _UNKNOWN)) % (data | {"code": gap.code})


def gap_sentences(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Each sentence once, in order."""
    return tuple(dict.fromkeys(gap_sentence(gap) for gap in gaps))
