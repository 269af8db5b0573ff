"""A list of answers in the terminal: what, where, how well, and why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from scibridge.domain.exchange.labels import OPERATORS
from scibridge.domain.exchange.match_words import (
    ADJUSTMENTS,
    BRIDGE_ORIGINS,
    KINDS,
    ONE_OF_KIND,
    OUTCOMES,
    STAGES,
    gap_sentences,
    unit_in_words,
)
from scibridge.engines.matching.documents import Kind, MustHave
from scibridge.engines.matching.explanation import Explanation, Match, MatchList, Outcome, Verdict
from scibridge.kernel.bilingual import show
from scibridge.kernel.countries import country_name

MARKS = {Outcome.MEETS: "✓", Outcome.PARTLY: "~", Outcome.NO: "✗", Outcome.UNKNOWN: "?"}
COLOURS = {Outcome.MEETS: "green", Outcome.PARTLY: "yellow", Outcome.NO: "red", Outcome.UNKNOWN: "dim"}
_BAR = 10
_SHORT_REASONS = 3


def print_answers(console: Console, found: MatchList, *, explain: bool) -> None:
    """The whole list, kind by kind, best first."""
    if not found.matches:
        console.print(_("Nothing answers this yet."), style="bold")
        console.print(
            _("Use fewer or other words, drop a filter, or state it as a need and let answers come to you.")
        )
    best = max((match.score for match in found.matches), default=1.0)
    for kind in Kind:
        matches = [match for match in found.matches if match.kind is kind]
        if not matches:
            continue
        total = found.counts.get("kind", {}).get(kind.value, len(matches))
        console.print()
        heading = ngettext("%(kind)s (%(count)d candidate)", "%(kind)s (%(count)d candidates)", total)
        console.print(heading % {"kind": KINDS[kind], "count": total}, style="bold")
        if explain:
            for match in matches:
                print_match(console, match)
        else:
            console.print(_table(matches, best))
    if found.unanswered:
        words = {"terms": ", ".join(found.unanswered)}
        console.print(_("No record mentions: %(terms)s") % words, style="dim", markup=False)
    if found.matches and not explain:
        console.print(_("✓ met  ~ partly  ✗ not met  ? not stated   Reasons in full: --explain"), style="dim")


def _table(matches: Iterable[Match], best: float) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    table.add_column(justify="right", style="dim")
    table.add_column(no_wrap=True)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=2, overflow="fold", style="cyan")
    for match in matches:
        where = " ".join(match.countries[:3])
        table.add_row(
            str(match.rank),
            _bar(match.score, best),
            escape(show(match.title).text or match.id),
            " ".join(part for part in (where, str(match.year or "")) if part),
            Text.assemble(*_marks(match.explanation), escape(_why(match.explanation))),
        )
        table.add_row("", "", Text(match.id, style="dim"), "", "")
    return table


def _bar(score: float, best: float) -> str:
    filled = max(1, round(_BAR * score / best)) if best > 0 else 0
    return "█" * filled + "░" * (_BAR - filled)


def _marks(explanation: Explanation) -> list[tuple[str, str]]:
    return [(MARKS[verdict.outcome] + " ", COLOURS[verdict.outcome]) for verdict in explanation.verdicts]


def _why(explanation: Explanation) -> str:
    strongest = sorted(explanation.terms, key=lambda one: -one.share)
    reasons = [f"{one.bridge.source}→{one.bridge.target}" if one.bridge else one.term for one in strongest]
    distinct = list(dict.fromkeys(reasons))[:_SHORT_REASONS]
    return ", ".join(distinct) or ", ".join(show(one.title).text for one in explanation.evidence[:1])


def print_match(console: Console, match: Match) -> None:
    """One answer with every reason."""
    explanation = match.explanation
    console.print()
    console.print(f"{match.rank}. {show(match.title).text or match.id}", style="bold", markup=False)
    console.print("   " + " · ".join(_facts(match)), style="dim", markup=False)
    _print_terms(console, match)
    for verdict in explanation.verdicts:
        line = f"   {MARKS[verdict.outcome]} {verdict_words(verdict)}"
        console.print(line, style=COLOURS[verdict.outcome], markup=False)
    if explanation.readiness is not None and explanation.readiness.offered is not None:
        levels = {"offered": explanation.readiness.offered, "required": explanation.readiness.required}
        console.print("   " + _("Readiness: TRL %(offered)s offered, TRL %(required)s required") % levels)
    for words in gap_sentences(explanation.gaps):
        console.print(f"   {_('Gap')}: {words}", style="yellow", markup=False)
    for one in explanation.evidence[:5]:
        year = f" ({one.year})" if one.year else ""
        line = f"   {_('Evidence')}: {ONE_OF_KIND[one.kind]} “{show(one.title).text}”{year}, {one.share:.2f}"
        console.print(line, markup=False)


def _facts(match: Match) -> list[str]:
    facts = [match.id, *(country_name(code) for code in match.countries[:3])]
    if match.year:
        facts.append(str(match.year))
    if match.stage is not None:
        facts.append(str(STAGES[match.stage]))
    return [*facts, _("score %(score).2f") % {"score": match.score}]


def _print_terms(console: Console, match: Match) -> None:
    for one in sorted(match.explanation.terms, key=lambda term: -term.share):
        words = one.term
        if one.bridge is not None:
            origin = BRIDGE_ORIGINS.get(one.bridge.origin, one.bridge.origin)
            words = f"{one.bridge.source} → {one.bridge.target} ({origin})"
        console.print(f"   {one.share:7.2f}  {words}", markup=False)
    for adjustment in match.explanation.adjustments:
        words = str(ADJUSTMENTS.get(adjustment.code, adjustment.code))
        console.print(f"   {adjustment.share:7.2f}  {words}", markup=False)


def _range(low: float | None, high: float | None, unit: str) -> str:
    figures = [f"{one:g}" for one in dict.fromkeys((low, high)) if one is not None]
    return f"{'–'.join(figures)} {unit_in_words(unit)}".strip()


def condition_words(must_have: MustHave) -> str:
    """“energy density at least 400 Wh/kg”."""
    operator = OPERATORS.get(must_have.operator, must_have.operator)
    return f"{show(must_have.metric).text} {operator} {_range(must_have.low, must_have.high, must_have.unit)}"


def verdict_words(verdict: Verdict) -> str:
    """The condition, the verdict, the words quoted and the value converted."""
    words = f"{condition_words(verdict.must_have)}: {OUTCOMES[verdict.outcome]}"
    if verdict.quote:
        words += f" “{verdict.quote}”"
    if verdict.converted_low is not None and verdict.found_unit != verdict.must_have.unit:
        words += f" = {_range(verdict.converted_low, verdict.converted_high, verdict.must_have.unit)}"
    return words
