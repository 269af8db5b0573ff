"""A picture as an SVG document of its own: title, what it is of, the drawing, its legend, notes and source.

Everything is written out (colours, sizes, words), for readers who have nothing but the file. Texts are broken
by an estimate of their width, since a file cannot ask which font it will be read in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from scibridge.engines.charting.networks import text_width

WIDTH: Final = 1080.0
MARGIN: Final = 40.0
INNER: Final = WIDTH - 2 * MARGIN
_LATIN: Final = '"Noto Sans", "Source Sans 3", "Segoe UI", Roboto, Arial'
_HAN: Final = (
    '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", '
    '"Source Han Sans SC", "WenQuanYi Micro Hei"'
)
# What every machine with fonts has.
_LAST: Final = '"Liberation Sans", "DejaVu Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours as the page's tokens have them by light: ``groups`` from the first to the rest."""

    paper: str
    surface: str
    sunken: str
    ink: str
    quiet: str
    line: str
    accent: str
    accent_ink: str
    warm: str
    series: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a drawing of 28 by 14 units, and its words."""

    drawing: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What a document holds. ``body`` is SVG in a space of :data:`INNER` by ``height`` units."""

    title: str
    subtitle: str
    body: str
    height: float
    keys: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()


def text(
    x: float, y: float, words: str, *, size: float, fill: str, anchor: str = "", bold: bool = False
) -> str:
    """One line of text."""
    more = (f' text-anchor="{anchor}"' if anchor else "") + (' font-weight="700"' if bold else "")
    at = f'x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{more}'
    return f"<text {at}>{escape(printable(words))}</text>"


def printable(words: str) -> str:
    """Without the characters that XML 1.0 has no place for."""
    return "".join(
        one
        for one in words
        if one in "\t\n\r" or " " <= one < "\ud800" or "\ue000" <= one < "\ufffe" or one > "\uffff"
    )


def broken(words: str, width: float) -> list[str]:
    """Lines of at most ``width`` ems, broken at spaces, or within Chinese anywhere; none is empty."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and text_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(words: str) -> list[str]:
    """Words with the space after them, and Chinese characters one by one; a closing mark stays with what it
    closes."""
    found: list[str] = []
    for one in words:
        wide = ord(one) > 0x2E7F
        closes = one in "，。；：、）”》！？"
        begins = not found or found[-1].endswith(" ") or wide or ord(found[-1][-1]) > 0x2E7F
        if begins and not closes and one != " ":
            found.append(one)
        elif found:
            found[-1] += one
        else:
            found.append(one)
    return found


def document(picture: Picture, inks: Inks, language: str) -> str:
    """The whole as SVG, as high as it needs to be."""
    parts, y = [], MARGIN
    for line in broken(picture.title, INNER / 26):
        y += 28
        parts.append(text(MARGIN, y, line, size=26, fill=inks.ink, bold=True))
        y += 6
    for line in broken(picture.subtitle, INNER / 16):
        y += 20
        parts.append(text(MARGIN, y, line, size=16, fill=inks.quiet))
    y += 22
    parts.append(f'<g transform="translate({MARGIN:g} {y:g})">{picture.body}</g>')
    y += picture.height + 14
    legend, y = _legend(picture.keys, inks, y)
    parts.append(legend)
    for note in picture.notes:
        for line in broken(note, INNER / 13):
            y += 19
            parts.append(text(MARGIN, y, line, size=13, fill=inks.quiet))
        y += 3
    height = y + MARGIN * 0.6
    chinese = language.startswith("zh")
    fonts = f"{_HAN}, {_LATIN}" if chinese else f"{_LATIN}, {_HAN}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang={quoteattr(language)} width="{WIDTH:g}" '
        f'height="{height:g}" viewBox="0 0 {WIDTH:g} {height:g}" role="img" '
        f"font-family={quoteattr(f'{fonts}, {_LAST}')}>"
        f"<title>{escape(printable(picture.title))}</title><desc>{escape(printable(picture.subtitle))}</desc>"
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="{inks.paper}"/>{"".join(parts)}</svg>'
    )


def _legend(keys: Sequence[Key], inks: Inks, y: float) -> tuple[str, float]:
    """Entries side by side, in as many rows as they need."""
    if not keys:
        return "", y
    parts, x = [], MARGIN
    y += 20
    for key in keys:
        wide = (34 if key.drawing else 0) + text_width(key.words) * 14 + 22
        if x > MARGIN and x + wide > MARGIN + INNER:
            x, y = MARGIN, y + 24
        if key.drawing:
            parts.append(f'<g transform="translate({x:g} {y - 12:g})">{key.drawing}</g>')
        parts.append(text(x + (34 if key.drawing else 0), y, key.words, size=14, fill=inks.ink))
        x += wide
    return "".join(parts), y + 8


def mixed(colour: str, with_colour: str, share: float) -> str:
    """``share`` of one colour ``#rrggbb`` in another, as CSS mixes them in sRGB."""
    pairs = zip(_channels(colour), _channels(with_colour), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
