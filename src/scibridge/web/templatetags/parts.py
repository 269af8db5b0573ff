"""Parts that need a thought before they are drawn: verdict, readiness scale, score bar, sortable heading.

Shown on ``/design/``. What needs no thought is plain markup with the classes of ``parts.css``.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from scibridge.engines.matching.documents import Stage
from scibridge.web.sections import SECTIONS
from scibridge.web.templatetags.house import icon, label, outcome_tone
from scibridge.web.words import figure

register = template.Library()

_SIGNS = {"meets": "circle-check", "partly": "contrast", "no": "circle-x", "unknown": "circle-question-mark"}
_LEVELS = range(1, 10)


@register.filter
def marked_fields(form: Any) -> list[tuple[str, Any, str]]:
    """What is wrong in a form, in its order: a field's name as readers know it, the field, the sentence."""
    sections = getattr(form, "sections", None)
    if sections is None:
        return _marked_among(form.visible_fields())
    found: list[tuple[str, Any, str]] = []
    for section in sections() if callable(sections) else sections:
        for row in section.rows:
            found += _marked_among(row.inputs, str(row.label))
            for part in row.formset or ():
                fields = part.visible_fields()
                found += [(str(row.label), fields[0], error) for error in part.non_field_errors()]
                found += [(f"{row.label} · {name}", one, error) for name, one, error in _marked_among(fields)]
    return found


def _marked_among(fields: Iterable[Any], named: str = "") -> list[tuple[str, Any, str]]:
    return [(named or str(one.label), one, one.errors[0]) for one in fields if one.errors]


@register.simple_tag
def options(choices: Iterable[tuple[str, str, bool]]) -> SafeString:
    """The options of a select: code, label, whether it is chosen."""
    return _options(tuple(choices))


@lru_cache(maxsize=512)
def _options(choices: tuple[tuple[str, str, bool], ...]) -> SafeString:
    # Two hundred countries stand in every list's filter; drawn by the template they took 2 ms of each page.
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, mark_safe(" selected") if chosen else "", text) for code, text, chosen in choices),
    )


@register.simple_tag
def boxes(name: str, choices: Iterable[Any]) -> SafeString:
    """Boxes to tick, for a facet's choices: code, label, number, chosen."""
    return format_html_join(
        "",
        '<p class="choice"><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}"{2}>'
        '<label for="f-{0}-{1}">{3} <span class="quiet small">{4}</span></label></p>',
        (
            (name, one.code, mark_safe(" checked") if one.chosen else "", one.label, figure(one.number))
            for one in choices
        ),
    )


@register.simple_tag(takes_context=True)
def section_links(context: Any) -> SafeString:
    """The sections of the platform, that of the page marked."""
    if "sections" not in context:
        return mark_safe("<ul></ul>")
    code = str(context.get("section") or "")
    path = getattr(context.get("request"), "path", "")
    return _section_links(get_language() or "", get_script_prefix(), code, path == _address_of(code))


def _address_of(code: str) -> str:
    page = next((one.page for one in SECTIONS if one.code == code), "")
    return reverse(page) if page else ""


@lru_cache(maxsize=64)
def _section_links(_language: str, _prefix: str, code: str, is_first: bool) -> SafeString:
    # Twice in the frame of every page; drawn by the template they took a tenth of a list's time.
    marked = mark_safe(f' aria-current="{"page" if is_first else "true"}"')  # noqa: S308 - two words of ours
    links = format_html_join(
        "",
        '<li><a href="{}"{}>{}</a></li>',
        ((reverse(one.page), marked if one.code == code else "", one.label) for one in SECTIONS),
    )
    return format_html("<ul>{}</ul>", links)


@register.simple_tag
def verdict(outcome: Any) -> SafeString:
    """An outcome as sign and word; the colour only repeats them. An unknown outcome raises KeyError."""
    code = str(outcome)
    return format_html(
        '<span class="verdict {}">{}{}</span>', outcome_tone(code), icon(_SIGNS[code]), label(code, "outcome")
    )


@register.inclusion_tag("web/parts/readiness.html")
def readiness_scale(now: int | None, asked: int | None = None) -> dict[str, Any]:
    """Nine levels in three stages: reached up to ``now``, framed at ``asked``; the sentence says both."""
    levels = []
    for number in _LEVELS:
        look = ["now"] if number == now else ["reached"] if now and number < now else []
        look += ["asked"] if number == asked else []
        levels.append({"number": number, "look": " ".join(look)})
    stages = [str(Stage.of_readiness(number)) for number in (1, 4, 7)]
    return {"levels": levels, "stages": stages, "now": now, "asked": asked}


@register.simple_tag
def score_bar(share: float) -> SafeString:
    """A share of one as a bar; below zero in the colour of what speaks against. Its figure stands beside."""
    width = round(min(abs(share), 1.0) * 100, 1)
    return format_html(
        '<svg class="{}" aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        "bar less" if share < 0 else "bar",
        f"{width:g}",
    )


@register.inclusion_tag("web/parts/sort_header.html", takes_context=True)
def sort_header(context: Any, key: str, text: str, current: str, number: bool = False) -> dict[str, Any]:
    """The heading of a column that sorts: a link to ``?sort=key``, once more to ``?sort=-key``.

    ``current`` is the order in use, ``key`` or ``-key``; ``number`` sets the heading over figures.
    """
    order = "ascending" if current == key else "descending" if current == f"-{key}" else ""
    target = f"-{key}" if current == key else key
    return {"text": text, "order": order, "target": target, "number": number}
