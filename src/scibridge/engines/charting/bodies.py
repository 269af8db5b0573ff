"""The drawings of documents: columns, lines, the world with arcs, a network, a square of values.

Each returns SVG in a space ``INNER`` wide, and its height. Words come from the caller, in its reader's
language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from scibridge.engines.charting.documents import INNER, Inks, mixed, printable, text
from scibridge.engines.charting.networks import HEIGHT as NETWORK_HEIGHT
from scibridge.engines.charting.networks import WIDTH as NETWORK_WIDTH
from scibridge.engines.charting.networks import Still, text_width
from scibridge.engines.charting.timelines import HEIGHT, WIDTH, Columns, Lines

Words = Callable[[float], str]
_AXIS: Final = 74.0
_PLOT: Final = 380.0
DASHES: Final = ("", "9 4", "2 4", "14 4 3 4", "5 5")
# Width and opacity of arcs by strength, 1 to 4; and of ties, 1 to 3.
ARCS: Final = ((0.9, 0.45), (1.5, 0.6), (2.6, 0.75), (4.2, 0.9))
TIES: Final = ((0.5, 0.35), (1.2, 0.5), (2.6, 0.65))
# Radius of a place that arcs join.
END: Final = 2.6
_SHADES: Final = (0.08, 0.18, 0.32, 0.8, 1.0)


def columns_body(chart: Columns, inks: Inks, words: Words, *, parted: bool = True) -> tuple[str, float]:
    """Columns over years, the part of each in full colour; ``parted`` tells whether there are parts."""
    pale = mixed(inks.accent, inks.surface, 0.4) if parted else inks.accent
    across, down = (INNER - _AXIS) / WIDTH, _PLOT / HEIGHT
    marks = []
    for one in chart.marks:
        for top, height, colour in ((one.y, one.height, pale), (one.part_y, one.part_height, inks.accent)):
            if height > 0:
                marks.append(
                    f'<rect x="{_AXIS + one.x * across:.1f}" y="{top * down:.1f}" '
                    f'width="{one.width * across:.1f}" height="{height * down:.1f}" fill="{colour}"/>'
                )
    axes = _axes(chart.top, chart.first_year, chart.last_year, inks, words, inset=True)
    return axes + "".join(marks), _PLOT + 26


def lines_body(chart: Lines, inks: Inks, words: Words) -> tuple[str, float]:
    """Lines over years, told apart by colour and dash."""
    across, down = (INNER - _AXIS) / WIDTH, _PLOT / HEIGHT
    drawn = []
    for place, one in enumerate(chart.lines):
        points = "L".join(f"{_AXIS + x * across:.1f} {y * down:.1f}" for x, y in one.points)
        drawn.append(_line(f"M{points}", place, inks))
    return _axes(chart.top, chart.first_year, chart.last_year, inks, words) + "".join(drawn), _PLOT + 26


def line_key(place: int, inks: Inks) -> str:
    """The look of a line, for the legend."""
    return _line("M0 7H28", place, inks)


def _line(path: str, place: int, inks: Inks) -> str:
    dash = f' stroke-dasharray="{DASHES[place]}"' if DASHES[place] else ""
    return f'<path d="{path}" fill="none" stroke="{inks.series[place]}" stroke-width="2.5"{dash}/>'


def _axes(top: float, first: int, last: int, inks: Inks, words: Words, *, inset: bool = False) -> str:
    """A scale of four steps, and up to eight years."""
    parts = []
    for step in range(5):
        y, value = _PLOT * (1 - step / 4), top * step / 4
        parts.append(f'<path d="M{_AXIS:g} {y:g}H{INNER:g}" stroke="{inks.line}"/>')
        parts.append(text(_AXIS - 8, y + 5, words(value), size=13, fill=inks.quiet, anchor="end"))
    years, wide = last - first + 1, INNER - _AXIS
    every = -(-years // 12)
    for year in range(first, last + 1, every):
        share = (year - first + 0.5) / years if inset else (year - first) / max(years - 1, 1)
        parts.append(
            text(_AXIS + wide * share, _PLOT + 20, str(year), size=13, fill=inks.quiet, anchor="middle")
        )
    return "".join(parts)


def world_body(
    dots: str,
    box: tuple[float, float],
    arcs: Sequence[tuple[str, int]],
    ends: Sequence[tuple[float, float]],
    inks: Inks,
) -> tuple[str, float]:
    """The inside of a drawing of dots that is ``box`` wide and high; over it (path, strength 1 to 4) and the
    places that these join.
    """
    scale = INNER / box[0]
    lines = "".join(
        f'<path d="{path}" stroke-width="{ARCS[strength - 1][0]:g}" opacity="{ARCS[strength - 1][1]:g}"/>'
        for path, strength in arcs
    )
    places = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{END}"/>' for x, y in ends)
    over = (
        f'<g stroke="{inks.warm}" stroke-linecap="round">{lines}</g>'
        f'<g fill="{inks.warm}" stroke="none">{places}</g>'
    )
    return f'<g transform="scale({scale:.4f})" fill="none">{dots}{over}</g>', box[1] * scale


def arc_key(strength: int, inks: Inks) -> str:
    """The width of an arc, for the legend."""
    width, opacity = ARCS[strength - 1]
    return (
        f'<path d="M2 8H26" stroke="{inks.warm}" stroke-width="{width:g}" opacity="{opacity:g}" '
        'stroke-linecap="round"/>'
    )


def network_body(still: Still, inks: Inks) -> tuple[str, float]:
    """Ties, marks of groups, and the names that find room."""
    ties = "".join(
        f'<path d="{path}" stroke="{inks.quiet}" stroke-width="{TIES[width - 1][0]:g}" '
        f'opacity="{TIES[width - 1][1]:g}"/>'
        for width, path in still.ties
    )
    marks = "".join(
        f'<path d="{one.path}" fill="{inks.groups[one.group - 1]}" stroke="{inks.paper}"/>'
        for one in still.marks
    )
    names = "".join(
        # Two texts, the lower one as a rim: not every reader paints the rim first.
        f'<text x="{one.x:g}" y="{one.y + 5:g}" stroke="{inks.paper}" stroke-width="4" '
        f'stroke-linejoin="round" {_NAME}>{name}</text>'
        f'<text x="{one.x:g}" y="{one.y + 5:g}" fill="{inks.ink}" {_NAME}>{name}</text>'
        for one in still.marks
        if (name := escape(printable(one.name)))
    )
    scale = INNER / NETWORK_WIDTH
    return f'<g transform="scale({scale:.4f})">{ties}{marks}{names}</g>', NETWORK_HEIGHT * scale


_NAME: Final = 'font-size="14" font-weight="700" text-anchor="middle"'


def group_key(path: str, group: int, inks: Inks) -> str:
    """The mark of a group in a box of 16 by 16, for the legend."""
    return f'<path d="{path}" fill="{inks.groups[group - 1]}"/>'


@dataclass(frozen=True, slots=True)
class SquareRow:
    """A name, its short form, and (words, shade 0 to 5) of each cell."""

    name: str
    short: str
    cells: tuple[tuple[str, int], ...]


def square_body(rows: Sequence[SquareRow], inks: Inks) -> tuple[str, float]:
    """Rows and columns in the same order, cells shaded and written."""
    names = min(max((text_width(one.name) for one in rows), default=0) * 13 + 12, 190.0)
    wide = min((INNER - names) / max(len(rows), 1), 60.0)
    high = min(max(wide * 0.7, 20.0), 30.0)
    size = min(12.0, wide * 0.27)
    parts = []
    for place, row in enumerate(rows):
        x, y = names + place * wide, 22 + place * high
        parts.append(
            text(
                x + wide / 2,
                14,
                row.short,
                size=min(12, wide * 0.5),
                fill=inks.quiet,
                anchor="middle",
                bold=True,
            )
        )
        parts.append(text(0, y + high / 2 + 4, row.name, size=13, fill=inks.ink))
        for column, (words, shade) in enumerate(row.cells):
            left = names + column * wide
            fill = shade_fill(shade, inks) if column != place else inks.sunken
            parts.append(
                f'<rect x="{left + 0.5:.1f}" y="{y + 0.5:.1f}" width="{wide - 1:.1f}" '
                f'height="{high - 1:.1f}" fill="{fill}"/>'
            )
            ink = inks.accent_ink if shade > 3 else inks.ink
            parts.append(
                text(
                    round(left + wide / 2, 1),
                    round(y + high / 2 + 4, 1),
                    words,
                    size=size,
                    fill=ink,
                    anchor="middle",
                )
            )
    return "".join(parts), 22 + len(rows) * high


def shade_fill(shade: int, inks: Inks) -> str:
    """The colour of a shade; 0 is the surface itself."""
    return mixed(inks.accent, inks.surface, _SHADES[shade - 1]) if shade else inks.surface


def swatch_key(fill: str, inks: Inks) -> str:
    """A patch of colour, for the legend."""
    return f'<rect width="26" height="14" rx="2" fill="{fill}" stroke="{inks.line}"/>'
