"""Icons: drawn into the page, silent unless named, and only those the house uses."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from scibridge.engines.errors import UnknownOption
from scibridge.web import icons

TEMPLATES = Path(icons.__file__).parent / "templates"
USED = re.compile(r"{%\s*icon\s+[\"']([^\"']+)[\"']")


def test_an_icon_says_nothing_by_itself() -> None:
    drawn = Template('{% load house %}{% icon "search" %}').render(Context())
    assert drawn == (
        '<svg class="icon" width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="m21 21-4.34-4.34"/> <circle cx="11" cy="11" r="8"/></svg>'
    )


def test_an_icon_with_a_label_is_an_image_with_that_name() -> None:
    drawn = Template('{% load house %}{% icon "search" label %}').render(Context({"label": 'Find "it" <b>'}))
    assert 'role="img" aria-label="Find &quot;it&quot; &lt;b&gt;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("name", ["serach", "", "../search", "apple"])
def test_a_name_that_is_not_in_use_is_refused(name: str) -> None:
    with pytest.raises(UnknownOption) as refused:
        Template('{% load house %}{% icon "' + name + '" %}').render(Context())
    assert refused.value.data["value"] == name
    assert "search" in refused.value.data["choices"]


def test_every_icon_of_the_list_is_in_the_package() -> None:
    assert [name for name in sorted(icons.ICONS) if "<" not in icons.icon(name)] == []


def test_every_icon_of_a_template_is_in_the_list() -> None:
    used = {
        name for path in TEMPLATES.rglob("*.html") for name in USED.findall(path.read_text(encoding="utf-8"))
    }
    assert used
    assert used - icons.ICONS == set()


def test_an_icon_takes_its_colour_from_the_stylesheet() -> None:
    drawn = "".join(icons.icon(name) for name in icons.ICONS)
    assert "style=" not in drawn
    assert "#" not in drawn
