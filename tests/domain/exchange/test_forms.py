"""What is typed reaches the services, and what they refuse lands beside the input it is about."""

from typing import Any

import pytest
from django.utils.translation import override

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.content import fields_of, write_content
from scibridge.domain.exchange.forms import NeedForm, OfferForm, PostingForm
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import content_of
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import FieldProblem


def typed(form: PostingForm) -> dict[str, Any]:
    """What a browser would send back for an unchanged form."""
    data: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else value
    for prefix, formset in form.formsets.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(len(formset.forms)), f"{prefix}-INITIAL_FORMS": "0"}
        for row in formset.forms:
            data |= {
                f"{row.prefix}-{name}": "" if row[name].value() is None else row[name].value()
                for name in row.fields
                if name != "DELETE"
            }
    return data


def test_an_unchanged_need_form_gives_the_same_content(draft: Need) -> None:
    before = content_of(draft)
    form = NeedForm(typed(NeedForm(content=before)))
    assert form.is_valid(), form.errors
    again = services.update_need(
        draft, actor=draft.owner, fields=form.service_fields, expected_version=draft.version
    )
    expected = write_content(before)
    assert write_content(content_of(again)) == expected


def test_an_unchanged_offer_form_gives_the_same_content(offer: Offer) -> None:
    before = content_of(offer)
    form = OfferForm(typed(OfferForm(content=before)))
    assert form.is_valid(), form.errors
    found = form.service_fields
    assert found["identifiers"] == [
        {"scheme": "doi", "value": "10.1000/abc"},
        {"scheme": "patent", "value": "CN2021101234567"},
        {"scheme": "spdx", "value": "Apache-2.0"},
    ]
    assert found["claims"][0]["low"] == "0.42"
    assert found["rights"][0]["territories"] == ["CN"]
    assert found["rights"][0]["exclusive"] is True


@pytest.mark.parametrize(("kind", "form"), [(Kind.NEED, NeedForm), (Kind.OFFER, OfferForm)])
def test_every_field_is_on_the_page_once(db: None, kind: Kind, form: type[PostingForm]) -> None:
    shown = [row.name for section in form().sections() for row in section.rows]
    assert sorted(shown) == sorted(field.name for field in fields_of(kind))
    assert all(row.inputs or row.formset is not None for section in form().sections() for row in section.rows)


def test_problems_stand_beside_their_inputs(db: None) -> None:
    data = typed(NeedForm()) | {
        "title_en": "x" * 301,
        "currency": "XXZ",
        "budget_low": "many",
        "excluded_countries": ["FR"],
        "must_haves-0-metric_en": "mass",
        "must_haves-0-operator": "at_most",
        "must_haves-0-low": "1,5",
    }
    form = NeedForm(data)
    assert not form.is_valid()
    assert set(form.errors) == {"title_en", "currency", "budget_low"}
    assert form.errors["title_en"] == ["This is too long: 301 characters, at most 300."]
    row = form.formsets["must_haves"].forms[0]
    assert row.errors == {
        "low": ["This is not a number. Write it without thousands separators, with a point for decimals."]
    }


def test_problems_between_fields_stand_beside_their_inputs(db: None) -> None:
    data = typed(NeedForm()) | {
        "title_zh": "需求",
        "excluded_countries": ["FR"],
        "must_haves-1-metric_en": "mass",
        "must_haves-1-operator": "between",
        "must_haves-1-low": "5",
        "must_haves-1-high": "2",
        "must_haves-1-unit": "flurbs",
    }
    form = NeedForm(data)
    assert not form.is_valid()
    assert form.errors == {"excluded_reason_en": ["Say why: a restriction stands only with its reason."]}
    row = form.formsets["must_haves"].forms[1]
    assert set(row.errors) == {"high", "unit"}


def test_a_service_problem_without_an_input_is_the_forms_own(db: None) -> None:
    form = NeedForm(typed(NeedForm()) | {"title_en": "A need"})
    assert form.is_valid(), form.errors
    form.add_problems([FieldProblem("nowhere", "required")])
    assert form.non_field_errors() == ["This is needed."]


def test_a_deleted_row_is_not_sent(draft: Need, owner: Account) -> None:
    data = typed(NeedForm(content=content_of(draft))) | {"must_haves-0-DELETE": "on"}
    form = NeedForm(data)
    assert form.is_valid(), form.errors
    assert [row["metric"]["en"] for row in form.service_fields["must_haves"]] == ["operating temperature"]


def test_country_choices_follow_the_readers_language(db: None) -> None:
    with override("zh-hans"):
        assert ("SG", "新加坡") in NeedForm().fields["eligible_countries"].choices
    with override("en"):
        assert ("SG", "Singapore") in NeedForm().fields["eligible_countries"].choices
