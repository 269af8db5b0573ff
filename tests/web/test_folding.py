"""Folded templates say what unfolded ones say, in every language, and constants are made once."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Engine, engines
from django.template.base import TextNode
from django.utils import timezone, translation

from scibridge.web.folding import Loader, Run
from scibridge.web.templatetags import house

SETTINGS = {
    "libraries": engines["django"].engine.libraries,
    "builtins": engines["django"].engine.builtins,
}
BASE = (
    "{% load i18n static house %}{% translate 'Needs' %}<{% url 'home' %}>{# no #}"
    "{% block main %}{% endblock %}"
    "{% block below %}{% icon 'search' %}{% icon 'search' name %}{% endblock %}"
)
CHILD = (
    "{% extends 'base' %}{% load i18n static house %}{% block main %}{% translate 'Offers' %} & "
    "{% if name %}{% static 'web/page.css' %}{{ name }}{% else %}{% url 'needs' %}{% endif %}"
    "{% for one in many %}{{ 'deadline'|label:'posting_field' }}{{ one }}{% empty %}"
    "{% translate 'All' as all %}{{ all }}{% endfor %}{% url 'need' name %}"
    "{% autoescape off %}{% translate '<b> & 100%%' %}{% endautoescape %}"
    "{% translate '<b> & 100%%' %}{% language 'en' %}{% translate 'Places' %}{% endlanguage %}"
    "{% translate 'SciBridge' context 'the name of the platform' %}{% include 'row' %}{% endblock %}"
)
TEXTS = {"base": BASE, "child": CHILD, "row": "{% load i18n %}<li>{% translate 'People' %}{{ one }}</li>"}
PLAIN = ("django.template.loaders.locmem.Loader", TEXTS)


def _engine(*, folded: bool, debug: bool = False) -> Engine:
    loader = ("scibridge.web.folding.Loader", [PLAIN]) if folded else PLAIN
    return Engine(loaders=[loader], debug=debug, **SETTINGS)


@pytest.mark.parametrize(
    "context", [{"name": "x-y"}, {"name": "x", "many": [1, 2]}, {"name": "0", "many": []}]
)
def test_it_says_the_same_in_every_language(context):
    folded, plain = _engine(folded=True), _engine(folded=False)
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            texts = [one.get_template("child").render(Context(context)) for one in (folded, plain)]
        assert texts[0] == texts[1]
        assert f"</{language}/>" in texts[0]


def test_text_and_constants_are_one_node():
    (held,) = _engine(folded=True).get_template("row").nodelist[:1]
    assert isinstance(held, Run)
    nodes = _engine(folded=True).get_template("base").nodelist
    assert [type(one).__name__ for one in nodes] == ["Run", "BlockNode", "BlockNode"]
    assert [type(one).__name__ for one in nodes[2].nodelist] == ["Run", "SimpleNode"]
    loads = Engine(
        loaders=[("scibridge.web.folding.Loader", [(PLAIN[0], {"a": "x{% load i18n %}y"})])], **SETTINGS
    )
    (text,) = loads.get_template("a").nodelist
    assert isinstance(text, TextNode)
    assert text.s == "xy"


def test_a_run_is_made_once_for_a_language_and_anew_under_other_settings(settings, monkeypatch):
    made = []
    monkeypatch.setattr(house.icons, "icon", lambda name, label="": made.append(name) or name)
    template = _engine(folded=True).get_template("base")
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            template.render(Context({"name": ""}))
    assert made == ["search"] * 5
    settings.SITE_ADDRESS = "https://other.example"
    template.render(Context({"name": ""}))
    assert made == ["search"] * 7


def test_templates_are_folded_here_and_left_alone_where_errors_are_shown_at_their_tags():
    (loader,) = engines["django"].engine.template_loaders
    assert isinstance(loader, Loader)
    nodes = _engine(folded=True, debug=True).get_template("row").nodelist
    assert not any(isinstance(one, Run) for one in nodes)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_day_is_written_as_django_writes_it(language):
    template = Engine(**SETTINGS).from_string("{% load house %}{{ a|full_date }}|{{ a|date:'DATE_FORMAT' }}")
    with translation.override(language), timezone.override("Asia/Shanghai"):
        for given in (date(2027, 1, 31), datetime(2027, 1, 31, 20, tzinfo=UTC), None):
            ours, theirs = template.render(Context({"a": given})).split("|")
            assert ours == theirs


def test_a_posting_in_a_list_is_escaped_and_shows_what_it_has():
    posting = SimpleNamespace(
        document_id="need:abc", title={"en": "<Rice>"}, kind="market", state="expired", fictional=True,
        organisation=SimpleNamespace(name={"zh-hans": "科<院"}, country="CN"), challenge="food_security",
        published_at=datetime(2027, 1, 31, tzinfo=UTC),
    )  # fmt: skip
    with translation.override("en"):
        assert house.posting_row(posting, "need", 2) == (
            '<h2><a href="/en/needs/abc/">&lt;Rice&gt;</a></h2>\n<ul class="facts">\n'
            "  <li>Market need</li>\n"
            '  <li><span lang="zh-Hans">科&lt;院</span></li><li>China</li>\n'
            "  <li>Food security</li>\n"
            "  <li>Jan. 31, 2027</li>\n"
            '  <li><span class="tag fair">Expired</span></li>\n'
            '  <li><span class="tag warm">Demonstration</span></li>\n</ul>\n'
        )
        bare = SimpleNamespace(
            document_id="offer:abc", title={"en": "T"}, kind="", state="published", fictional=False,
            organisation=None, challenge="food_security", published_at=None,
        )  # fmt: skip
        assert house.posting_row(bare, "offer", short=True) == (
            '<h3><a href="/en/offers/abc/">T</a></h3>\n<ul class="facts">\n' + "  \n" * 6 + "</ul>\n"
        )
