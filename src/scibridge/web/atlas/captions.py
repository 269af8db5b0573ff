"""The words in a picture that leaves the page: of what it is, how it is measured, what it rests on."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.selections import Counting, Scope, Selection, Source
from scibridge.engines.atlas.views import Coverage
from scibridge.flows.atlas.selectors import made_view, science_manifest
from scibridge.web.atlas.writing import day, measure, per_cent
from scibridge.web.labels import label
from scibridge.web.landing import absolute

number = measure


def measure_label(by: Measure) -> str:
    """What strength is, in words."""
    return str(label("atlas_measure", by))


def subtitle(selection: Selection, *, subject: str = "", by: Measure | None = None) -> str:
    """Source, years, subject, counting and measure, as far as they are not the usual."""
    science = selection.source is Source.SCIENCE
    made = science_manifest() if science else made_view()
    first = selection.first_year or made.first_year
    last = min(selection.last_year, made.last_year) if selection.last_year == 9999 else selection.last_year
    parts = [
        _("All of science") if science else "",
        f"{first}–{last}" if first != last else str(first),
        subject,
        _("International works only") if science or selection.scope is Scope.INTERNATIONAL else "",
        _("Fractional counting") if selection.counting is Counting.FRACTIONAL else "",
        measure_label(by) if by else "",
    ]
    return " · ".join(one for one in parts if one)


def notes(selection: Selection, covered: Coverage, address: str) -> tuple[str, ...]:
    """Coverage, source and the address the picture can be made anew from."""
    if selection.source is Source.SCIENCE:
        held = science_manifest()
        told = _(
            "International works of all of science, %(first)s–%(last)s, as an aggregate by pair of countries"
            " and year; works of one country alone are not in it."
        ) % {"first": held.first_year, "last": held.last_year}
        made = day(held.made)
        source = _("%(cells)s figures from %(source)s, loaded on %(day)s.") % {
            "cells": measure(held.cells),
            "source": held.source,
            "day": date_format(made) if made else "–",
        }
    else:
        tables = made_view()
        told = ngettext(
            "%(shown)s work is in this selection; %(share)s of them could be placed.",
            "%(shown)s works are in this selection; %(share)s of them could be placed.",
            covered.works,
        ) % {"shown": measure(covered.works), "share": per_cent(covered.placed_share)}
        made = day(tables.made)
        source = _(
            "Computed from %(works)s works of the corpus of this platform on %(day)s; it is a sample of"
            " science, not all of it."
        ) % {"works": measure(tables.works), "day": date_format(made) if made else "–"}
    name = pgettext("the name of the platform", "SciBridge")
    return told, source, f"{name} · {absolute(address)}"
