"""Pictures of the atlas to take along: the same as on the page, as SVG or PNG, with their words in them."""

import gzip
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.atlas.measures import measure_of
from scibridge.engines.atlas.networks import FEWEST, MOST
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.engines.charting import bodies
from scibridge.engines.charting.documents import Key, Picture, document, mixed
from scibridge.engines.charting.networks import still
from scibridge.engines.charting.raster import as_png
from scibridge.engines.charting.timelines import lines
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas.selectors import compare_view, subject_name, subject_view, unit_name, unit_view
from scibridge.flows.world.picture import drawing
from scibridge.kernel.bilingual import html_language
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.arcs import arcs, ends_of, least_of_widths, measured_by
from scibridge.web.atlas.asking import compared_of, query_of, selection_of, unit_address
from scibridge.web.atlas.captions import measure_label, notes, number, subtitle
from scibridge.web.atlas.inks import INKS
from scibridge.web.atlas.joining import asked_of, group_of
from scibridge.web.atlas.matrix import drawn, of_matrix
from scibridge.web.atlas.network import CHOICES, USUAL, groups, read
from scibridge.web.atlas.overview import world_pairs
from scibridge.web.atlas.showing import subject_choices, year_chart
from scibridge.web.downloads import file_name
from scibridge.web.home.world import shown_world
from scibridge.web.rates import rated
from scibridge.web.shared import shared

FORMS = {"svg": "image/svg+xml", "png": "image/png"}
# A file shows more than fits beside the words of a page.
_UNITS, _NAMES = 300, 40


@require_safe
@rated
@shared
@answered
def picture(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """One picture in one form; the query says of what, as on the page."""
    if kind not in _KINDS or form not in FORMS:
        raise Http404
    svg = document(_KINDS[kind](request.GET), INKS, html_language(get_language() or "en"))
    response = HttpResponse(svg if form == "svg" else as_png(svg), content_type=FORMS[form])
    response.headers["Content-Disposition"] = file_name(f"atlas-{kind}", form)
    # Opened by itself, a picture may load and run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _years(given: QueryDict) -> Picture:
    selection = selection_of(given)
    unit = given.get("unit", "")
    if unit:
        view = unit_view(unit, selection, most_partners=1)
        name, covered = unit_name(view.unit), view.coverage
        chart = year_chart((one.year, one.works, one.international) for one in view.years)
        address = unit_address(view.unit.id, selection)
    else:
        found = subject_view(selection, most=1)
        name, covered = subject_name(found.subject) or _("Atlas"), found.coverage
        chart = year_chart(found.years)
        address = reverse("atlas") + query_of(selection)
    if chart is None:
        raise UnitAbsent(selection.level.value, unit)
    corpus = selection.source is Source.CORPUS
    body, height = bodies.columns_body(chart, INKS, number, parted=corpus)
    keys = [Key(bodies.swatch_key(INKS.accent, INKS), _("International works"))]
    if corpus:
        pale = mixed(INKS.accent, INKS.surface, 0.4)
        keys.insert(0, Key(bodies.swatch_key(pale, INKS), _("All works")))
    title = _("%(name)s: works by year") % {"name": name}
    words = subtitle(selection, subject="" if not unit else _subject(selection))
    return Picture(title, words, body, height, tuple(keys), notes(selection, covered, address))


def _subject(selection: Selection) -> str:
    return subject_choices(selection)[0]


def _compare(given: QueryDict) -> Picture:
    selection = selection_of(given)
    wanted = compared_of(given, selection)
    if not FEWEST <= len(wanted) <= MOST:
        raise UnknownOption("with", len(wanted), tuple(map(str, range(FEWEST, MOST + 1))))
    view = compare_view(wanted, selection)
    chart = lines([(one.unit.id, {year.year: year.works for year in one.years}) for one in view.units])
    if chart is None:
        raise UnitAbsent(selection.level.value, wanted[0])
    body, height = bodies.lines_body(chart, INKS, number)
    names = [unit_name(one.unit) for one in view.units]
    keys = tuple(Key(bodies.line_key(place, INKS), name) for place, name in enumerate(names))
    level = "" if selection.level is Level.COUNTRY else selection.level.value
    address = reverse("atlas_compare") + query_of(selection, level=level, **{"with": wanted})
    words = subtitle(selection, subject=_subject(selection))
    told = notes(selection, view.units[0].coverage, address)
    return Picture(_("Works by year"), words, body, height, keys, told)


def _world(given: QueryDict) -> Picture:
    selection = selection_of(given)
    if selection.level is not Level.COUNTRY:
        raise UnknownOption("level", selection.level.value, (Level.COUNTRY.value,))
    measure = measure_of(given.get("by") or "")
    view, ordered = world_pairs(selection, measure)
    seen = shown_world()
    found = drawing(seen.world.key, seen.view, "wide", "light") or b""
    dots = gzip.decompress(found).decode() if found else "<svg></svg>"
    inside = dots[dots.index(">") + 1 : dots.rindex("</svg>")]
    drawn = arcs(ordered, selection)
    marks, ends = [(one.path, one.strength) for one in drawn], [(one.x, one.y) for one in ends_of(drawn)]
    body, height = bodies.world_body(inside, (seen.world.width, seen.world.height), marks, ends, INKS)
    keys = [Key("", measure_label(measure))]
    keys += [
        Key(bodies.arc_key(width, INKS), _("%(least)s or more") % {"least": number(least)})
        for width, least in least_of_widths(ordered)
    ]
    address = reverse("atlas") + query_of(selection, by=measured_by(measure))
    words = subtitle(selection, subject=_subject(selection))
    told = notes(selection, view.coverage, address)
    return Picture(_("Who works with whom"), words, body, height, tuple(keys), told)


def _network(given: QueryDict) -> Picture:
    asked = asked_of(given, CHOICES, USUAL)
    view = read(asked)
    if not view.units:
        raise UnitAbsent(asked.selection.level.value, "")
    shown = still(
        [
            (one.x, one.y, one.strength, group_of(one.community) - 1, unit_name(one.unit))
            for one in view.units
        ],
        [(one.one, one.other, one.value) for one in view.ties],
        most=_UNITS,
        names=_NAMES,
    )
    body, height = bodies.network_body(shown, INKS)
    comma = pgettext("between items of a list", ", ")
    keys = tuple(
        Key(
            bodies.group_key(one.path, one.number, INKS),
            f"{comma.join(one.largest) or _('smaller groups')} {number(one.size)}",
        )
        for one in groups(view)
    )
    address = reverse("atlas_network") + query_of(asked.selection, **asked.query)
    words = subtitle(asked.selection, subject=_subject(asked.selection), by=asked.measure)
    told = notes(asked.selection, view.coverage, address)
    return Picture(_("Network"), words, body, height, keys, told)


def _matrix(given: QueryDict) -> Picture:
    asked, order = of_matrix(given)
    view, square = drawn(asked, order)
    if not square.rows:
        raise UnitAbsent(asked.selection.level.value, "")
    rows = [
        bodies.SquareRow(
            row.name,
            row.unit.id,
            tuple(
                ("–" if one.itself else number(one.value) if one.shade else "·", one.shade)
                for one in row.cells
            ),
        )
        for row in square.rows
    ]
    body, height = bodies.square_body(rows, INKS)
    keys = tuple(
        Key(
            bodies.swatch_key(bodies.shade_fill(shade, INKS), INKS),
            _("%(least)s or more") % {"least": number(least)},
        )
        for shade, least in square.least
    )
    more = {"order": order} if order == "community" else {}
    address = reverse("atlas_matrix") + query_of(asked.selection, **asked.query, **more)
    words = subtitle(asked.selection, subject=_subject(asked.selection), by=asked.measure)
    told = notes(asked.selection, view.coverage, address)
    return Picture(_("Matrix of countries"), words, body, height, keys, told)


_KINDS: dict[str, Callable[[QueryDict], Picture]] = {
    "years": _years,
    "compare": _compare,
    "world": _world,
    "network": _network,
    "matrix": _matrix,
}
