"""Files to take away: the same for a spreadsheet and for a program, defused, and for this reader alone."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.conftest import NEED, OFFER, World, publish

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.exchange.services.matching import match_need
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.web.downloads import csv_file

ASKED = "solid electrolyte with an energy density of at least 400 Wh/kg"


def table(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="scibridge-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def data(response: Any) -> Any:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="scibridge-')
    return json.loads(b"".join(response) if response.streaming else response.content)


def test_answers_as_a_table(world: World, client: Client) -> None:
    rows = table(client.get(f"/en/match/export/csv/?q={quote(ASKED)}&kind=offer"))
    assert rows[0] == [
        "No.",
        "Kind",
        "Title",
        "Language",
        "Who stands behind it",
        "Country or region",
        "Year",
        "Stage",
        "Readiness (TRL)",
        "energy density at least 400 Wh/kg",
        "Why this answer",
        "What it does not say",
        "Score",
        "Address",
    ]
    (offer,) = rows[1:]
    found = dict(zip(rows[0], offer, strict=True))
    assert found["Title"] == "Sulfide solid electrolyte pouch cell"
    assert found["Who stands behind it"] == "Institute of Light Flight; Wei Zhang"
    assert found["energy density at least 400 Wh/kg"] == "Met: energy density of 0.42 kWh/kg"
    assert found["Address"].endswith(f"/en/offers/{world.offer.public_id}/")


def test_in_chinese_its_columns_are(world: World, client: Client) -> None:
    rows = table(client.get("/zh-hans/match/export/csv/?q=固态电解质&kind=offer"))
    assert rows[0][:6] == ["序号", "类别", "标题", "语言", "由谁提供", "国家或地区"]
    assert rows[1][4:6] == ["轻型飞行研究所; 张伟", "德国"]
    assert "固态电解质 → solid electrolyte" in rows[1][rows[0].index("为什么是这个结果")]


def test_answers_as_data_are_what_the_api_says(world: World, client: Client) -> None:
    ours = data(client.get(f"/en/match/export/json/?q={quote(ASKED)}&kind=offer&country=DE"))
    theirs = client.get(f"/api/v1/match?q={quote(ASKED)}&kind=offer&country=DE&limit=100").json()
    assert ours == theirs
    assert [one["id"] for one in ours["matches"]] == [world.offer.document_id]
    assert data(client.get("/en/match/export/json/"))["matches"] == []


def test_a_comparison(world: World, client: Client) -> None:
    chosen = f"?q={quote(ASKED)}&with={world.offer.document_id}&with=facility:{world.facility.public_id}"
    rows = table(client.get(f"/en/match/compare/export/csv/{chosen}"))
    assert rows[0] == ["Comparison", "Sulfide solid electrolyte pouch cell", "Battery abuse test hall"]
    assert ["energy density at least 400 Wh/kg", "Met: energy density of 0.42 kWh/kg", "Not stated"] in rows
    assert ["Readiness (TRL)", "5", ""] in rows
    found = data(client.get(f"/en/match/compare/export/json/{chosen}"))
    assert [one["id"] for one in found["candidates"]] == [
        world.offer.document_id,
        f"facility:{world.facility.public_id}",
    ]
    assert found["candidates"][0]["verdicts"][0]["outcome"] == "meets"
    path = f"/en/needs/{world.need.public_id}/compare/export/csv/?with={world.offer.document_id}"
    assert table(client.get(path))[0] == ["Comparison", "Sulfide solid electrolyte pouch cell"]


def test_kept_matches_are_for_the_needs_own_side(
    world: World, as_user: Callable[[Account], Client], client: Client
) -> None:
    match_need(world.need, actor=world.owner)
    path = f"/en/needs/{world.need.public_id}/matches/export"
    assert client.get(f"{path}/csv/").status_code == 302
    visitor = as_user(world.owner)
    rows = table(visitor.get(f"{path}/csv/"))
    assert "Sulfide solid electrolyte pouch cell" in [row[2] for row in rows]
    kept = data(visitor.get(f"{path}/json/"))
    assert world.offer.document_id in [one["id"] for one in kept["matches"]]
    assert kept["computed_at"]
    assert as_user(world.reader).get(f"{path}/json/").status_code == 403


def test_lists_of_needs_and_offers(
    world: World, as_user: Callable[[Account], Client], client: Client
) -> None:
    rows = table(client.get("/en/needs/export/csv/?challenge=energy_security"))
    found = dict(zip(rows[0], rows[1], strict=True))
    assert found["Title"] == "Solid-state cell for light aircraft"
    assert found["Must-haves"] == "energy density at least 400 Wh/kg"
    # The budget is for signed-in readers.
    assert (found["Budget from"], found["Currency"]) == ("Held back", "Held back")
    assert len(rows) == 2
    assert table(client.get("/en/needs/export/csv/?challenge=food_security")) == [rows[0]]
    offers = data(client.get("/en/offers/export/json/"))
    assert [one["id"] for one in offers] == [world.offer.public_id]
    assert "cost_comparison" not in offers[0]
    signed = table(as_user(world.reader).get("/en/needs/export/csv/"))
    assert dict(zip(signed[0], signed[1], strict=True))["Budget from"] == "200000.00"


@pytest.mark.parametrize("text", ["=1+1", "+1 (2)", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "\ufeff=1", "'=1"])
def test_formulas_are_defused(world: World, client: Client, text: str) -> None:
    fields = {"organisation": world.organisation.public_id, "title": {"en": f"{text} solid electrolyte"}}
    publish(OFFERS, OFFER | fields, world.owner, world.moderator)
    publish(NEEDS, NEED | fields, world.owner, world.moderator)
    bring_up_to_date()
    for path in ("match/export/csv/?q=electrolyte", "offers/export/csv/", "needs/export/csv/"):
        for row in table(client.get(f"/en/{path}")):
            for cell in row:
                assert not cell.lstrip(" \ufeff\u200b").startswith(("=", "+", "@", "\t", "\r")), (path, cell)
                assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").isdigit(), (path, cell)


def test_a_long_table_is_sent_in_parts() -> None:
    response = csv_file("numbers", ["n"], ([number] for number in range(1000)))
    parts = list(response.streaming_content)
    assert len(parts) == 6
    rows = b"".join(parts).decode("utf-8-sig").splitlines()
    assert rows == ["n", *map(str, range(1000))]
