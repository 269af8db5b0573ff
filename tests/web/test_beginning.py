"""An offer begins with a DOI, a work of the open literature, a description or a blank page."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from django.test import Client
from tests.everything import Everything, build
from tests.kept import kept
from tests.sources.test_crossref import MESSAGE
from tests.web.conftest import World
from tests.web.test_pasting import values

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Offer, UnsavedForm
from scibridge.web.exchange import beginning
from scibridge.web.registry import corpus

SignIn = Callable[[Account], Client]


@pytest.fixture
def crossref(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Response | Exception]:
    """Answers Crossref will give, in order; none is a fault of the test."""
    answers: list[httpx.Response | Exception] = []

    def answer(request: httpx.Request) -> httpx.Response:
        one = answers.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    monkeypatch.setattr(
        beginning, "crossref_client", lambda: httpx.Client(transport=httpx.MockTransport(answer))
    )
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return answers


def ask(client: Client, doi: str) -> Any:
    return client.post("/en/offers/new/", {"find_doi": "1", "doi": doi})


def test_a_doi_of_elsewhere_becomes_a_form(
    world: World, as_user: SignIn, crossref: list[httpx.Response | Exception]
) -> None:
    client = as_user(world.reader)
    crossref.append(httpx.Response(200, json={"message": MESSAGE}))
    sent = ask(client, "https://doi.org/10.5555/QUIET(rotor)")
    assert sent.status_code == 302
    held = values(client.get(sent.headers["Location"]))
    assert held["title_en"] == "A quiet rotor & its noise: Field trial"
    assert held["summary_en"].startswith("We cut noise")
    assert held["kind"] == "paper"
    assert (held["identifiers-0-scheme"], held["identifiers-0-value"]) == ("doi", "10.5555/quiet(rotor)")
    assert held["identifiers-1-value"] == "CC-BY-4.0"
    assert held["tier_confidential_details"] == "after_nda"
    assert client.post("/en/offers/new/", held | {"save": ""}).status_code == 302
    offer = Offer.objects.get(owner=world.reader)
    assert [one.value for one in offer.identifiers.all()] == ["10.5555/quiet(rotor)", "CC-BY-4.0"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([httpx.Response(404)], "knows this DOI"),
        ([httpx.ConnectError("offline")] * 3, "Crossref"),
        ([httpx.ReadTimeout("slow")] * 3, "Crossref"),
        ([httpx.Response(200, text="<html>")], "Crossref"),
    ],
)
def test_without_an_answer_one_goes_on_by_hand(
    world: World,
    as_user: SignIn,
    crossref: list[httpx.Response | Exception],
    answers: list[Any],
    words: str,
) -> None:
    client = as_user(world.reader)
    crossref.extend(answers)
    told = ask(client, "10.5555/lost")
    html = told.content.decode()
    assert (told.status_code, words in html) == (400, True)
    assert 'value="10.5555/lost"' in html
    assert 'href="?doi=10.5555%2Flost"' in html
    held = values(client.get("/en/offers/new/?doi=10.5555%2Flost"))
    assert (held["identifiers-0-value"], held["title_en"]) == ("10.5555/lost", "")


@pytest.mark.parametrize("doi", ["", "ten", "10.5555", "https://example.org/x"])
def test_what_is_no_doi_is_told(world: World, as_user: SignIn, crossref: list[Any], doi: str) -> None:
    told = ask(as_user(world.reader), doi)
    assert (told.status_code, "errorlist" in told.content.decode()) == (400, True)
    assert not UnsavedForm.objects.exists()


@pytest.fixture
def everything(db: None) -> Everything:
    cache.clear()
    return kept(build)


def test_the_literature_here_is_asked_first_and_can_be_searched(
    everything: Everything, client: Client, crossref: list[httpx.Response | Exception]
) -> None:
    client.force_login(everything.world.reader, backend="django.contrib.auth.backends.ModelBackend")
    work = corpus.work(everything.ids["work"])
    assert work.doi
    sent = ask(client, work.doi)
    assert sent.headers["Location"] == f"/en/offers/new/?work={work.id}"
    held = values(client.get(sent.headers["Location"]))
    assert held["title_en"] == work.title
    assert held["identifiers-0-value"] == work.doi
    found = client.get("/en/offers/new/", {"works": work.title}).content.decode()
    assert f'href="?work={work.id}"' in found
    nothing = client.get("/en/offers/new/", {"works": "zzzz"}).content.decode()
    assert "No work here has these words" in nothing


def test_many_lookups_wait(
    world: World, as_user: SignIn, crossref: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "_DOI_RATE", beginning.Rate(1, 3600))
    client = as_user(world.reader)
    crossref.append(httpx.Response(404))
    ask(client, "10.5555/a")
    assert "You looked up many DOIs" in ask(client, "10.5555/b").content.decode()


def test_a_description_claims_its_figures(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    text = "A quiet rotor\nThe rotor reaches a noise level of 58 dB. It is used in harbour drones."
    sent = client.post("/en/offers/new/", {"read": "1", "source": text})
    held = values(client.get(sent.headers["Location"]))
    assert (held["title_en"], held["claims-0-metric_en"], held["claims-0-low"]) == (
        "A quiet rotor",
        "noise level",
        "58",
    )
    assert json.dumps(held["take"])
    submitted = client.post("/en/offers/new/", held | {"kind": "technology", "submit": ""})
    assert submitted.status_code == 400
    assert "tick that nothing comparable exists" in submitted.content.decode()
    assert Offer.objects.get(owner=world.reader).state == "draft"
