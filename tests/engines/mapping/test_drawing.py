"""The picture as SVG: exact paths, nothing that acts, and small enough for a phone."""

import gzip
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from scibridge.engines.mapping.dots import bin_dots
from scibridge.engines.mapping.drawing import Colours, dots_path, line_path, net_path, world_svg
from scibridge.engines.mapping.projection import Frame

COLOURS = Colours("#123456", "#abcdef")


def test_dots_are_steps_from_one_to_the_next() -> None:
    assert dots_path([(3, 1), (5, 1), (2, 4), (2, 5)]) == "m3 1zm2 0zm-3 3zm0 1z"
    assert dots_path([(3, 4), (1, 2)]) == "m3 4zm-2-2z"
    assert dots_path([]) == ""


def test_a_line_is_written_to_a_tenth() -> None:
    assert line_path([(1.04, 2.0), (3.96, -0.04)]) == "M1 2L4 0"


def test_the_net_is_of_parallels() -> None:
    path = net_path(Frame(1000, 11, -57, 80))
    assert path.count("M") == path.count("H") == 4  # 30 south, the equator, 30 and 60 north
    assert "M0 " in path  # the equator begins at the very edge


def test_a_small_world_to_the_letter() -> None:
    dots = bin_dots(np.array([1.0, 5.0]), np.array([1.0, 1.0]), 2.0)
    assert world_svg(Frame(10, 0, -10, 10), dots, COLOURS) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 0.7" fill="none">'
        '<path d="M0 0.4H10" stroke="#abcdef" stroke-width=".8"/>'
        '<g transform="translate(1 1) scale(2)" stroke="#123456" stroke-linecap="round">'
        '<path d="m0 0zm2 0z" stroke-width="0.80" opacity="0.60"/></g></svg>'
    )


def test_an_empty_world_is_a_net_without_dots() -> None:
    dots = bin_dots(np.array([]), np.array([]), 2.0)
    picture = ET.fromstring(world_svg(Frame(), dots, COLOURS))  # noqa: S314
    paths = picture.findall(".//{http://www.w3.org/2000/svg}path")
    assert len(paths) == 1


def test_a_colour_cannot_leave_its_attribute() -> None:
    dots = bin_dots(np.array([1.0]), np.array([1.0]), 2.0)
    text = world_svg(Frame(), dots, Colours('red"><script>', "blue"))
    assert "<script>" not in text
    ET.fromstring(text)  # noqa: S314


@pytest.mark.parametrize("cell", [2.0, 4.5])
def test_as_many_dots_as_the_grid_takes_stay_small(cell: float) -> None:
    # Worse than any registry: forty thousand places spread evenly, none two alike.
    spread = np.random.default_rng(7)
    frame = Frame(1000, 11, -57, 80)
    x, y = frame.place(spread.uniform(-180, 180, 40_000), spread.uniform(-57, 80, 40_000))
    svg = world_svg(frame, bin_dots(x, y, cell), COLOURS)
    assert len(gzip.compress(svg.encode(), 9)) < 60_000


def test_the_same_places_are_the_same_picture() -> None:
    x, y = np.array([5.0, 1.0, 9.0]), np.array([1.0, 2.0, 3.0])
    turned = world_svg(Frame(), bin_dots(x[::-1], y[::-1], 2.0), COLOURS)
    assert world_svg(Frame(), bin_dots(x, y, 2.0), COLOURS) == turned
