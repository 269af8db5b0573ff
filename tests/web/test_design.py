"""The page that shows the parts: there while debugging, in both languages, and nowhere else."""

from typing import Any

import pytest
from django.core.cache import cache
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_not_exist_for_visitors(client: Client, language: str) -> None:
    response = client.get(f"/{language}/design/")
    assert response.status_code == 404
    assert b"specimen" not in response.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_exists_while_debugging(client: Client, settings: Any, language: str) -> None:
    settings.DEBUG = True
    response = client.get(f"/{language}/design/")
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert len(page.all("h1")) == 1
    assert {found["class"] for found in page.all("section")} == {"specimen"}
    assert len(page.all("section")) == 10


def part(text: str, **context: Any) -> str:
    request = RequestFactory().get("/en/design/?sort=name&page=3&kind=a")
    return Template("{% load parts %}" + text).render(RequestContext(request, context))


@pytest.mark.parametrize(
    ("outcome", "word", "tone"),
    [
        ("meets", "Met", "good"),
        ("partly", "Partly met", "fair"),
        ("no", "Not met", "bad"),
        ("unknown", "Not stated", ""),
    ],
)
def test_a_verdict_is_a_sign_and_a_word(outcome: str, word: str, tone: str) -> None:
    drawn = part("{% verdict outcome %}", outcome=outcome)
    assert drawn.startswith(f'<span class="verdict {tone}"><svg class="icon"')
    assert drawn.endswith(f"</svg>{word}</span>")


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(KeyError):
        part("{% verdict 'perhaps' %}")


def test_readiness_says_in_words_what_it_draws() -> None:
    page = Page(part("{% readiness_scale 4 7 %}"))
    assert [found.get("class") for found in page.all("li")] == [
        "reached",
        "reached",
        "reached",
        "now",
        None,
        None,
        "asked",
        None,
        None,
    ]
    assert [text for text, _ in page.texts][-1] == "Readiness now: TRL 4. Asked for: TRL 7."
    unknown = Page(part("{% readiness_scale None 6 %}"))
    assert [text for text, _ in unknown.texts][-1] == "Readiness now: not stated. Asked for: TRL 6."


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (0.414, '<svg class="bar" aria-hidden="true"><rect width="41.4%" height="100%"/></svg>'),
        (-0.03, '<svg class="bar less" aria-hidden="true"><rect width="3%" height="100%"/></svg>'),
        (7.0, '<svg class="bar" aria-hidden="true"><rect width="100%" height="100%"/></svg>'),
    ],
)
def test_a_bar_is_as_long_as_its_share(share: float, drawn: str) -> None:
    assert part("{% score_bar share %}", share=share) == drawn


def test_a_heading_sorts_both_ways_and_forgets_the_page() -> None:
    drawn = Page(part("{% sort_header 'name' 'Name' 'name' %}{% sort_header 'n' 'Number' 'name' True %}"))
    assert [found.get("aria-sort") for found in drawn.all("th")] == ["ascending", None]
    assert [found["href"] for found in drawn.all("a")] == ["?sort=-name&kind=a", "?sort=n&kind=a"]
