"""A pasted text becomes a form: what was read is shown, ticked where it is plain, taken over or left out."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.conftest import World
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.forms import NeedForm
from scibridge.domain.exchange.models import Need, UnsavedForm
from scibridge.engines.proposals.proposal import Quote
from scibridge.web.exchange.reading import Item, Reading, fit
from scibridge.web.exchange.typed import begun

SignIn = Callable[[Account], Client]
TEXT = (
    "电动轻型飞机需要一种固态电池，能量密度不低于 400 Wh/kg，成本低于 1000 元。\n"
    "We need a solid-state battery above 400 Wh/kg. It is used in light aircraft."
)


def values(response: Any) -> dict[str, Any]:
    """Input name → what it holds; a list where several are ticked."""
    html = response.content.decode()
    found: dict[str, Any] = {}
    for one in Page(html).all("input"):
        name = one.get("name") or ""
        if one.get("type") == "radio":
            continue
        if one.get("type") == "checkbox" or name == "applied":
            if "checked" in one or name == "applied":
                found.setdefault(name, []).append(one.get("value"))
        else:
            found[name] = one.get("value") or ""
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', html))
    for name, more, inner in re.findall(r'<select name="([^"]+)"([^>]*)>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        if "multiple" not in more:
            found[name] = chosen.group(1) if chosen else ""
    return {name: value for name, value in found.items() if name not in ("csrfmiddlewaretoken", "next")}


def paste(client: Client, text: str = TEXT, language: str = "en") -> Any:
    sent = client.post(f"/{language}/needs/new/", {"read": "1", "source": text, "once": "a-key"})
    assert sent.status_code == 302
    return client.get(sent.headers["Location"])


def test_a_pasted_text_is_kept_at_once_and_read(world: World, as_user: SignIn) -> None:
    response = paste(as_user(world.reader))
    assert UnsavedForm.objects.get(account=world.reader).data["source"] == [TEXT]
    held = values(response)
    assert held["title_zh"] == "固态电池"
    assert held["title_en"] == "A solid-state battery"
    assert [held["problem_zh"], held["problem_en"]] == TEXT.split("\n")
    assert (held["must_haves-0-metric_zh"], held["must_haves-0-low"], held["must_haves-0-unit"]) == (
        "能量密度",
        "400",
        "Wh/kg",
    )
    assert (held["must_haves-1-metric_zh"], held["must_haves-1-operator"]) == ("成本", "less_than")
    html = response.content.decode()
    assert "<mark>能量密度不低于 400 Wh/kg</mark>" in html
    assert "the name is guessed from the unit" in html
    assert Need.objects.filter(owner=world.reader).count() == 0


def test_the_index_votes_for_the_challenge_and_shows_who(world: World, as_user: SignIn) -> None:
    held = values(paste(as_user(world.reader)))
    assert held["challenge"] == "energy_security"
    assert "challenge.energy_security" in held["take"]


def test_a_tick_puts_it_in_and_taking_it_away_takes_it_out(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    held = values(paste(client))
    rows = re.findall(r'value="(row\.\d+)"', paste(client).content.decode())
    (guessed,) = set(rows) - set(held["take"])
    more = held | {"take": [*held["take"], guessed], "fit": "1"}
    after = values(client.post("/en/needs/new/", more))
    assert (after["must_haves-2-metric_en"], after["must_haves-2-operator"]) == (
        "energy density",
        "more_than",
    )
    fewer = after | {"take": [one for one in after["take"] if one not in (guessed, "title.zh")], "fit": "1"}
    fewer["problem_en"] = "My own words."
    last = values(client.post("/en/needs/new/", fewer))
    assert (last["must_haves-2-metric_en"], last["title_zh"], last["problem_en"]) == ("", "", "My own words.")
    left = values(client.post("/en/needs/new/", last | {"take": [], "fit": "1"}))
    assert left["problem_en"] == "My own words."
    assert (left["problem_zh"], left["must_haves-0-low"], left["challenge"]) == ("", "", "")


def test_what_is_ticked_when_saving_is_saved(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    held = values(paste(client)) | {"kind": "market", "save": ""}
    held["take"] = [one for one in held["take"] if not one.startswith("row.")]
    assert client.post("/en/needs/new/", held).status_code == 302
    need = Need.objects.get(owner=world.reader)
    assert (str(need.title), need.must_haves.count()) == ("A solid-state battery", 0)
    assert not UnsavedForm.objects.exists()


@pytest.mark.parametrize("source", ["", "   \n", "长" * 20_001])
def test_a_first_screen_that_cannot_be_read_says_so(world: World, as_user: SignIn, source: str) -> None:
    client = as_user(world.reader)
    response = client.post("/en/needs/new/", {"read": "1", "source": source})
    assert response.status_code == 400
    assert 'class="errorlist"' in response.content.decode()
    assert source.strip()[:100] in response.content.decode()
    assert not UnsavedForm.objects.exists()


def test_script_in_a_source_is_words(world: World, as_user: SignIn) -> None:
    html = paste(
        as_user(world.reader), "需要<script>alert(1)</script>，不低于 5 %。{{ 7*7 }}"
    ).content.decode()
    assert "<script>alert" not in html
    assert "{{ 7*7 }}" in html


def test_every_default_of_an_untouched_form_is_written_out(db: None) -> None:
    data = begun(NeedForm())
    assert data["tier_confidential_details"] == "after_nda"
    assert data["tier_budget"] == "signed_in"
    form = NeedForm(data)
    form.is_valid()
    assert {name: messages for name, messages in form.errors.items() if "title" not in name} == {}


ITEMS = (
    Item("title.zh", "title", "zh-Hans", "题", True, {"title_zh": "题"}),
    Item("body.zh", "problem", "zh-Hans", "正文", True, {"problem_zh": "正文"}),
    Item("k.1", "keywords", "zh-Hans", "电池", True, {"keywords_zh": "电池"}, Quote(0, 2, "电池")),
    Item("k.2", "keywords", "zh-Hans", "固态", True, {"keywords_zh": "固态"}, Quote(2, 4, "固态")),
    Item("challenge.x", "challenge", "", "x", True, {"challenge": "x"}),
)


@given(
    st.fixed_dictionaries({name: st.sampled_from(["", "自己的话"]) for name in ("title_zh", "problem_zh")}),
    st.lists(st.sets(st.sampled_from([one.id for one in ITEMS])), min_size=1, max_size=5),
)
@settings(deadline=None)
def test_ticks_and_their_taking_away_lose_no_words_of_ones_own(
    own: dict[str, str], steps: list[set[str]]
) -> None:
    data = QueryDict(mutable=True)
    data.update(own)
    for ticked in [*steps, set()]:
        items = tuple(replace(one, ticked=one.id in ticked) for one in ITEMS)
        data = fit(data, Reading("", (), items, (), tuple(data.getlist("applied"))))
        for name, words in own.items():
            assert words in data.get(name, "")
    assert {name: data.get(name, "") for name in own} == own
    assert data.get("keywords_zh", "") == data.get("challenge", "") == ""
