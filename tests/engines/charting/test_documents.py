"""A picture as a document: all its words in it, well-formed whatever they are."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.charting.documents import INNER, WIDTH, Inks, Key, Picture, broken, document, mixed
from scibridge.engines.charting.networks import text_width

INKS = Inks(*(["#000000"] * 9), series=("#000000",) * 5, groups=("#000000",) * 8)
SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_title_legend_and_notes_are_text() -> None:
    picture = Picture("A < B", "2019–2020", "<path/>", 100, (Key("", "Joint works"),), ("From here",))
    svg = document(picture, INKS, "en")
    assert words_of(svg) == ["A < B", "2019–2020", "Joint works", "From here"]
    assert "style=" not in svg
    root = ET.fromstring(svg)  # noqa: S314
    assert root.attrib["width"] == f"{WIDTH:g}"


def test_the_readers_fonts_come_first() -> None:
    picture = Picture("图", "", "", 10)
    english, chinese = document(picture, INKS, "en"), document(picture, INKS, "zh-Hans")
    assert english.index("Segoe UI") < english.index("PingFang SC")
    assert chinese.index("PingFang SC") < chinese.index("Segoe UI")


@given(st.text(max_size=60))
def test_any_words_are_well_formed(words: str) -> None:
    svg = document(Picture(words, words, "", 10, (Key("", words),), (words,)), INKS, "en")
    ET.fromstring(svg)  # noqa: S314


@given(st.lists(st.text("abc 中文，", min_size=1, max_size=9), max_size=30))
def test_lines_are_no_wider_than_asked(pieces: list[str]) -> None:
    words = " ".join(pieces)
    lines = broken(words, 12)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(line.strip() for line in lines)


def test_a_long_title_is_broken() -> None:
    lines = broken("Who works with whom in all of science " * 4, INNER / 26)
    assert len(lines) > 1
    assert all(text_width(line) <= INNER / 26 for line in lines)
    assert broken("全部科学文献中的国际合作，按国家对汇总", 10) == [
        "全部科学文献中的国际",
        "合作，按国家对汇总",
    ]


def test_colours_mix_as_css_does() -> None:
    assert mixed("#ff0000", "#ffffff", 0.4) == "#ff9999"
