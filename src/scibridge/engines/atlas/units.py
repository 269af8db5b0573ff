"""Views of one unit, of pairs and of rankings, put together from the statements."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from scibridge.engines.atlas import intervals
from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.atlas.reading import Asked, Atlas
from scibridge.engines.atlas.selections import MOST_UNITS, Counting, Depth, Level, Scope, Selection, Source
from scibridge.engines.atlas.subject_names import chinese_subject
from scibridge.engines.atlas.tables import PAIRED, UNIT
from scibridge.engines.atlas.views import (
    Coverage,
    Figure,
    Made,
    PairLine,
    PairsView,
    PartnerLine,
    RankingView,
    RankLine,
    SubjectLine,
    Unit,
    UnitView,
    WorksView,
    YearLine,
)
from scibridge.engines.atlas.withholding import (
    LEAST_PEOPLE,
    leadership_told,
    newcomers_told,
    told_people,
    told_years,
)
from scibridge.engines.errors import UnknownOption

LETTER: Final = {Level.ORGANISATION: "I", Level.FAMILY: "I", Level.PERSON: "A"}
# A country and what its authority calls a subdivision of it, as ISO 3166-2 writes both.
_REGION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,10}")
LEADING: Final = frozenset({"joint_first", "joint_last"})
# Within a subject, what is shown is the next depth below it.
BELOW: Final = {
    Depth.ALL: Depth.FIELD,
    Depth.DOMAIN: Depth.FIELD,
    Depth.FIELD: Depth.SUBFIELD,
    Depth.SUBFIELD: Depth.TOPIC,
    Depth.TOPIC: Depth.TOPIC,
}


def key_of(level: Level, unit: str) -> str | int:
    """The unit as the tables hold it. Raises UnitAbsent for what cannot be one."""
    if level is Level.COUNTRY:
        if len(unit) == 2 and unit.isascii() and unit.isalpha():
            return unit.upper()
    elif level is Level.REGION:
        if _REGION.fullmatch(unit.upper()):
            return unit.upper()
    elif unit[:1] == LETTER[level] and unit[1:].isascii() and unit[1:].isdigit() and len(unit) < 19:
        return int(unit[1:])
    raise UnitAbsent(level.value, unit)


def id_of(level: Level, key: str | int) -> str:
    """The key of the tables as an id."""
    return f"{LETTER[level]}{key}" if level in LETTER else str(key)


def made(atlas: Atlas) -> Made:
    """Of which day the tables are."""
    manifest = atlas.manifest
    return Made(
        manifest.number,
        manifest.generation,
        manifest.made,
        manifest.works,
        manifest.first_year,
        manifest.last_year,
    )


def coverage(atlas: Atlas, selection: Selection, asked: Asked) -> Coverage:
    """Of the selection, at its level."""
    (row,) = atlas.ask("coverage", selection.tables, asked, **selection.values())
    return Coverage(**{name: number or 0 for name, number in row.items()})


def units_of(atlas: Atlas, level: Level, keys: Iterable[str | int]) -> dict[str | int, Unit]:
    """The units with these keys, by key, with the names the corpus has."""
    wanted = list(dict.fromkeys(keys))
    if level is Level.COUNTRY:
        names = {key: atlas.countries.get(str(key), ("", "")) for key in wanted}
        return {key: Unit(str(key), *names[key], country=str(key)) for key in wanted}
    found = {key: Unit(id_of(level, key)) for key in wanted}
    for row in atlas.names(level, wanted):
        found[row["id"]] = Unit(
            id_of(level, row["id"]),
            row["name"] or "",
            row.get("name_zh") or "",
            row.get("country") or "",
            row.get("ror") or "",
        )
    return found


def unit_view(atlas: Atlas, unit: str, selection: Selection, *, most_partners: int = 50) -> UnitView:
    """All about one unit. Raises UnitAbsent where no work of the selection is its own."""
    level, asked = selection.level, Asked()
    values = {**selection.values(), "unit": key_of(level, unit)}
    years = [YearLine(**row) for row in atlas.ask("unit_years", selection.tables, asked, **values)]
    if not years:
        raise UnitAbsent(level.value, unit)
    partners = atlas.ask("unit_partners", selection.tables, asked, **values)
    shown = BELOW[selection.subject.depth]
    subjects: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    works: list[dict[str, Any]] = []
    cited: dict[str, Any] = {}
    if selection.source is Source.CORPUS:
        subjects = atlas.ask("unit_subjects", level, asked, **values, shown_depth=shown.value)
        (cited,) = atlas.ask("unit_citations", level, asked, **values)
        works = atlas.ask("unit_works", level, asked, **values, most_rows=20, from_row=0)
        if level is not Level.PERSON:
            people = atlas.ask("unit_people", level, asked, **values)
    if selection.counting is Counting.FRACTIONAL and selection.source is Source.CORPUS:
        partners.sort(key=lambda row: (-row["weight"], row["partner"]))
    names = units_of(atlas, level, [values["unit"], *(row["partner"] for row in partners[:most_partners])])
    return UnitView(
        unit=names[values["unit"]],
        selection=selection,
        made=made(atlas),
        coverage=coverage(atlas, selection, asked),
        figures=tuple(_figures(selection, years, partners, cited, people)),
        years=told_years(years, leadership_told(years, people)),
        partners=tuple(_partner(names, row) for row in partners[:most_partners]),
        partners_in_all=len(partners),
        subjects=_subjects(subjects, shown, level),
        people=told_people(people),
        works=tuple(f"W{row['work_id']}" for row in works),
        queries=tuple(asked.queries),
    )


def _subjects(rows: Sequence[dict[str, Any]], depth: Depth, level: Level) -> tuple[SubjectLine, ...]:
    """What few works say of citations says it of few people."""
    whole = sum(row["works"] for row in rows)
    found = []
    for row in rows:
        told = level is not Level.PERSON and row["works"] >= LEAST_PEOPLE
        kept = {**row, "depth": depth.value, "citation_ratio": row["citation_ratio"] if told else None}
        corpus_share = row["works"] / whole / row["specialisation"]
        around = intervals.of_specialisation(row["works"], whole, corpus_share)
        named = chinese_subject(row["name"])
        found.append(SubjectLine(**kept, specialisation_interval=around, name_zh=named))
    return tuple(found)


def _figures(
    selection: Selection,
    years: Sequence[YearLine],
    partners: Sequence[Any],
    cited: dict[str, Any],
    people: Sequence[dict[str, Any]],
) -> Iterable[Figure]:
    """Those that judge people are suppressed where fewer than five stand behind them (see withholding)."""
    in_all = people[0]["people"] if people else 0
    few = in_all < LEAST_PEOPLE
    untold = LEADING if few or not leadership_told(years, people).total else frozenset()
    untold |= {"citations"} if few else set()
    for one in _counted(selection, years, partners, cited):
        hidden = one.code in untold
        yield replace(one, value=None, interval=None, suppressed=True) if hidden else one
    if selection.level is not Level.PERSON and selection.source is Source.CORPUS:
        newcomers = people[0]["newcomers"] if people else 0
        yield Figure("people", None if few else in_all, in_all if not few else 0, suppressed=few)
        told = newcomers_told(people).total
        around = intervals.of_share(newcomers, in_all) if told else None
        yield Figure(
            "newcomers", newcomers / in_all if told else None, in_all if told else 0, around, not told
        )


def _counted(
    selection: Selection, years: Sequence[YearLine], partners: Sequence[Any], cited: dict[str, Any]
) -> Iterable[Figure]:
    full = selection.counting is Counting.FULL
    if selection.source is Source.SCIENCE:
        works = sum(one.works for one in years)
        yield Figure("output", works, works, intervals.of_count(works))
        yield Figure("partners", len(partners), works)
        yield _growth(years)
        return
    works = sum(one.works for one in years)
    output = works if full else sum(one.share or 0 for one in years)
    international = sum(one.international if full else one.international_share or 0 for one in years)
    joint = sum(one.joint for one in years)
    yield Figure("output", output, works, intervals.of_count(output))
    if selection.scope is Scope.ALL:
        share = international / output if output else None
        yield Figure("international_share", share, works, intervals.of_share(international, output))
    yield Figure("partners", len(partners), joint)
    for code in ("joint_first", "joint_last"):
        led = sum(getattr(one, code) or 0 for one in years)
        yield Figure(code, led / joint if joint else None, joint, intervals.of_share(led, joint))
    mean = cited["normalised"] if full else cited["share_normalised"]
    around = None
    if mean is not None and full:
        around = intervals.of_mean(mean, cited["squared"], cited["works"])
    yield Figure("citations", mean, cited["works"], around)
    yield _growth(years)


def _growth(years: Sequence[YearLine]) -> Figure:
    trend = intervals.growth([one.year for one in years], [one.works for one in years])
    basis = sum(one.works for one in years)
    return Figure("growth", trend[0] if trend else None, basis, trend[1] if trend else None)


def _partner(names: dict[str | int, Unit], row: dict[str, Any]) -> PartnerLine:
    return PartnerLine(
        unit=names[row["partner"]],
        works=row["works"],
        weight=row["weight"],
        partner_works=row["partner_works"],
        salton=row["salton"],
        jaccard=row["jaccard"],
        intensity=row["intensity"],
        interval=intervals.of_count(row["works"]),
        first_year=row["first_year"],
        last_year=row["last_year"],
        **strength_intervals(row["works"], row["own_works"], row["partner_works"], row["intensity"]),
    )


def strength_intervals(
    joint: int, one: int, other: int, intensity: float | None
) -> dict[str, intervals.Interval | None]:
    """Those of a pair's three measures, by the names the views have for them."""
    return {
        "salton_interval": intervals.of_salton(joint, one, other),
        "jaccard_interval": intervals.of_jaccard(joint, one, other),
        "intensity_interval": intervals.of_intensity(intensity, joint),
    }


def pairs_view(atlas: Atlas, selection: Selection, *, most: int = 100) -> PairsView:
    """The pairs of most joint works. Raises UnknownOption for people, who are asked for one by one."""
    level, asked = selection.level, Asked()
    if level not in PAIRED:
        raise UnknownOption("level", level.value, tuple(one.value for one in PAIRED))
    rows = atlas.ask("pairs_ranking", selection.tables, asked, **selection.values(), most_rows=most)
    names = units_of(atlas, level, [key for row in rows for key in (row["unit"], row["partner"])])
    lines = [
        PairLine(
            **{
                **row,
                "unit": names[row["unit"]],
                "partner": names[row["partner"]],
                "interval": intervals.of_count(row["works"]),
                **strength_intervals(row["works"], row["unit_works"], row["partner_works"], row["intensity"]),
            }
        )
        for row in rows
    ]
    covered = coverage(atlas, selection, asked)
    return PairsView(selection, made(atlas), covered, tuple(lines), tuple(asked.queries))


def ranking_view(atlas: Atlas, selection: Selection, *, most: int = 100, start: int = 0) -> RankingView:
    """The units of a level by output, from the one after ``start``."""
    level, asked = selection.level, Asked()
    rows = atlas.ask("ranking", selection.tables, asked, **selection.values(), most_rows=most, from_row=start)
    keys = [row["unit"] for row in rows]
    names, many = units_of(atlas, level, keys), _of_many(atlas, selection, keys, asked)
    for row in rows:
        if row["unit"] not in many:
            row["joint_first"] = row["joint_last"] = None
    lines = [
        RankLine(rank=place, **{**row, "unit": names[row["unit"]]})
        for place, row in enumerate(rows, start=start + 1)
    ]
    covered = coverage(atlas, selection, asked)
    return RankingView(selection, made(atlas), covered, tuple(lines), tuple(asked.queries))


def _of_many(atlas: Atlas, selection: Selection, keys: Sequence[str | int], asked: Asked) -> set[str | int]:
    """Those behind whom at least five people stand; an aggregate tells of no people."""
    if selection.source is Source.SCIENCE or selection.level is Level.PERSON:
        return set()
    wanted = pa.table({"unit": pa.array(keys, UNIT[selection.level])})
    rows = atlas.ask("people_among", selection.tables, asked, wanted, **selection.values())
    return {row["unit"] for row in rows if row["people"] >= LEAST_PEOPLE}


def works_view(
    atlas: Atlas, unit: str, selection: Selection, *, partner: str = "", most: int = 50, start: int = 0
) -> WorksView:
    """The works behind one unit, or behind it and ``partner`` together; without a unit, all that could be
    placed at the level."""
    level, asked = selection.level, Asked()
    values = {**selection.values(), "most_rows": most, "from_row": start}
    if unit:
        values["unit"] = key_of(level, unit)
    if not unit:
        rows = atlas.ask("selected_works", selection.tables, asked, **values)
    elif partner:
        both = {"partner": key_of(level, partner), "most_units": MOST_UNITS[level]}
        rows = atlas.ask("pair_works", selection.tables, asked, **values, **both)
    else:
        rows = atlas.ask("unit_works", selection.tables, asked, **values)
    return WorksView(selection, tuple(f"W{row['work_id']}" for row in rows), tuple(asked.queries))
