"""A network that stands still: its strongest, within the picture, names that do not overlap."""

from scibridge.engines.charting.networks import HEIGHT, WIDTH, still, text_width

NODES = [
    (0.0, 0.0, 4.0, 0, "One"),
    (1.0, 1.0, 16.0, 1, "Two"),
    (1.0, 0.99, 8.0, 0, "Three"),
    (0.5, 0.5, 1.0, 8, "Four"),
]
TIES = [(0, 1, 10.0), (1, 2, 2.0), (0, 3, 9.0)]


def test_the_strongest_lie_on_top_within_the_picture() -> None:
    found = still(NODES, TIES, most=3, names=3)
    assert [one.place for one in found.marks] == [0, 2, 1]
    assert all(0 < one.x < WIDTH and 0 < one.y < HEIGHT for one in found.marks)
    assert (found.marks[-1].radius, found.marks[-1].group) == (17.0, 2)
    # The third lies under the second: only one of both is named.
    assert [one.name for one in found.marks] == ["One", "", "Two"]
    # The tie to the one that is left out is left out.
    assert [(width, path.count("M")) for width, path in found.ties] == [(2, 1), (3, 1)]


def test_nothing_is_nothing() -> None:
    found = still([], [], most=9, names=9)
    assert (found.marks, found.ties) == ((), ())


def test_a_chinese_character_is_as_wide_as_it_is_high() -> None:
    assert text_width("中国") == 2.0
    assert text_width("ab") == 1.12
