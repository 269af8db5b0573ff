"""The public face alone reaches the index, and says its figures in words."""

from dataclasses import asdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.documents import (
    comparison_sentence,
    keyword_list,
    need_document,
    offer_document,
    written_number,
)
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import needs_for_index, offers_for_index
from scibridge.domain.exchange.visible import ComparisonView
from scibridge.domain.registry.models import Organisation, Person
from scibridge.engines.matching.documents import Contributor, Element, Kind, Stage, TextFields


def test_a_need_becomes_a_document(published: Need) -> None:
    document = need_document(published)
    assert document.id == f"need:{published.public_id}"
    assert document.texts == {
        "en": TextFields(
            title="A solid electrolyte for cold ports",
            summary="Batteries of port cranes lose half their charge in winter.",
            body="Heating takes a fifth of the energy.\nHeated battery rooms.\n"
            "energy density at least 400 Wh/kg\noperating temperature -40 to 60 °C",
            keywords=("battery", "solid electrolyte"),
            elements={Element.MATERIAL: "sulfide electrolyte"},
        ),
        "zh": TextFields(
            title="适用于寒冷港口的固态电解质",
            summary="冬季港口起重机电池电量减半。",
            body="能量密度不低于 400 Wh/kg",
            keywords=("电池", "固态电解质"),
            elements={Element.MATERIAL: "硫化物电解质"},
        ),
    }
    assert (document.readiness, document.stage) == (6, Stage.DEVELOPMENT)
    assert document.topics == ("T10018",)
    assert document.challenges == ("energy_security",)
    assert document.orientations == ("economy",)
    assert document.countries == ()
    assert len(document.fingerprint) == 32


def test_nothing_above_the_public_tier_is_in_a_document(
    owner: Account,
    moderator: Account,
    representative: Account,
    organisation: Organisation,
    person: Person,
    need_fields: dict[str, Any],
    offer_fields: dict[str, Any],
) -> None:
    hidden = {
        "organisation": "signed_in", "current_solution": "signed_in", "shortfall": "after_nda",
        "must_haves": "signed_in", "excluded_approaches": "signed_in", "ip_position": "signed_in",
    }  # fmt: skip
    leaky = need_fields | {
        "organisation": organisation.public_id,
        "current_solution": {"en": "LEAK one"},
        "shortfall": {"en": "LEAK two"},
        "must_haves": [{"metric": {"en": "LEAK three"}, "operator": "equal", "low": 4711, "unit": "kg"}],
        "excluded_approaches": {"en": "LEAK four"},
        "field_tiers": hidden,
    }
    need = services.create_need(actor=representative, fields=leaky)
    need = services.publish_need(services.submit_need(need, actor=representative), actor=moderator)
    shown = repr(asdict(need_document(need)))
    for secret in ("LEAK", "4711", "Acme", "Harbour", "海港", "SG", organisation.public_id, "250000"):
        assert secret not in shown

    leaky = offer_fields | {
        "organisation": organisation.public_id,
        "inventors": [{"person": person.public_id, "share": "60"}],
        "description": {"en": "LEAK five"},
        "claims": [{"metric": {"en": "LEAK six"}, "operator": "equal", "low": 4711, "baseline_value": 1}],
        "readiness_evidence": {"en": "LEAK seven"},
        "field_tiers": {
            "organisation": "signed_in", "inventors": "after_nda", "description": "signed_in",
            "claims": "after_nda",
            "readiness_evidence": "signed_in", "identifiers": "signed_in", "rights": "signed_in",
        },
    }  # fmt: skip
    offer = services.create_offer(actor=representative, fields=leaky)
    offer = services.publish_offer(services.submit_offer(offer, actor=representative), actor=moderator)
    shown = repr(asdict(offer_document(offer)))
    for secret in (
        "LEAK",
        "4711",
        "Harbour",
        "SG",
        organisation.public_id,
        person.public_id,
        "Lin Wei",
        "10.1000",
    ):
        assert secret not in shown


def test_an_offer_votes_for_its_inventors_and_organisation(
    moderator: Account, representative: Account, organisation: Organisation, person: Person,
    offer_fields: dict[str, Any],
) -> None:  # fmt: skip
    fields = offer_fields | {
        "organisation": organisation.public_id,
        "inventors": [{"person": person.public_id}],
    }
    offer = services.create_offer(actor=representative, fields=fields)
    offer = services.publish_offer(services.submit_offer(offer, actor=representative), actor=moderator)
    document = offer_document(offer)
    assert document.contributors == (
        Contributor(Kind.PERSON, f"ours:{person.public_id}", "Lin Wei"),
        Contributor(Kind.ORGANISATION, f"ours:{organisation.public_id}", "Harbour Battery Works"),
    )
    assert document.countries == ("SG",)
    assert "energy density 0.42 kWh/kg" in document.texts["en"].body
    assert "LEAK" not in repr(document)


@pytest.mark.parametrize("count", [1, 30])
def test_documents_of_many_cost_the_same_queries(
    count: int, owner: Account, moderator: Account, need_fields: dict[str, Any], offer_fields: dict[str, Any]
) -> None:
    for number in range(count):
        reference = {"external_reference": str(number)}
        need = services.create_need(actor=owner, fields=need_fields | reference)
        services.publish_need(services.submit_need(need, actor=owner), actor=moderator)
        offer = services.create_offer(actor=owner, fields=offer_fields | reference)
        services.publish_offer(services.submit_offer(offer, actor=owner), actor=moderator)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        documents = [need_document(one) for one in needs_for_index()]
        documents += [offer_document(one) for one in offers_for_index()]
    assert len(documents) == 2 * count
    # Rows, owners, must-haves; rows, owners, claims, rights, identifiers, inventors, facilities.
    assert len(queries) == 10


@pytest.mark.parametrize(
    ("operator", "english", "chinese"),
    [
        ("at_least", "yield at least 5 t", "产量不低于 5 t"),
        ("more_than", "yield more than 5 t", "产量高于 5 t"),
        ("at_most", "yield at most 5 t", "产量不超过 5 t"),
        ("less_than", "yield less than 5 t", "产量低于 5 t"),
        ("equal", "yield 5 t", "产量 5 t"),
        ("about", "yield about 5 t", "产量约 5 t"),
        ("between", "yield 5 to 6.5 t", "产量 5 至 6.5 t"),
    ],
)
def test_comparisons_in_words(operator: str, english: str, chinese: str) -> None:
    row = ComparisonView({"en": "yield", "zh-hans": "产量"}, operator, 5.0, 6.5, "t")
    assert comparison_sentence(row, "en") == english
    assert comparison_sentence(row, "zh-hans") == chinese


def test_a_metric_without_a_name_in_a_language_is_not_said_in_it() -> None:
    assert comparison_sentence(ComparisonView({"en": "yield"}, "equal", 1.0, 1.0, ""), "zh-hans") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(400.0, "400"), (0.42, "0.42"), (-40.0, "-40"), (1.2e7, "12000000"), (0.1 + 0.2, "0.3")],
)
def test_numbers_are_written_without_exponents(value: float, text: str) -> None:
    assert written_number(value) == text


def test_keywords_are_separated_by_either_scripts_marks() -> None:
    assert keyword_list("电池；固态电解质、膜, film;x\n y ") == ("电池", "固态电解质", "膜", "film", "x", "y")
    assert keyword_list("") == ()


def test_only_published_postings_are_for_the_index(draft: Need, offer: Offer) -> None:
    assert list(needs_for_index()) == []
    assert list(needs_for_index([draft.public_id])) == []
    assert list(offers_for_index([offer.public_id])) == [offer]
