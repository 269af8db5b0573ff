"""An answer as a person reads it in a terminal: by kind, each with its reasons in a line or in full."""

from collections.abc import Iterable, Mapping

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scibridge.cli.language import CHOSEN, _
from scibridge.domain.exchange.documents import written_number
from scibridge.domain.exchange.labels import OPERATORS
from scibridge.domain.exchange.match_words import (
    ADJUSTMENTS,
    BRIDGE_ORIGINS,
    KINDS,
    OUTCOMES,
    gap_sentences,
    unit_in_words,
)
from scibridge.engines.matching.documents import Kind, MustHave
from scibridge.engines.matching.explanation import Adjustment, Match, MatchList, Outcome, TermShare, Verdict
from scibridge.kernel.bilingual import show
from scibridge.kernel.countries import country_name

MARKS = {
    Outcome.MEETS: ("✓", "green"),
    Outcome.PARTLY: ("~", "yellow"),
    Outcome.NO: ("✗", "red"),
    Outcome.UNKNOWN: ("?", "dim"),
}
_BAR, _EIGHTHS = 8, " ▏▎▍▌▋▊▉"
_WHY_TERMS, _NAMES, _TITLE, _SHORT_TITLE = 4, 2, 200, 80


def print_answers(found: MatchList, console: Console, *, explain: bool) -> None:
    """Every kind with its answers, and below what the whole corpus has no word for."""
    best = max((match.score for match in found.matches), default=0.0)
    for kind in Kind:
        matches = [match for match in found.matches if match.kind is kind]
        if matches:
            console.print()
            console.print(Text(f"{KINDS[kind]} · {len(matches)}", style="bold"))
            console.print(_explained(matches, best) if explain else _table(matches, best))
    console.print()
    if found.unanswered:
        words = _("No document mentions: %(terms)s") % {"terms": _listed(found.unanswered)}
        console.print(Text(words, style="yellow"))
    if found.matches and not explain:
        console.print(
            Text(_("✓ met   ~ partly   ✗ not met   ? not stated    --explain: all reasons"), style="dim")
        )


def print_match(match: Match, console: Console) -> None:
    """One match in full."""
    console.print(_explained([match], match.score))


def _listed(words: Iterable[str]) -> str:
    return ("、" if CHOSEN.startswith("zh") else ", ").join(words)


def _score_bar(score: float, best: float) -> str:
    eighths = round(_BAR * 8 * max(0.0, score) / best) if best else 0
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(_BAR)


def _title(words: Mapping[str, str]) -> Text:
    shown = show(words)
    text = shown.text if len(shown.text) <= _TITLE else f"{shown.text[:_TITLE]}…"
    return Text(text or "—")


def _table(matches: list[Match], best: float) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False, expand=True)
    table.add_column(justify="right", style="dim", width=3)
    table.add_column(style="cyan", width=_BAR)
    table.add_column(ratio=1)
    table.add_column(style="dim", width=14, justify="right")
    table.add_column(width=6, justify="right")
    for match in matches:
        table.add_row(
            str(match.rank),
            _score_bar(match.score, best),
            Group(_title(match.title), *_second_line(match)),
            _where_and_when(match),
            _marks(match),
        )
    return table


def _where_and_when(match: Match) -> str:
    places = " ".join(match.countries[:2]) + ("…" if len(match.countries) > 2 else "")
    return "  ".join(part for part in (places, str(match.year or "")) if part)


def _marks(match: Match) -> Text:
    text = Text()
    for verdict in match.explanation.verdicts:
        mark, style = MARKS[verdict.outcome]
        text.append(mark, style)
    return text


def _second_line(match: Match) -> list[Text]:
    names = [name for _key, name in match.contributors if name]
    who = _listed(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")
    why = _listed(_term(share, _whole(match)) for share in _strongest(match)[:_WHY_TERMS])
    lines = [who, f"{match.id}  {_spoken_for(match) or why}"]
    return [Text(line, style="dim") for line in lines if line]


def _spoken_for(match: Match) -> str:
    """For people and organisations: what speaks for them, by the strongest of it."""
    evidence = match.explanation.evidence
    if not evidence:
        return ""
    first = show(max(evidence, key=lambda one: one.share).title).text
    first = first if len(first) <= _SHORT_TITLE else f"{first[:_SHORT_TITLE]}…"
    if len(evidence) == 1:
        return first
    return _("%(first)s, and %(more)s more") % {"first": first, "more": len(evidence) - 1}


def _strongest(match: Match) -> list[TermShare]:
    return sorted((one for one in match.explanation.terms if one.share > 0), key=lambda one: -one.share)


def _whole(match: Match) -> float:
    parts: tuple[TermShare | Adjustment, ...] = (*match.explanation.terms, *match.explanation.adjustments)
    return sum(one.share for one in parts if one.share > 0) or 1.0


def _term(share: TermShare, whole: float) -> str:
    words = share.term if share.bridge is None else f"{share.bridge.source} → {share.bridge.target}"
    return f"{words} {share.share / whole:.0%}"


def _explained(matches: list[Match], best: float) -> Group:
    parts: list[Text | Padding] = []
    for match in matches:
        head = Text(f"{match.rank}. ", style="dim")
        head.append_text(_title(match.title))
        head.stylize("bold", 3)
        parts += [Text(), head, Padding(_facts(match, best), (0, 0, 0, 3), expand=False)]
        for title, rows in (
            (_("Why"), _reasons(match)),
            (_("Must-haves"), [_verdict(one) for one in match.explanation.verdicts]),
            (_("Gaps"), [Text(f"– {words}") for words in gap_sentences(match.explanation.gaps)]),
            (_("Evidence"), _evidence(match)),
        ):
            if rows:
                parts.append(Padding(Text(title, style="underline"), (0, 0, 0, 3), expand=False))
                parts += [Padding(row, (0, 0, 0, 5), expand=False) for row in rows]
    return Group(*parts)


def _facts(match: Match, best: float) -> Text:
    places = _listed(country_name(code) for code in match.countries[:5])
    facts = [match.id, places, str(match.year or "")]
    if match.readiness is not None:
        facts.append(_("readiness %(level)s") % {"level": match.readiness})
    text = Text(_score_bar(match.score, best), style="cyan")
    text.append(f" {match.score:.2f}   " + " · ".join(fact for fact in facts if fact), style="dim")
    return text


def _reasons(match: Match) -> list[Text]:
    whole = _whole(match)
    rows: list[Text] = []
    for share in _strongest(match):
        row = Text(f"{share.share / whole:>4.0%}  {share.term}")
        if share.bridge is not None:
            row = Text(f"{share.share / whole:>4.0%}  {share.bridge.source} → ")
            row.append(share.bridge.target, "bold")
            row.append(f"  {BRIDGE_ORIGINS.get(share.bridge.origin, share.bridge.origin)}", "dim")
        rows.append(row)
    for adjustment in match.explanation.adjustments:
        if adjustment.share:
            label = ADJUSTMENTS.get(adjustment.code, adjustment.code)
            rows.append(Text(f"{adjustment.share / whole:>+4.0%}  {label}"))
    return rows


def _figures(low: float, high: float, unit: str) -> str:
    value = written_number(low) if low == high else f"{written_number(low)}–{written_number(high)}"
    return f"{value} {unit_in_words(unit)}".strip()


def _wish(must_have: MustHave) -> str:
    metric = show(must_have.metric).text
    figures = _figures(must_have.low, must_have.high, must_have.unit)
    return f"{metric} {OPERATORS.get(must_have.operator, must_have.operator)} {figures}".strip()


def _verdict(verdict: Verdict) -> Text:
    mark, style = MARKS[verdict.outcome]
    text = Text(f"{mark} ", style)
    text.append(f"{_wish(verdict.must_have)}: {OUTCOMES[verdict.outcome]}", "default")
    if verdict.quote:
        text.append(f"  “{verdict.quote}”", "italic")
    if verdict.converted_low is not None and verdict.found_unit != verdict.must_have.unit:
        high = verdict.converted_low if verdict.converted_high is None else verdict.converted_high
        text.append(f"  = {_figures(verdict.converted_low, high, verdict.must_have.unit)}", "bold")
    return text


def _evidence(match: Match) -> list[Text]:
    rows = []
    for one in match.explanation.evidence:
        row = Text(f"{one.share / match.score if match.score else 0:>4.0%}  ")
        row.append_text(_title(one.title))
        row.append(f"  {one.id}" + (f" · {one.year}" if one.year else ""), "dim")
        rows.append(row)
    return rows
