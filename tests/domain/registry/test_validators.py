"""From what people type to what is stored, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.domain.registry import validators as check
from scibridge.domain.registry.fields import (
    AFFILIATION_FIELDS,
    FACILITY_FIELDS,
    ORGANISATION_FIELDS,
    PERSON_FIELDS,
    SUGGESTIBLE,
    WRITABLE,
)
from scibridge.domain.registry.states import AccessType, RecordKind
from scibridge.kernel.bilingual import bilingual, versions
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.identifiers import PERSON_SCHEMES

EVERY_FIELD = [
    (name, one)
    for fields in (ORGANISATION_FIELDS, PERSON_FIELDS, FACILITY_FIELDS, AFFILIATION_FIELDS)
    for name, one in fields.items()
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(EVERY_FIELD), json_values)
def test_any_json_is_stored_or_refused_and_what_is_stored_passes_again(
    field: tuple[str, check.Check], value: object
) -> None:
    _, one = field
    try:
        stored = one(value)
    except check.Rejected:
        return
    again = one(stored)
    assert (
        (versions(again), type(again)) == (versions(stored), type(stored))
        if hasattr(stored, "localize")
        else again == stored
    )


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x85", "\u202e", "\u2066", "\ufeff"])
def test_control_and_reordering_characters_are_refused_everywhere(letter: str) -> None:
    for one in (check.text(50), check.bilingual_text(50), check.website, check.mail_address, check.keywords):
        value = {"en": [f"a{letter}b"]} if one is check.keywords else f"a{letter}b"
        with pytest.raises(check.Rejected) as caught:
            one(value)
        assert caught.value.problem == "control_characters"


def test_one_line_does_not_break_and_several_may() -> None:
    assert check.text(20, lines=True)("a\r\nb\rc") == "a\nb\nc"
    with pytest.raises(check.Rejected):
        check.text(20)("a\nb")


def test_bilingual_text_keeps_what_is_there() -> None:
    one = check.bilingual_text(20)
    assert versions(one({"en": " rice ", "zh-hans": ""})) == {"en": "rice"}
    assert versions(one(bilingual("rice", "水稻"))) == {"en": "rice", "zh-hans": "水稻"}
    assert versions(one("rice")) == {"en": "rice"}
    with pytest.raises(check.Rejected) as caught:
        one({"fr": "riz"})
    assert caught.value.problem == "unknown_language"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("Physics.MIT.edu.", "physics.mit.edu"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("", ""),
        ("bbc.co.uk", "bbc.co.uk"),
    ],
)
def test_domains(value: str, stored: str) -> None:
    assert check.domain(value) == stored


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("gmail.com", "public_domain"),
        ("QQ.com", "public_domain"),
        ("ac.uk", "public_domain"),
        ("edu.cn", "public_domain"),
        ("localhost", "not_a_domain"),
        ("mit.edu/path", "not_a_domain"),
        ("@mit.edu", "not_a_domain"),
        ("1.2.3.4", "not_a_domain"),
        ("-a.org", "not_a_domain"),
        (f"{'a' * 64}.org", "not_a_domain"),
        (5, "not_text"),
    ],
)
def test_domains_that_prove_nothing(value: object, problem: str) -> None:
    with pytest.raises(check.Rejected) as caught:
        check.domain(value)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "ftp://x.org", "x.org", "http://", "data:text/html,x"]
)
def test_websites_are_http_addresses(value: str) -> None:
    with pytest.raises(check.Rejected) as caught:
        check.website(value)
    assert caught.value.problem == "not_an_address"


@pytest.mark.parametrize("value", [91, -90.5, float("nan"), float("inf"), "north", True])
def test_latitudes_off_the_earth(value: object) -> None:
    with pytest.raises(check.Rejected):
        check.degrees(90)(value)


def test_years_and_codes_and_lists() -> None:
    year = check.whole_number(1, 2100)
    assert (year("1911"), year(""), year(None), year(1911.0)) == (1911, None, None, 1911)
    for bad in ("x", 20233, 0, 1.5, True):
        with pytest.raises(check.Rejected):
            year(bad)
    ways = check.each(check.code(AccessType))
    assert ways(["remote", "on_site", "remote"]) == ["remote", "on_site"]
    with pytest.raises(check.Rejected) as caught:
        ways(["remote", "by_boat"])
    assert caught.value.details == {"value": "by_boat", "choices": tuple(one.value for one in AccessType)}
    for bad in ("remote", 5, {"remote": 1}):
        with pytest.raises(check.Rejected):
            ways(bad)
    with pytest.raises(check.Rejected):
        check.each(check.text(5))(["x"] * 101)


def test_identifiers_pass_their_own_checksum_and_fit_the_kind_of_record() -> None:
    one = check.identifiers(PERSON_SCHEMES)
    assert one([{"scheme": "orcid", "value": "https://orcid.org/0000-0002-1825-0097"}]) == [
        check.IdentifierValue("orcid", "0000-0002-1825-0097")
    ]
    for bad, problem in (
        ({"scheme": "orcid", "value": "0000-0002-1825-0098"}, "invalid_identifier"),
        ({"scheme": "ror", "value": "https://ror.org/05a28rw58"}, "unknown_code"),
        ({"scheme": ["orcid"], "value": "0000-0002-1825-0097"}, "unknown_code"),
        ({"scheme": "orcid"}, "not_an_identifier"),
        ("0000-0002-1825-0097", "not_an_identifier"),
    ):
        with pytest.raises(check.Rejected) as caught:
            one([bad])
        assert caught.value.problem == problem


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        check.clean(
            {"name": {}, "country": "XX", "public_id": "x", "website": "x"},
            ORGANISATION_FIELDS,
            ("name", "types"),
        )
    assert [(one.field, one.code) for one in caught.value.problems] == [
        ("country", "not_a_country"),
        ("public_id", "unknown_field"),
        ("website", "not_an_address"),
        ("name", "required"),
        ("types", "required"),
    ]


def test_strangers_may_not_propose_hidden_or_proving_fields() -> None:
    hidden = {"contact_address", "domains", "unlisted"}
    assert set(SUGGESTIBLE) == set(RecordKind)
    for kind, fields in SUGGESTIBLE.items():
        assert fields == frozenset(WRITABLE[kind]) - hidden
