"""What to ask whoever stands behind an answer: a sentence for each must-have and each gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scibridge.domain.exchange.match_words import gap_sentence
from scibridge.engines.matching.explanation import Gap, Outcome, ReadinessDistance, Verdict
from scibridge.kernel.bilingual import show
from scibridge.web.words import condition_in_words, two_sentences

MOST_ASKED = 6
_JUDGED = frozenset({"must_have_not_met", "must_have_unknown"})
_READINESS = frozenset({"readiness_short", "readiness_unknown"})


@dataclass(frozen=True, slots=True)
class Open:
    """Something the answer lacks or nobody knows, and the question that would settle it."""

    says: str
    ask: str


def question_for(verdict: Verdict) -> str:
    """What to ask about one must-have, whatever the verdict: what is met was only read, not measured."""
    words = {
        "condition": condition_in_words(verdict.must_have, quoted=True),
        "metric": show(verdict.must_have.metric).text,
    }
    if verdict.outcome is Outcome.MEETS:
        return _("Who measured this, how, and on how many samples?")
    if verdict.outcome is Outcome.PARTLY:
        return _("We need %(condition)s. Under which conditions is it reached?") % words
    if verdict.outcome is Outcome.NO:
        return _("We need %(condition)s. Can it be brought there, and at what cost?") % words
    if not words["metric"]:
        return _("We need %(condition)s. What do you reach, and how was it measured?") % words
    return _("We need %(condition)s. What is your “%(metric)s”, and how was it measured?") % words


def _asked_of(gap: Gap) -> str:
    words = {
        "term_unanswered": _("Does it cover this as well, under another name?"),
        "element_unanswered": _("How does it stand to this point?"),
        "only_in_language": _("Is there a version in another language?"),
        "excluded_approach": _("Can it do without this approach?"),
    }
    return str(words.get(gap.code, _("How does it stand to this?")))


def readiness_question(distance: ReadinessDistance | None, offered: int | None) -> str:
    """What to ask about readiness; nothing where it is ready enough."""
    if offered is None:
        return _("How ready is it (TRL 1–9), and what shows it?")
    if distance is not None and distance.distance is not None and distance.distance < 0:
        return _(
            "What would it take to get from TRL %(offered)s to %(required)s: how long, at what cost?"
        ) % {
            "offered": offered,
            "required": distance.required,
        }
    return ""


def gaps_shown(gaps: Iterable[Gap]) -> list[Open]:
    """The gaps that no table shows already, each with its question."""
    kept = [one for one in gaps if one.code not in _JUDGED | _READINESS]
    return [Open(gap_sentence(one), _asked_of(one)) for one in kept]


def letter(verdicts: Sequence[Verdict], readiness: str, gaps: Sequence[Open]) -> str:
    """The open questions as the beginning of a message, most pressing first; empty where there are none."""
    pressing = [one for one in verdicts if one.outcome is not Outcome.MEETS]
    asked = [question_for(one) for one in pressing]
    asked += [readiness] if readiness else []
    asked += [two_sentences(one.says, one.ask) for one in gaps]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(asked[:MOST_ASKED], start=1))
