"""Values of templates: found as Django finds them, whatever stands where."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.utils import timezone, translation
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from tests.web.test_folding import PLAIN

SETTINGS = {
    "libraries": engines["django"].engine.libraries,
    "builtins": engines["django"].engine.builtins,
}


class Careful:
    """Answers calls, and refuses one that changes data."""

    def __call__(self) -> str:
        return "called"

    def plain(self) -> str:
        return "<method>"

    def delete(self) -> str:
        raise AssertionError("a template changed data")

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def broken(self) -> str:
        raise AttributeError("of its own")


class Keyed:
    """Keys come before attributes."""

    one = "an attribute"

    def __getitem__(self, name: str) -> str:
        if name == "one":
            return "a key"
        raise KeyError(name)


GIVEN: dict[str, Any] = {
    "text": "<b> & 'quoted' \"twice\"",
    "safe": mark_safe("<i>"),
    "lazy": lazystr("<lazy>"),
    "number": 12345,
    "none": None,
    "many": ["first", "<second>"],
    "pair": ("x", "y"),
    "map": {"key": "<v>", "items": "a key, not a method", "deep": {"of": SimpleNamespace(it="<deep>")}},
    "thing": SimpleNamespace(name="<n>", empty="", none=None, below=SimpleNamespace(code="<c>")),
    "careful": Careful(),
    "keyed": Keyed(),
    "moment": datetime(2027, 1, 31, 20, tzinfo=UTC),
}
PATHS = (
    "text", "safe", "lazy", "number", "none", "many.0", "many.1", "many.9", "pair.1", "map.key", "map.items",
    "map.deep.of.it", "map.absent", "thing.name", "thing.empty", "thing.none", "thing.none.more",
    "thing.absent", "thing.below.code", "careful", "careful.plain", "careful.delete", "keyed.one",
    "keyed.two", "text.0", "text.upper", "absent", "absent.more", "dicts", "template", "moment",
    "True", "3", "'a literal'",
    "careful.broken",
)  # fmt: skip
FILTERS = (
    "",
    "|default:'<none>'",
    "|upper",
    "|length",
    "|truncatechars:3",
    "|safe",
    "|default:text",
    "|add:number",
)


def _both(source: str) -> list[str | type[Exception]]:
    found: list[str | type[Exception]] = []
    for loader in (PLAIN[0], "scibridge.web.folding.Loader"):
        held = {"t": source}
        plain = (PLAIN[0], held)
        engine = Engine(loaders=[plain if loader == PLAIN[0] else (loader, [plain])], **SETTINGS)
        try:
            found.append(engine.get_template("t").render(Context(GIVEN)))
        except (AttributeError, TypeError, ValueError) as error:
            found.append(type(error))
    return found


@pytest.mark.parametrize("path", PATHS)
def test_a_value_is_what_django_says(path: str) -> None:
    for filters in FILTERS:
        for source in (
            f"{{{{ {path}{filters} }}}}",
            f"{{% autoescape off %}}{{{{ {path}{filters} }}}}{{% endautoescape %}}",
            f"{{% if {path}{filters} %}}yes{{% else %}}no{{% endif %}}",
        ):
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    plain, quick = _both(source)
                assert plain == quick, source


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in many %}{{ forloop.counter }}{{ x }}{% if not forloop.last %}, {% endif %}{% endfor %}",
        "{% if thing.name == '<n>' and not absent or number > 3 %}{{ thing.name|default:text }}{% endif %}",
        "{% with own=thing.below.code|lower %}{{ own }}{% endwith %}{{ own }}",
        "{% for key, value in map.items %}{{ key }}{% empty %}{{ map.key }}{% endfor %}",
        "{{ moment|date:'H:i' }} {{ moment }}",
        "{% firstof absent thing.none text %}",
    ],
)
def test_tags_find_their_values_so(source: str) -> None:
    with timezone.override("Asia/Shanghai"):
        plain, quick = _both(source)
    assert plain == quick
