"""``scibridge match``: the same answer as the API's, and a table to read."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.django_db
NEED = {
    "kind": "market",
    "title": {"zh-hans": "能量密度不低于 400 Wh/kg 的固态电解质电池"},
    "problem": {"zh-hans": "港口起重机需要固态电解质电池。"},
    "must_haves": [
        {
            "metric": {"en": "energy density", "zh-hans": "能量密度"},
            "operator": "at_least",
            "low": 400,
            "unit": "Wh/kg",
        },
        {"metric": {"en": "cycle life"}, "operator": "at_least", "low": 1000, "unit": ""},
    ],
    "readiness_required": 8,
    "confidential_details": {"en": "LEAK"},
}
OFFER = {
    "kind": "technology",
    "title": {"en": "Sulfide solid electrolyte battery"},
    "summary": {"en": "A battery with a solid electrolyte film."},
    "claims": [
        {
            "metric": {"en": "energy density"},
            "operator": "equal",
            "low": 0.42,
            "unit": "kWh/kg",
            "baseline_value": 0.25,
        }
    ],
    "readiness": 6,
    "readiness_evidence": {"en": "Pilot line"},
}


@pytest.fixture
def world() -> dict[str, Any]:
    owner = Account.objects.create_user("owner@example.org", "a long enough password", name="Owner")
    moderator = Account.objects.create_user("moderator@example.org", "a long enough password", name="M")
    grant_role(account=moderator, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    need = services.submit_need(services.create_need(actor=owner, fields=NEED), actor=owner)
    offer = services.submit_offer(services.create_offer(actor=owner, fields=OFFER), actor=owner)
    made: dict[str, Need | Offer] = {
        "need": services.publish_need(need, actor=moderator),
        "offer": services.publish_offer(offer, actor=moderator),
        "draft": services.create_need(actor=owner, fields=NEED),
    }
    bring_up_to_date()
    return made


def test_the_json_is_the_one_of_the_api(run: Any, world: dict[str, Any]) -> None:
    cache.clear()
    printed = run("match", "固态电解质", "--kind", "offer,need", "--limit", "20", "--json")
    assert printed.code == 0
    served = Client().get("/api/v1/match", {"q": "固态电解质", "kind": "offer,need"})
    assert json.loads(printed.out) == served.json()
    need = world["need"].public_id
    printed = run("match", "--need", need, "--kind", "offer", "--limit", "20", "--json")
    served = Client().get(f"/api/v1/needs/{need}/matches", {"kind": "offer"})
    assert json.loads(printed.out) == served.json()
    assert "LEAK" not in printed.out


def test_the_table_names_kind_score_place_year_and_why(run: Any, world: dict[str, Any]) -> None:
    shown = run("match", "固态电解质", "--kind", "offer")
    assert shown.code == 0
    assert "Offers · 1" in shown.out
    assert "Sulfide solid electrolyte battery" in shown.out
    assert world["offer"].document_id in shown.out
    assert "固态电解质 → solid electrolyte" in shown.out
    assert "█" in shown.out
    assert shown.err == ""


def test_every_reason_is_shown_on_request(run: Any, world: dict[str, Any]) -> None:
    shown = run("match", "--need", world["need"].public_id, "--kind", "offer", "--explain")
    assert shown.code == 0
    for words in (
        "from the platform's glossary",
        "✓ energy density at least 400 Wh/kg: Met",
        "= 420 Wh/kg",
        "? cycle life at least 1000: Not stated",
        "Its readiness is below what you need.",
        "readiness 6",
    ):
        assert words in shown.out, words


def test_marks_stand_in_the_table(run: Any, world: dict[str, Any]) -> None:
    shown = run("match", "--need", f"need:{world['need'].public_id}", "--kind", "offer")
    assert "✓?" in shown.out


def test_words_come_from_standard_input(run: Any, world: dict[str, Any]) -> None:
    from_stream = run("match", "-", "--kind", "offer", "--json", stdin="\ufeff固态电解质\n".encode())
    assert json.loads(from_stream.out) == json.loads(
        run("match", "固态电解质", "--kind", "offer", "--json").out
    )
    for stdin in (b"\xff\xfe", b"", b"  \n", b"x" * 1_000_001):
        refused = run("match", "-", stdin=stdin)
        assert (refused.code, refused.out) == (1, ""), stdin[:10]
        assert refused.err


def test_wrong_conditions_are_named_together(run: Any, world: dict[str, Any]) -> None:
    refused = run("match", "x", "--kind", "wrok", "--country", "XX", "--year-from", "99999")
    assert (refused.code, refused.out) == (1, "")
    for words in ("kind:", "wrok", "country:", "XX", "year_from:"):
        assert words in refused.err
    assert "Traceback" not in refused.err


def test_what_is_not_there_ends_with_3(run: Any, world: dict[str, Any]) -> None:
    nothing = run("match", "qqqqxyz", "--kind", "offer")
    assert nothing.code == 3
    assert "Nothing answers this" in nothing.err
    assert json.loads(run("match", "qqqqxyz", "--json").out)["matches"] == []
    assert run("match", "--need", "zzzzzzzzzzzz").code == 3
    assert run("match", "--as", "nobody@example.org", "--need", "y").code == 3


def test_a_draft_is_for_its_own_side(run: Any, world: dict[str, Any]) -> None:
    draft = world["draft"].public_id
    assert run("match", "--need", draft).code == 3
    assert run("match", "--need", draft, "--as", "owner@example.org", "--kind", "offer").code == 0


def test_without_an_index_it_says_how_to_make_one(run: Any) -> None:
    ended = run("match", "battery")
    assert (ended.code, ended.out) == (3, "")
    assert "scibridge index rebuild" in ended.err
