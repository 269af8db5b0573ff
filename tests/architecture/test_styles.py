"""One hand: colours live in the tokens and can be read, classes exist and are used, nothing is inline."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scibridge.web.design.pairs import EDGES, TEXTS

WEB = Path(__file__).resolve().parents[2] / "src" / "scibridge" / "web"
STYLES = WEB / "static" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
TOKENS = STYLES / "tokens.css"

# Classes that stand in no template of ours, and who writes them.
WRITTEN_ELSEWHERE = {
    "errorlist": "Django's forms",
    "htmx-request": "htmx, while it waits",
    "success": "django.contrib.messages",
    "warning": "django.contrib.messages",
    "error": "django.contrib.messages",
    # The grid has all its columns, whichever pages use today.
    **{f"span-{number}": "the grid" for number in (3, 4, 5, 6, 7, 8, 9, 12)},
}
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\("
    r"|(?<![\w-])(?:white|black|red|green|blue|gray|grey|yellow|orange|purple|pink|brown|teal|navy)(?![\w-])"
)
TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
CLASS = re.compile(r"""class=["']((?:{%.*?%}|{{.*?}}|[^"'{])*)["']""", re.DOTALL)
SELECTOR = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def colours_in(css: str) -> list[str]:
    values = re.findall(r":([^;{}]*)[;}]", without_comments(css))
    return [found for value in values for found in COLOUR.findall(value)]


def classes_of_styles() -> dict[str, set[str]]:
    """Class to the files that style it."""
    found: dict[str, set[str]] = {}
    for path in sorted(STYLES.glob("*.css")):
        css = re.sub(r"\"[^\"]*\"|url\([^)]*\)", "", without_comments(path.read_text("utf-8")))
        for selector in re.findall(r"([^{};]+){", css):
            for name in SELECTOR.findall(re.sub(r"@[^{]*", "", selector)):
                found.setdefault(name, set()).add(path.name)
    return found


def words_of_classes(attribute: str) -> Iterator[str]:
    """The classes of an attribute; what a tag chooses between counts, what a variable fills in does not."""
    for word in VARIABLE.sub("\0", TAG.sub(" ", attribute)).split():
        if "\0" not in word:
            yield word


def classes_of_templates() -> dict[str, set[str]]:
    """Class to the templates and modules that write it."""
    found: dict[str, set[str]] = {}
    for path in [*TEMPLATES, *sorted(WEB.rglob("*.py"))]:
        for attribute in CLASS.findall(path.read_text("utf-8")):
            for word in words_of_classes(re.sub(r"{}", "\0", attribute).replace("\0", "{{}}")):
                found.setdefault(word, set()).add(path.name)
    return found


def beginnings() -> tuple[str, ...]:
    """What stands before a variable in a class: ``ground-`` of ``ground-{{ name }}``."""
    attributes = [one for path in TEMPLATES for one in CLASS.findall(path.read_text("utf-8"))]
    words = [word for one in attributes for word in VARIABLE.sub("\0", TAG.sub(" ", one)).split()]
    return tuple({word.partition("\0")[0] for word in words if "\0" in word} - {""})


def words_of_code() -> set[str]:
    """Every word in a string of the pages' code: classes may be chosen there."""
    texts = [path.read_text("utf-8") for path in [*WEB.rglob("*.py"), *STYLES.glob("*.js")]]
    strings = [one for text in texts for one in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'", text)]
    return {word.lstrip(".") for pair in strings for one in pair for word in re.split(r"[\s{}<>=]+", one)}


def test_no_colour_stands_outside_the_tokens() -> None:
    found = {
        path.name: colours_in(path.read_text("utf-8")) for path in STYLES.glob("*.css") if path != TOKENS
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


@pytest.mark.parametrize(
    "css", ["a { color: #fff; }", "a { background: rgb(1 2 3) }", "a { border: 1px solid white; }"]
)
def test_a_colour_of_ones_own_is_caught(css: str) -> None:
    assert len(colours_in(css)) == 1


@pytest.mark.parametrize(
    "css", ["a { color: var(--ink); white-space: nowrap; }", "a:hover { fill: CanvasText }", "/* #fff */"]
)
def test_what_is_no_colour_passes(css: str) -> None:
    assert colours_in(css) == []


def test_every_class_of_a_template_is_styled() -> None:
    styled = classes_of_styles()
    unknown = {name: sorted(places) for name, places in classes_of_templates().items() if name not in styled}
    assert unknown == {}, "style them; what only scripts and tests look for is an id or data- attribute"


def test_no_class_is_styled_for_nobody() -> None:
    used = {*classes_of_templates(), *words_of_code(), *WRITTEN_ELSEWHERE}
    dead = {
        name: sorted(files)
        for name, files in classes_of_styles().items()
        if name not in used and not name.startswith(beginnings())
    }
    assert dead == {}


def test_a_class_is_read_through_the_tags_around_it() -> None:
    attribute = "tag {% if a %}good{% else %}bad{% endif %} {{ tone }} is-{{ x }}{% if b %} open{% endif %}"
    assert list(words_of_classes(attribute)) == ["tag", "good", "bad", "open"]


INLINE = {
    "a style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script": re.compile(r"<script(?![^>]*(?:\bsrc=|type=\"application/))", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an htmx handler": re.compile(r"\shx-on\b|\shx-vals=[\"']js:", re.IGNORECASE),
    "an address that acts": re.compile(r"(?:href|src|action)=[\"']\s*javascript:", re.IGNORECASE),
}


def inline(text: str) -> list[str]:
    bare = VARIABLE.sub("", TAG.sub("", text))
    return [what for what, pattern in INLINE.items() if pattern.search(bare)]


def test_nothing_in_a_template_is_inline() -> None:
    found = {str(path.relative_to(WEB)): inline(path.read_text("utf-8")) for path in TEMPLATES}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<a onclick="go()">',
        "<script>go()</script>",
        "<style>a{}</style>",
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
        '<svg {% if a %}class="x"{% endif %} onload=go()>',
    ],
)
def test_what_is_inline_is_caught(text: str) -> None:
    assert len(inline(text)) == 1


@pytest.mark.parametrize(
    "text",
    ['<script src="{% static \'web/menus.js\' %}" type="module"></script>', '<p data-on="1">on = 1</p>'],
)
def test_what_is_linked_passes(text: str) -> None:
    assert inline(text) == []


def tokens() -> dict[str, tuple[str, str]]:
    """Colours of light and dark, by name."""
    css = without_comments(TOKENS.read_text("utf-8"))
    pair = r"--([a-z-]+): light-dark\((#[0-9a-f]{6})(?:[0-9a-f]{2})?, (#[0-9a-f]{6})(?:[0-9a-f]{2})?\)"
    return {name: (light, dark) for name, light, dark in re.findall(pair, css)}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


SEEN = [(line, ground) for line, grounds in EDGES for ground in grounds]
PAIRS = [(ink, ground) for ink, grounds in TEXTS for ground in grounds]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(theme: int, ink: str, ground: str) -> None:
    least = 7.0 if ink in {"ink", "quiet"} else 4.5
    known = tokens()
    assert contrast(known[ink][theme], known[ground][theme]) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("line", "ground"), [(line, ground) for line, grounds in EDGES for ground in grounds]
)
def test_edges_that_matter_can_be_seen(theme: int, line: str, ground: str) -> None:
    known = tokens()
    assert contrast(known[line][theme], known[ground][theme]) >= 3.0


def test_every_token_of_colour_is_in_a_pair_or_is_no_ground_for_words() -> None:
    used = {ink for ink, _ in TEXTS} | {one for _, grounds in TEXTS for one in grounds}
    assert set(tokens()) - used == {"line", "line-strong", "veil", "shade"} | {
        line for line, _ in EDGES if line.startswith("group-")
    }
