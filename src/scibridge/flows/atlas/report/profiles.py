"""Profiles of a country, an organisation and a subject, put together from the views pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scibridge.engines.atlas.exports import file_name
from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Subject
from scibridge.engines.atlas.views import (
    BridgesView,
    Coverage,
    Figure,
    Made,
    PairLine,
    PairsView,
    RankLine,
    SubjectNode,
    UnitView,
)
from scibridge.engines.charting.timelines import columns
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas import tables
from scibridge.flows.atlas.labels import INDICATORS
from scibridge.flows.atlas.report.parts import (
    Cell,
    Definition,
    Heading,
    Listing,
    Part,
    Report,
    cell,
    listing,
)
from scibridge.flows.atlas.selectors import (
    bridges_view,
    pairs_view,
    ranking_view,
    subject_name,
    subject_tree,
    subject_view,
    unit_name,
    unit_view,
)
from scibridge.flows.atlas.written import SHARES, day_in_words, day_of, measure, per_cent, spread

MOST_PARTNERS: Final = 40
MOST_BRIDGES: Final = 15
KINDS: Final = ("country", "region", "organisation", "topic")
_LEVELS: Final = {"country": Level.COUNTRY, "region": Level.REGION, "organisation": Level.ORGANISATION}
_ON_TABLES: Final = ("salton", "jaccard", "intensity", "specialisation")


def report_of(kind: str, of: str, selection: Selection, query: str = "") -> Report:
    """The report of a kind of KINDS; ``query`` narrows its address as it narrows the selection.

    Raises UnknownOption, UnitAbsent, AtlasAbsent and AtlasBroken.
    """
    if kind == "topic":
        return _topic(selection, query)
    if kind not in _LEVELS:
        raise UnknownOption("report", kind, KINDS)
    return _unit(kind, of, selection, query)


def _unit(kind: str, of: str, selection: Selection, query: str) -> Report:
    view = unit_view(of, selection, most_partners=MOST_PARTNERS)
    judged = not any(one.suppressed for one in view.figures if one.code == "joint_first")
    parts = [
        _key_figures(view.figures),
        _years(view),
        _partners(view),
        _leadership(view) if judged else None,
        _subjects(view),
        _people(view),
        _bridges(view.unit.id, selection),
    ]
    codes = [*(one.code for one in view.figures), *_ON_TABLES, "bridge"]
    name = unit_name(view.unit)
    title = Cell(name) if selection.level is Level.COUNTRY else cell(name)
    kinds = {
        "country": _("Profile of a country or region"),
        "region": _("Profile of a province or state"),
        "organisation": _("Profile of an organisation"),
    }
    return Report(
        kinds[kind],
        title,
        _file(["report", view.unit.id], selection, view.made),
        day_in_words(timezone.localdate()),
        _facts(selection, view.made),
        coverage_in_words(view.coverage, view.made),
        tuple(one for one in parts if one is not None),
        _definitions(codes),
        query,
    )


def _topic(selection: Selection, query: str) -> Report:
    view = subject_view(selection, most=MOST_PARTNERS)
    _own, below = subject_tree(selection)
    organisations = replace(selection, level=Level.ORGANISATION)
    parts = [
        _corpus_years(view.years),
        _ranking("countries", _("Countries and regions by works"), view.leaders),
        _pairs("country-pairs", _("Countries that work together"), view.pairs, selection, view.made),
        _ranking(
            "organisations",
            _("Organisations by works"),
            ranking_view(organisations, most=MOST_PARTNERS).lines,
        ),
        _organisation_pairs(organisations),
        _within(below),
        _bridges("", selection),
    ]
    return Report(
        _("Profile of a subject"),
        cell(subject_name(view.subject)) if view.subject.name else Cell(_("Everything")),
        _file(["report"], selection, view.made),
        day_in_words(timezone.localdate()),
        _facts(replace(selection, subject=Subject()), view.made),
        coverage_in_words(view.coverage, view.made),
        tuple(one for one in parts if one is not None),
        _definitions(("output", "international_share", *_ON_TABLES, "bridge")),
        query,
    )


def _file(what: Sequence[str], selection: Selection, made: Made) -> str:
    narrowed = tables.narrowed(selection)
    return file_name([*what, *narrowed], made.made[:10], "csv").removesuffix(".csv")


def _facts(selection: Selection, made: Made) -> tuple[tuple[str, Cell], ...]:
    """What the report is narrowed to, and of which day the tables are."""
    first = max(selection.first_year, made.first_year)
    last = min(selection.last_year, made.last_year)
    counting = (
        pgettext("counting", "Full")
        if selection.counting is Counting.FULL
        else pgettext("counting", "Fractional")
    )
    which = _("International ones only") if selection.scope is Scope.INTERNATIONAL else _("All works")
    found = [
        (_("Years"), Cell(f"{first}–{last}")),
        (_("Counting"), Cell(counting)),
        (_("Which works"), Cell(which)),
        (_("Computed on"), Cell(day_in_words(day_of(made.made)))),
    ]
    if selection.subject.depth is not Depth.ALL:
        own, _below = subject_tree(selection)
        found.insert(0, (pgettext("of science", "Subject"), cell(subject_name(own))))
    return tuple(found)


def coverage_in_words(coverage: Coverage, made: Made) -> tuple[str, ...]:
    """What the figures rest on, sentence by sentence."""
    found = [
        _("%(works)s works are in this selection; %(share)s of them could be placed.")
        % {"works": measure(coverage.works), "share": per_cent(coverage.placed_share)}
    ]
    if coverage.left_out:
        words = _("%(share)s of those are signed by so many that they count in no pair.")
        found.append(words % {"share": per_cent(coverage.left_out_share)})
    words = _("Works without a topic: %(topic)s; without a year: %(year)s.")
    found.append(words % {"topic": measure(coverage.without_topic), "year": measure(coverage.without_year)})
    words = _(
        "Computed from %(works)s works of the corpus of this platform: a sample of science, not all of it."
    )
    return (*found, words % {"works": measure(made.works)})


def _key_figures(figures: Sequence[Figure]) -> Part:
    headings = [
        Heading(_("Figure"), is_number=False),
        Heading(_("Value"), is_number=True),
        Heading(_("95 per cent interval"), is_number=True),
        Heading(_("Works it rests on"), is_number=True),
    ]
    rows = []
    for one in figures:
        written = per_cent if one.code in SHARES else measure
        value = _("not told") if one.suppressed else written(one.value)
        rows.append(
            (
                Cell(str(INDICATORS[one.code].label)),
                Cell(value, is_number=True),
                Cell(spread(one.interval, written) or "–", is_number=True),
                Cell("–" if one.suppressed else measure(one.basis), is_number=True),
            )
        )
    words = [_("Intervals hold where the corpus is read as a random sample of all works.")]
    if any(one.suppressed for one in figures):
        words.append(_("Figures that judge people are not told where fewer than five stand behind them."))
    return Part("figures", _("Key figures"), tuple(words), listing=Listing(tuple(headings), tuple(rows)))


def _years(view: UnitView) -> Part | None:
    chart = columns({one.year: (one.works, one.international) for one in view.years})
    if chart is None:
        return None
    table = tables.years(view)
    shown = listing(
        table, ("year", "works", "share", "international", "joint"), bar="works", most=len(table.rows)
    )
    return Part("years", _("Works by year"), chart=chart, listing=shown)


def _corpus_years(years: Iterable[tuple[int, int, int]]) -> Part | None:
    known = [one for one in years if one[0]]
    chart = columns({year: (works, international) for year, works, international in known})
    headings = [_("Year"), _("Works"), _("International works"), _("International share")]
    rows = [
        (
            Cell(str(year), is_number=True),
            Cell(measure(works), is_number=True),
            Cell(measure(international), is_number=True),
            Cell(per_cent(international / works if works else None), is_number=True),
        )
        for year, works, international in known
    ]
    if not rows:
        return None
    shown = Listing(tuple(Heading(one, is_number=True) for one in headings), tuple(rows))
    return Part("years", _("Works by year"), chart=chart, listing=shown)


def _partners(view: UnitView) -> Part | None:
    fractional = view.selection.counting is Counting.FRACTIONAL
    strength = "weight" if fractional else "works"
    shown = listing(
        tables.partners(view),
        ("partner_name", strength, "low", "high", "salton", "jaccard", "intensity"),
        bar=strength,
        marked=() if view.selection.level is Level.COUNTRY else ("partner_name",),
    )
    if shown is None:
        return None
    words = _("It has worked with %(number)s others; the strongest come first.")
    told = words % {"number": measure(view.partners_in_all)}
    return Part("partners", pgettext("a list", "Partners"), (told,), listing=shown)


def _leadership(view: UnitView) -> Part | None:
    """Who leads joint works, year by year; a year of few people is left out, as they could be told."""
    rows = [
        (
            Cell(str(one.year), is_number=True),
            Cell(measure(one.joint), is_number=True),
            Cell(per_cent(one.joint_first / one.joint), is_number=True),
            Cell(per_cent(one.joint_last / one.joint), is_number=True),
        )
        for one in view.years
        if one.joint and one.joint_first is not None and one.joint_last is not None
    ]
    if not rows:
        return None
    headings = (
        _("Year"),
        _("Works with others"),
        str(INDICATORS["joint_first"].label),
        str(INDICATORS["joint_last"].label),
    )
    return Part(
        "leadership",
        _("Who leads joint works"),
        (_("Years in which fewer than five people signed are left out."),),
        listing=Listing(tuple(Heading(one, is_number=True) for one in headings), tuple(rows)),
    )


def _subjects(view: UnitView) -> Part | None:
    shown = listing(
        tables.subjects(view),
        ("subject", "works", "international", "specialisation", "low", "high", "citation_ratio"),
        bar="works",
        marked=("subject",),
    )
    words = _("Specialisation and citations: 1 is the average of the corpus.")
    return None if shown is None else Part("subjects", _("Topic profile"), (words,), listing=shown)


def _people(view: UnitView) -> Part | None:
    told = [one for one in view.people if one.people is not None]
    if not told:
        return None
    headings = (_("Year"), str(INDICATORS["people"].label), str(INDICATORS["newcomers"].label))
    rows = tuple(
        (
            Cell(str(one.year), is_number=True),
            Cell(measure(one.people), is_number=True),
            Cell(measure(one.newcomers), is_number=True),
        )
        for one in told
    )
    words = _("Numbers below five are left out: single persons could be told.")
    shown = Listing(tuple(Heading(one, is_number=True) for one in headings), rows)
    return Part("people", str(INDICATORS["people"].label), (words,), listing=shown)


def _bridges(unit: str, selection: Selection) -> Part | None:
    """In the subject asked for, or the one most works are on."""
    try:
        view = bridges_view(replace(selection, counting=Counting.FULL), unit=unit, most=MOST_BRIDGES)
    except UnitAbsent:
        return None
    return _bridges_part(view)


def _bridges_part(view: BridgesView) -> Part | None:
    own, _below = subject_tree(view.selection)
    words: tuple[str, ...] = (
        _("Two strong in the same subject that do not yet work together, and who could start."),
    )
    names = () if view.selection.level is Level.COUNTRY else ("unit_name", "partner_name")
    shown = listing(
        tables.bridges(view),
        ("unit_name", "partner_name", "expected", "closeness", "between", "unit_people", "partner_people"),
        marked=(*names, "between", "unit_people", "partner_people"),
    )
    if shown is None:
        words = (*words, _("No two that are strong here are without joint works."))
    about = (pgettext("of science", "Subject"), cell(subject_name(own)))
    return Part("bridges", _("Missing bridges"), words, listing=shown, about=about)


def _ranking(anchor: str, title: str, lines: Sequence[RankLine]) -> Part | None:
    if not lines:
        return None
    shown = listing(
        tables.ranked(lines),
        ("rank", "unit_name", "works", "share", "international"),
        bar="works",
        marked=("unit_name",) if anchor == "organisations" else (),
    )
    return Part(anchor, title, listing=shown)


def _organisation_pairs(selection: Selection) -> Part | None:
    view = pairs_view(selection, most=MOST_PARTNERS)
    return _pairs(
        "organisation-pairs", _("Organisations that work together"), view.pairs, selection, view.made
    )


def _pairs(
    anchor: str, title: str, lines: Sequence[PairLine], selection: Selection, made: Made
) -> Part | None:
    if not lines:
        return None
    view = PairsView(selection, made, Coverage(0, 0, 0, 0, 0), tuple(lines), ())
    shown = listing(
        tables.pairs(view),
        ("unit_name", "partner_name", "works", "low", "high", "salton", "intensity"),
        bar="works",
        marked=() if selection.level is Level.COUNTRY else ("unit_name", "partner_name"),
    )
    return Part(anchor, title, listing=shown)


def _within(below: Sequence[SubjectNode]) -> Part | None:
    shown = [one for one in below if one.works]
    if not shown:
        return None
    top = max(one.works for one in shown)
    rows = tuple(
        (cell(subject_name(one)), Cell(measure(one.works), is_number=True, share=one.works / top))
        for one in shown
    )
    headings = (
        Heading(pgettext("of science", "Subject"), is_number=False),
        Heading(_("Works"), is_number=True),
    )
    return Part("within", _("Within it"), listing=Listing(headings, rows))


def _definitions(codes: Iterable[str]) -> tuple[Definition, ...]:
    return tuple(
        Definition(str(one.label), str(one.definition), one.formula, one.source, ", ".join(one.statements))
        for one in (INDICATORS[code] for code in dict.fromkeys(codes))
    )
