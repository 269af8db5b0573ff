"""Matching over HTTP: by text, by need, by fields; the same answer as everywhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from tests.api.conftest import NEED

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.explanations import match_list_json
from scibridge.domain.exchange.selectors import match_text
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(publish: Callable[..., Any], owner: Account) -> dict[str, Any]:
    """One need, two offers, all indexed."""
    made = {
        "need": publish("need", owner),
        "offer": publish("offer", owner),
        "other": publish("offer", owner, title={"en": "Dengue test strip"}, summary={"en": "A rapid test."}),
    }
    assert bring_up_to_date() == 3
    return made


def test_words_find_their_answer(send: Any, conforms: Any, world: dict[str, Any]) -> None:
    found = conforms(send("get", "/match?q=solid+electrolyte+film&kind=offer"), "get", "/match")
    assert [one["id"] for one in found["matches"]] == [world["offer"].document_id]
    first = found["matches"][0]
    shares = [one["share"] for one in (*first["explanation"]["terms"], *first["explanation"]["adjustments"])]
    assert sum(shares) == pytest.approx(first["score"])
    posted = send("post", "/match", {"text": "solid electrolyte film", "kinds": ["offer"]})
    assert conforms(posted, "post", "/match") == found


def test_chinese_words_find_an_english_answer_over_a_bridge(send: Any, world: dict[str, Any]) -> None:
    found = send("get", "/match?q=固态电解质&kind=offer").json()
    first = found["matches"][0]
    assert first["id"] == world["offer"].document_id
    bridges = {one["bridge"]["target"] for one in first["explanation"]["terms"] if one["bridge"]}
    assert "solid electrolyte" in bridges
    assert found["languages"] == ["zh"]


def test_the_answer_is_the_one_the_domain_gives(send: Any, world: dict[str, Any]) -> None:
    expected = match_list_json(match_text("solid electrolyte"))
    assert send("get", "/match?q=solid electrolyte").json() == expected


def test_a_need_is_matched_by_its_id(send: Any, conforms: Any, world: dict[str, Any]) -> None:
    need = world["need"]
    found = conforms(send("post", "/match", {"need": need.public_id, "kinds": ["offer"]}), "post", "/match")
    verdict = found["matches"][0]["explanation"]["verdicts"][0]
    assert (verdict["outcome"], verdict["converted_low"]) == ("meets", 420.0)
    again = send("get", f"/needs/{need.public_id}/matches?kind=offer")
    assert conforms(again, "get", "/needs/{public_id}/matches") == found
    back = send("get", f"/offers/{world['offer'].public_id}/needs")
    ids = [one["id"] for one in conforms(back, "get", "/offers/{public_id}/needs")["matches"]]
    assert ids == [need.document_id]


def test_fields_are_matched_and_not_kept(send: Any, world: dict[str, Any]) -> None:
    from scibridge.domain.exchange.models import Need

    fields = {name: NEED[name] for name in ("title", "problem", "must_haves")}
    found = send("post", "/match", {"fields": fields, "kinds": ["offer"]}).json()
    assert found["matches"][0]["explanation"]["verdicts"][0]["outcome"] == "meets"
    assert Need.objects.count() == 1
    for bad, field in (
        ({"colour": "red"}, "colour"),
        ({}, "title"),
        (
            {"title": "x", "must_haves": [{"low": 5, "unit": "parsnips", "operator": "equal"}]},
            "must_haves.0.unit",
        ),
        ({"title": "x", "must_haves": [{"unit": "kg"}]}, "must_haves.0.low"),
    ):
        refused = send("post", "/match", {"fields": bad})
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == [field]


def test_conditions_narrow_and_pages_go_on(send: Any, world: dict[str, Any]) -> None:
    def ids(query: str) -> list[str]:
        return [one["id"] for one in send("get", f"/match?q=electrolyte+test&{query}").json()["matches"]]

    both = {world["offer"].document_id, world["other"].document_id}
    assert set(ids("kind=offer")) == both
    pages = [ids(f"kind=offer&limit=1&offset={offset}") for offset in (0, 1, 2)]
    assert [len(page) for page in pages] == [1, 1, 0]
    assert {one for page in pages for one in page} == both
    assert ids("kind=offer&stage=research") == []
    assert ids("kind=offer&challenge=human_health") == []
    assert ids("kind=offer&year_to=1999") == []
    assert ids("kind=need") == [world["need"].document_id]


def test_a_draft_is_matched_for_its_side_only_and_betrays_nothing(
    send: Any, owner: Account, stranger: Account, world: dict[str, Any], token: Any
) -> None:
    draft = services.create_need(actor=owner, fields={**NEED, "title": "A dengue test"})
    body = {"need": draft.public_id}
    assert send("post", "/match", body, token=token(owner)).status_code == 200
    assert send("post", "/match", body, token=token(stranger)).status_code == 404
    assert send("post", "/match", body).status_code == 404
    public = send("post", "/match", {"need": world["need"].public_id})
    assert "LEAK" not in public.content.decode()


def test_nothing_confidential_answers_a_search(send: Any, world: dict[str, Any]) -> None:
    for words in ("Acme supplier", "PTFE binder", "a third cheaper"):
        assert "LEAK" not in send("get", f"/match?q={words}").content.decode()


def test_a_work_of_the_corpus_is_read(send: Any, conforms: Any, monkeypatch: Any) -> None:
    from scibridge.engines.lake.loading import loading
    from scibridge.engines.lake.manifest import Input
    from scibridge.sources.openalex.records import work_rows

    work = {
        "id": "https://openalex.org/W12",
        "doi": "https://doi.org/10.1000/a",
        "title": "Electrolytes",
        "display_name": "Electrolytes",
        "publication_year": 2020,
        "publication_date": "2020-05-01",
        "language": "en",
        "type": "article",
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": "https://openalex.org/A5", "display_name": "Ada"},
                "institutions": [
                    {
                        "id": "https://openalex.org/I7",
                        "display_name": "Harbour Lab",
                        "ror": "https://ror.org/013meh722",
                        "country_code": "SG",
                        "type": "education",
                    }
                ],
            }
        ],
    }
    from collections import Counter

    with loading(settings.LAKE_DIRECTORY) as lake:
        part = lake.part("works")
        part.add(work_rows(work, Counter()))
        lake.stage("works", [part], [Input("works", "a", "a", 1)])
        lake.settle()
        lake.derive()
    found = conforms(send("get", "/works/W12"), "get", "/works/{work_id}")
    assert (found["title"], found["year"], found["published"]) == ("Electrolytes", 2020, "2020-05-01")
    author = conforms(send("get", "/authors/A5"), "get", "/authors/{author_id}")
    assert (author["author"]["name"], [one["id"] for one in author["works"]]) == ("Ada", ["W12"])
    home = conforms(send("get", "/institutions/I7"), "get", "/institutions/{institution_id}")
    assert (home["institution"]["name"], [one["id"] for one in home["works"]]) == ("Harbour Lab", ["W12"])
