"""Curating the registry on pages: who may, what is written, what is shown to whom, and how often one asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.doors import (
    ADMINISTRATOR,
    MEMBER,
    MODERATOR,
    OWNER,
    REPRESENTATIVE,
    RIVAL,
    ROLES,
    STRANGER,
    VISITOR,
    Doors,
)
from tests.web.reading import Page
from tests.web.test_pages import check

from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.selectors import grants_on_organisation
from scibridge.domain.invitations.selectors import invitations_on
from scibridge.domain.registry.models import (
    Affiliation,
    CorrectionSuggestion,
    Facility,
    Merge,
    Organisation,
    Person,
)
from scibridge.domain.registry.services import (
    add_affiliation,
    edit_organisation,
    edit_person,
    register_organisation,
    register_person,
    suggest_correction,
)
from scibridge.domain.registry.states import RecordKind

LANGUAGES = ("en", "zh-hans")
ORGANISATION_EDITORS = {REPRESENTATIVE, MODERATOR, ADMINISTRATOR}
MANAGERS = {REPRESENTATIVE, ADMINISTRATOR}
MERGERS = {MODERATOR, ADMINISTRATOR}
ROWS = {
    f"{name}-{part}_FORMS": "0" for name in ("names", "identifiers") for part in ("INITIAL", "MIN_NUM")
} | {"names-TOTAL_FORMS": "2", "identifiers-TOTAL_FORMS": "2"}


def organisation_typed(**more: Any) -> dict[str, Any]:
    """An organisation as a browser sends it."""
    return (
        ROWS
        | {"name_zh": "静音桨叶研究所", "country": "CN", "types": ["institute"], "status": "active"}
        | more
    )


def person_typed(**more: Any) -> dict[str, Any]:
    return (
        {name: value for name, value in ROWS.items() if name.startswith("identifiers")}
        | {
            "name_en": "Ann Rotor",
            "name_zh": "",
            "country": "IS",
        }
        | more
    )


def facility_typed(**more: Any) -> dict[str, Any]:
    return {"name_en": "Smoke tunnel", "access_types": ["remote"], "access_mode": "free"} | more


def sent_back(page: Page) -> dict[str, Any]:
    """What a browser would send if nothing were touched."""
    found: dict[str, Any] = {}
    for one in page.all("input"):
        name, kind = one.get("name"), one.get("type")
        if not name or name in {"csrfmiddlewaretoken", "next"} or kind in {"checkbox", "radio"}:
            continue
        found[name] = one.get("value") or ""
    found["types"] = [
        one["value"] for one in page.all("input") if one.get("name") == "types" and "checked" in one
    ]
    return found


# Registering


def test_an_organisation_is_registered_by_anyone_signed_in(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    assert "/accounts/login/" in come(VISITOR).get("/en/organisations/new/").headers["Location"]
    assert "/organisations/new/" not in come(VISITOR).get("/en/organisations/").content.decode()
    visitor = come(STRANGER)
    assert "/en/organisations/new/" in visitor.get("/en/organisations/").content.decode()
    sent = organisation_typed(
        latitude="30.5",
        longitude="114.3",
        domains="rotor.example.org\nblade.example.org",
        contact_address="desk@rotor.example.org",
        **{
            "identifiers-0-scheme": "wikidata",
            "identifiers-0-value": "Q42",
            "names-0-value": "QBI",
            "names-0-kind": "acronym",
        },
    )
    response = visitor.post("/zh-hans/organisations/new/", sent)
    made = Organisation.objects.get(registered_by=doors.people[STRANGER])
    assert response.headers["Location"] == f"/zh-hans/organisations/{made.public_id}/"
    assert (made.latitude, made.longitude, made.domains) == (
        30.5,
        114.3,
        ["rotor.example.org", "blade.example.org"],
    )
    assert [(one.scheme, one.value) for one in made.identifiers.all()] == [("wikidata", "Q42")]
    assert ("QBI", "acronym") in [(one.value, one.kind) for one in made.names.all()]
    held = grants_on_organisation(made.public_id).get()
    assert (held.account, held.role) == (doors.people[STRANGER], "representative")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("latitude", "north", "This is not a number."),
        ("latitude", "30.5", "This is needed."),
        ("website", "rotor.example.org", "This is not a web address."),
        ("domains", "gmail.com", "proves no employer"),
        ("contact_address", "not an address", "This is not an e-mail address."),
        ("name_zh", "", "This is needed."),
        ("identifiers-1-value", "99999", "is not a valid lei identifier"),
        ("established", "3000", "This must lie between"),
        ("names-0-language", "??", "This is not a language code."),
    ],
)
def test_what_was_typed_stays_beside_the_problem(
    doors: Doors, come: Callable[[str], Client], field: str, value: str, sentence: str
) -> None:
    sent = organisation_typed(
        summary_en="Typed with care.",
        **{"names-0-value": "Another name", "names-0-kind": "alias", "identifiers-1-scheme": ""},
    )
    if field.startswith("identifiers"):
        sent["identifiers-1-scheme"] = "lei"
    before = Organisation.objects.count()
    response = come(STRANGER).post("/en/organisations/new/", sent | {field: value})
    html = response.content.decode()
    assert response.status_code == 400
    assert sentence in html
    assert "Typed with care." in html
    assert "Another name" in html
    assert Organisation.objects.count() == before
    if value:
        assert value in html
    if not field.startswith(("identifiers", "names")):
        marked = [
            one for one in Page(html).all("input") + Page(html).all("textarea") if one.get("aria-invalid")
        ]
        assert [one.get("name") for one in marked] == [
            {"latitude": "longitude" if value == "30.5" else "latitude", "name_zh": "name_en"}.get(
                field, field
            )
        ]


def test_an_identifier_in_use_leads_to_its_record(doors: Doors, come: Callable[[str], Client]) -> None:
    orcid = {"identifiers": [{"scheme": "orcid", "value": "0000-0002-1825-0097"}]}
    held = register_person(actor=None, values={"name": {"en": "Josiah"}, **orcid})
    sent = person_typed(
        **{"identifiers-0-scheme": "orcid", "identifiers-0-value": "https://orcid.org/0000-0002-1825-0097"}
    )
    response = come(STRANGER).post("/en/people/new/", sent)
    assert response.status_code == 400
    assert f'href="/en/people/{held.public_id}/"' in response.content.decode()
    assert not Person.objects.filter(registered_by=doors.people[STRANGER]).exists()


def test_a_form_sent_twice_registers_once(doors: Doors, come: Callable[[str], Client]) -> None:
    visitor, account = come(STRANGER), doors.people[STRANGER]
    opened = Page(visitor.get("/en/people/new/").content.decode())
    key = next(one["value"] for one in opened.all("input") if one.get("name") == "opened")
    first, second = (visitor.post("/en/people/new/", person_typed(opened=key)) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.filter(registered_by=account).count() == 1
    # A namesake, from a form opened afterwards, is another person.
    visitor.post("/en/people/new/", person_typed(opened=timezone.now().isoformat()))
    assert Person.objects.filter(registered_by=account).count() == 2
    twice = [visitor.post("/en/organisations/new/", organisation_typed(opened=key)) for _ in range(2)]
    assert len({one.headers["Location"] for one in twice}) == 1
    assert Organisation.objects.filter(registered_by=account).count() == 1


def test_a_row_is_added_and_nothing_written(doors: Doors, come: Callable[[str], Client]) -> None:
    before = Organisation.objects.count()
    sent = organisation_typed(add_row="identifiers", **{"identifiers-0-value": "half typed"})
    response = come(STRANGER).post("/en/organisations/new/", sent)
    page = Page(response.content.decode())
    assert response.status_code == 200
    names = {one.get("name") for one in page.all("input")}
    assert {"identifiers-2-value", "names-1-value"} <= names
    assert "identifiers-3-value" not in names
    assert "half typed" in page.html
    assert Organisation.objects.count() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_facility_is_registered_by_whoever_edits_its_organisation(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    visitor, path = come(role), f"/en/organisations/{doors.organisation.public_id}/facilities/new/"
    button = path in visitor.get(f"/en/organisations/{doors.organisation.public_id}/").content.decode()
    got = visitor.get(path)
    for _ in range(2):
        visitor.post(path, facility_typed())
    made = Facility.objects.filter(name__icontains="Smoke tunnel")
    assert button == (role in ORGANISATION_EDITORS)
    assert made.count() == (1 if role in ORGANISATION_EDITORS else 0)
    if role in ORGANISATION_EDITORS:
        assert got.status_code == 200
        assert made.get().country == "IS"
    else:
        assert got.status_code == (302 if role == VISITOR else 403)


# Editing


def edit_cases(doors: Doors) -> list[tuple[str, dict[str, Any], Any, set[str]]]:
    claimed = register_person(actor=None, values={"name": {"en": "Claimed One"}})
    Person.objects.filter(pk=claimed.pk).update(account=doors.people[OWNER])
    drafted = register_person(actor=doors.people[STRANGER], values={"name": {"en": "Drafted One"}})
    return [
        (
            f"organisations/{doors.organisation.public_id}",
            organisation_typed(name_en="Changed"),
            doors.organisation,
            ORGANISATION_EDITORS,
        ),
        (
            f"facilities/{doors.facility.public_id}",
            facility_typed(name_en="Changed", status="paused"),
            doors.facility,
            ORGANISATION_EDITORS,
        ),
        (f"people/{claimed.public_id}", person_typed(name_en="Changed"), claimed, MERGERS | {OWNER}),
        (f"people/{drafted.public_id}", person_typed(name_en="Changed"), drafted, MERGERS | {STRANGER}),
        (f"people/{doors.inventor.public_id}", person_typed(name_en="Changed"), doors.inventor, MERGERS),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_editing_is_for_those_who_may(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    visitor = come(role)
    for path, sent, record, editors in edit_cases(doors):
        shown = visitor.get(f"/en/{path}/").content.decode()
        assert (f"/en/{path}/edit/" in shown) == (role in editors), path
        got = visitor.get(f"/en/{path}/edit/")
        answered = visitor.post(f"/en/{path}/edit/", sent | {"seen": record.updated_at.isoformat()})
        now = type(record).objects.get(pk=record.pk)
        if role in editors:
            assert got.status_code == 200
            assert answered.status_code == 302
            assert now.name.data["en"] == "Changed"
        else:
            assert {got.status_code, answered.status_code} == {302 if role == VISITOR else 403}
            assert now.name == record.name
            assert now.updated_at == record.updated_at
        assert "leak-contact" not in (shown + got.content.decode() + answered.content.decode()).lower()


def test_an_untouched_form_changes_nothing(doors: Doors, come: Callable[[str], Client]) -> None:
    record = edit_organisation(
        organisation=doors.organisation,
        actor=None,
        values={
            "names": [
                {"value": "Werke", "language": "de", "kind": "label"},
                {"value": "LBW", "kind": "acronym"},
            ],
            "identifiers": [{"scheme": "wikidata", "value": "Q7"}],
            "latitude": 64.1,
            "longitude": -21.9,
        },
    )
    visitor, path = come(REPRESENTATIVE), f"/en/organisations/{record.public_id}/edit/"
    page = Page(visitor.get(path).content.decode())
    assert visitor.post(path, sent_back(page) | {"country": "IS", "status": "active", "names-0-kind": "label",
        "names-1-kind": "acronym", "identifiers-0-scheme": "wikidata"}).status_code == 302  # fmt: skip
    now = Organisation.objects.get(pk=record.pk)
    assert now.updated_at == record.updated_at
    assert now.contact_address == "leak-contact-works@example.org"


def test_the_stored_address_is_kept_replaced_or_deleted_unseen(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    visitor, path = come(REPRESENTATIVE), f"/en/facilities/{doors.facility.public_id}/edit/"

    def send(**more: Any) -> str:
        page = Page(visitor.get(path).content.decode())
        assert "leak-contact" not in page.html.lower()
        seen = next(one["value"] for one in page.all("input") if one.get("name") == "seen")
        assert visitor.post(path, facility_typed(status="open", seen=seen, **more)).status_code == 302
        return Facility.objects.get(pk=doors.facility.pk).contact_address

    assert send() == "leak-contact-hall@example.org"
    assert send(contact_address="new@example.org") == "new@example.org"
    assert send(remove_contact_address="on") == ""
    assert "remove_contact_address" not in visitor.get(path).content.decode()


def test_a_change_made_meanwhile_is_not_overwritten_unseen(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    visitor, path = come(MODERATOR), f"/en/people/{doors.inventor.public_id}/edit/"
    page = Page(visitor.get(path).content.decode())
    seen = next(one["value"] for one in page.all("input") if one.get("name") == "seen")
    edit_person(person=doors.inventor, actor=None, values={"website": "https://example.org/wei"})
    mine = person_typed(name_en="My version", seen=seen)
    answered = visitor.post(path, mine)
    assert answered.status_code == 409
    assert "My version" in answered.content.decode()
    assert Person.objects.get(pk=doors.inventor.pk).website == "https://example.org/wei"
    fresh = next(
        one["value"] for one in Page(answered.content.decode()).all("input") if one.get("name") == "seen"
    )
    again = [visitor.post(path, mine | {"seen": fresh}) for _ in range(2)]
    assert [one.status_code for one in again] == [302, 302]
    assert Person.objects.get(pk=doors.inventor.pk).name.data == {"en": "My version"}


def test_a_facility_is_closed_and_says_why_it_is_restricted(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    visitor, path = come(REPRESENTATIVE), f"/zh-hans/facilities/{doors.facility.public_id}/edit/"
    seen = {"seen": Facility.objects.get(pk=doors.facility.pk).updated_at.isoformat()}
    refused = visitor.post(path, facility_typed(status="closed", eligible_countries=["CN"]) | seen)
    assert refused.status_code == 400
    assert Facility.objects.get(pk=doors.facility.pk).status == "open"
    reason = {"eligible_countries": ["CN"], "eligibility_reason_zh": "由国家经费支持"}
    assert visitor.post(path, facility_typed(status="closed", **reason) | seen).status_code == 302
    now = Facility.objects.get(pk=doors.facility.pk)
    assert (now.status, now.eligible_countries) == ("closed", ["CN"])
    # From closed it can only be opened again.
    options = [one.get("value") for one in Page(visitor.get(path).content.decode()).all("option")]
    assert "open" in options
    assert "paused" not in options


# Affiliations


@pytest.mark.parametrize("role", ROLES)
def test_affiliations_are_written_by_those_who_edit_the_person(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    visitor, at = come(role), f"/en/people/{doors.inventor.public_id}/affiliations/"
    held = add_affiliation(person=doors.inventor, organisation=doors.other, actor=None)
    sent = {"organisation": doors.organisation.public_id, "role_zh": "教授", "from_year": "2020"}
    for _ in range(2):
        visitor.post(f"{at}new/", sent)
    visitor.post(f"{at}{held.pk}/", {"to_year": "2024"})
    rows = Affiliation.objects.filter(person=doors.inventor)
    added, ended = rows.filter(organisation=doors.organisation), rows.get(pk=held.pk)
    if role in MERGERS:
        assert [(one.role.data, one.from_year) for one in added] == [({"zh-hans": "教授"}, 2020)]
        assert ended.to_year == 2024
        assert visitor.post(f"{at}{held.pk}/", {"from_year": "2025", "to_year": "2024"}).status_code == 400
        for _ in range(2):
            assert visitor.post(f"{at}{held.pk}/remove/").status_code == 302
        assert not rows.filter(pk=held.pk).exists()
    else:
        assert visitor.post(f"{at}{held.pk}/remove/").status_code == (302 if role == VISITOR else 403)
        assert not added.exists()
        assert ended.to_year is None


def test_an_affiliation_of_somebody_else_is_not_reached(doors: Doors, come: Callable[[str], Client]) -> None:
    mine = register_person(actor=doors.people[STRANGER], values={"name": {"en": "Mine"}})
    other = add_affiliation(person=doors.inventor, organisation=doors.other, actor=None)
    visitor = come(STRANGER)
    at = f"/en/people/{mine.public_id}/affiliations/{other.pk}/"
    assert visitor.post(at, {"to_year": "2020"}).status_code == 404
    visitor.post(f"{at}remove/")
    assert Affiliation.objects.get(pk=other.pk).to_year is None


def test_the_organisation_is_found_by_name_id_or_address(doors: Doors, come: Callable[[str], Client]) -> None:
    visitor, at = come(MODERATOR), f"/en/people/{doors.inventor.public_id}/affiliations/new/"
    wanted = f"?organisation={doors.other.public_id}"
    for text in ("plain rot", doors.other.public_id, f"/zh-hans/organisations/{doors.other.public_id}/"):
        assert wanted in visitor.get(at, {"text": text}).content.decode(), text
    assert "Nothing has this name" in visitor.get(at, {"text": "zzzzz"}).content.decode()
    assert visitor.post(at, {"organisation": "nonsense"}).status_code == 400


# Corrections


def suggest(doors: Doors, record: Any, kind: RecordKind, **more: Any) -> CorrectionSuggestion:
    proposed = {"field": "country", "proposed": "NO", "reason": "I moved there."} | more
    return suggest_correction(kind=kind, public_id=record.public_id, actor=doors.people[STRANGER], **proposed)


@pytest.mark.parametrize("role", ROLES)
def test_corrections_wait_for_those_who_may_decide(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    Person.objects.filter(pk=doors.inventor.pk).update(account=doors.people[OWNER])
    rows = {
        suggest(doors, doors.organisation, RecordKind.ORGANISATION).pk: ORGANISATION_EDITORS,
        suggest(doors, doors.facility, RecordKind.FACILITY).pk: ORGANISATION_EDITORS,
        suggest(doors, doors.inventor, RecordKind.PERSON).pk: MERGERS | {OWNER},
        suggest(doors, doors.other, RecordKind.ORGANISATION).pk: MERGERS | {RIVAL},
    }
    visitor = come(role)
    listed, mine = visitor.get("/en/corrections/"), visitor.get("/en/me/").content.decode()
    number = sum(role in may for may in rows.values())
    assert (f"{number} wait" in mine) == (number > 0)
    for pk, may in rows.items():
        path = f"/en/corrections/{pk}/"
        assert (path in listed.content.decode()) == (role in may)
        assert visitor.get(path).status_code == (200 if role in may else 302 if role == VISITOR else 404)
        for sent in ({"accept": "1"}, {"decline": "1", "answer": "No."}):
            if role not in may:
                assert visitor.post(path, sent).status_code == (302 if role == VISITOR else 404)
                assert CorrectionSuggestion.objects.get(pk=pk).state == "open"
    assert "leak-mail" not in listed.content.decode().lower()
    assert "leak-contact" not in listed.content.decode().lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_is_answered_once_and_its_author_sees_it(
    doors: Doors, come: Callable[[str], Client], language: str
) -> None:
    named = suggest(
        doors,
        doors.organisation,
        RecordKind.ORGANISATION,
        field="name",
        proposed={"en": "Better Works", "zh-hans": "更好工厂"},
    )
    country = suggest(doors, doors.organisation, RecordKind.ORGANISATION)
    visitor = come(REPRESENTATIVE)
    check(visitor.get(f"/{language}/corrections/"), language)
    page = check(visitor.get(f"/{language}/corrections/{named.pk}/"), language)
    assert {"LEAK-BODY Works", "Better Works", "更好工厂", "I moved there."} <= {
        text for text, _ in page.texts
    }
    path = f"/{language}/corrections/{country.pk}/"
    assert visitor.post(path, {"decline": "1", "answer": ""}).status_code == 400
    assert CorrectionSuggestion.objects.get(pk=country.pk).state == "open"
    for _ in range(2):
        sent = {"decline": "1", "answer": "We stay in Reykjavík."}
        assert visitor.post(path, sent).status_code == 302
        assert visitor.post(f"/{language}/corrections/{named.pk}/", {"accept": "1"}).status_code == 302
    assert visitor.post(path, {"accept": "1"}).status_code == 409
    now = Organisation.objects.get(pk=doors.organisation.pk)
    assert (now.country, now.name.data["en"]) == ("IS", "Better Works")
    mine = check(come(STRANGER).get(f"/{language}/me/"), language).html
    assert "We stay in Reykjavík." in mine
    assert f"/{language}/organisations/{doors.organisation.public_id}/" in mine
    assert CorrectionSuggestion.objects.filter(state="open").count() == 0


def test_what_cannot_be_accepted_stays_open(doors: Doors, come: Callable[[str], Client]) -> None:
    row = suggest(doors, doors.facility, RecordKind.FACILITY, field="eligible_countries", proposed=["CN"])
    response = come(REPRESENTATIVE).post(f"/en/corrections/{row.pk}/", {"accept": "1", "answer": "Fine"})
    assert response.status_code == 400
    assert "Reason for the restriction" in response.content.decode()
    assert CorrectionSuggestion.objects.get(pk=row.pk).state == "open"


# Merging


@pytest.mark.parametrize("role", ROLES)
def test_merging_is_for_moderators(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    twin = register_person(actor=None, values={"name": {"en": "Wei Inventor"}, "country": "CN"})
    visitor, path = come(role), f"/en/records/person/{twin.public_id}/merge/"
    button = path in visitor.get(f"/en/people/{twin.public_id}/").content.decode()
    got = visitor.get(path, {"with": doors.inventor.public_id})
    sent = {"with": doors.inventor.public_id, "reason": "Same thesis."}
    answered = [visitor.post(path, sent) for _ in range(2)]
    assert button == (role in MERGERS)
    if role in MERGERS:
        assert got.status_code == 200
        assert {one.headers["Location"] for one in answered} == {f"/en/people/{doors.inventor.public_id}/"}
        assert Merge.objects.get().reason == "Same thesis."
        moved = Client().get(f"/en/people/{twin.public_id}/")
        assert (moved.status_code, moved.headers["Location"]) == (
            301,
            f"/en/people/{doors.inventor.public_id}/",
        )
    else:
        assert {got.status_code, *(one.status_code for one in answered)} == {302 if role == VISITOR else 403}
        assert not Merge.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_organisations_side_by_side(doors: Doors, come: Callable[[str], Client], language: str) -> None:
    visitor = come(MODERATOR)
    at = f"/{language}/records/organisation/{doors.other.public_id}/merge/"
    check(visitor.get(at), language)
    found = check(visitor.get(at, {"text": "leak-body"}), language)
    assert f"?with={doors.organisation.public_id}" in found.html
    page = check(visitor.get(at, {"with": doors.organisation.public_id}), language)
    assert {"Plain Rotors", "LEAK-BODY Works"} <= {text for text, _ in page.texts}
    assert "leak-contact" not in page.html.lower()
    assert "leak-mail" not in page.html.lower()
    empty = visitor.post(at, {"with": doors.organisation.public_id, "reason": " "})
    assert empty.status_code == 400
    assert not Merge.objects.exists()
    check(visitor.get(at, {"with": doors.other.public_id}), language)
    assert visitor.post(at, {"with": doors.other.public_id, "reason": "x"}).status_code == 409
    assert visitor.get(f"/{language}/records/facility/{doors.facility.public_id}/merge/").status_code == 404
    assert visitor.post(at, {"with": doors.organisation.public_id, "reason": "One firm"}).status_code == 302
    assert Organisation.objects.get(pk=doors.other.pk).merged_into == doors.organisation


# Members


@pytest.mark.parametrize("role", ROLES)
def test_members_are_managed_by_representatives(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    visitor, path = come(role), f"/en/organisations/{doors.organisation.public_id}/members/"
    shown = visitor.get(f"/en/organisations/{doors.organisation.public_id}/").content.decode()
    got = visitor.get(path)
    sent = {"email": "LEAK-MAIL-stranger@example.org", "invited_as": "member"}
    for _ in range(2):
        visitor.post(path, sent)
    grants = grants_on_organisation(doors.organisation.public_id)
    other = grants.get(account=doors.people[OWNER])
    assert (f'href="{path}"' in shown) == (role in MANAGERS)
    if role in MANAGERS:
        assert "leak-mail-member@example.org" in got.content.decode()
        invited = invitations_on(doors.organisation).filter(email="leak-mail-stranger@example.org")
        assert [(one.invited_as, one.state) for one in invited] == [("member", "pending")]
        assert not grants.filter(account=doors.people[STRANGER]).exists()
        for _ in range(2):
            assert visitor.post(f"{path}{other.pk}/end/").status_code == 302
        assert not grants.filter(pk=other.pk).exists()
        return
    assert got.status_code == (302 if role == VISITOR else 403)
    assert "leak-mail" not in (got.content.decode() + shown).lower()
    assert not grants.filter(account=doors.people[STRANGER]).exists()
    if role != OWNER:
        assert visitor.post(f"{path}{other.pk}/end/").status_code == (302 if role == VISITOR else 403)
        assert grants.filter(pk=other.pk).exists()


def test_one_leaves_by_oneself(doors: Doors, come: Callable[[str], Client]) -> None:
    held = Grant.objects.get(account=doors.people[MEMBER])
    home = come(MEMBER).get(f"/en/organisations/{doors.organisation.public_id}/").content.decode()
    assert f"/members/{held.pk}/end/" in home
    assert (
        "/end/"
        not in come(VISITOR).get(f"/en/organisations/{doors.organisation.public_id}/").content.decode()
    )
    at = f"/en/organisations/{doors.organisation.public_id}/members/{held.pk}/end/"
    assert come(MEMBER).post(at).headers["Location"] == f"/en/organisations/{doors.organisation.public_id}/"
    assert Grant.objects.get(pk=held.pk).ended_at is not None


def test_a_role_elsewhere_is_not_ended_from_here(doors: Doors, come: Callable[[str], Client]) -> None:
    held = Grant.objects.get(account=doors.people[RIVAL])
    at = f"/en/organisations/{doors.organisation.public_id}/members/{held.pk}/end/"
    assert come(REPRESENTATIVE).post(at).status_code == 404
    platform = Grant.objects.get(account=doors.people[MODERATOR])
    assert come(REPRESENTATIVE).post(at.replace(str(held.pk), str(platform.pk))).status_code == 404
    assert not Grant.objects.filter(pk__in=[held.pk, platform.pk], ended_at__isnull=False).exists()


# Every page in both languages, and how many questions the lists ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_curators(doors: Doors, come: Callable[[str], Client], language: str) -> None:
    visitor = come(ADMINISTRATOR)
    held = add_affiliation(person=doors.inventor, organisation=doors.organisation, actor=None)
    organisation, person = doors.organisation.public_id, doors.inventor.public_id
    for path in (
        "organisations/new/",
        "people/new/",
        f"organisations/{organisation}/",
        f"people/{person}/",
        f"facilities/{doors.facility.public_id}/",
        f"organisations/{organisation}/edit/",
        f"organisations/{organisation}/facilities/new/",
        f"organisations/{organisation}/members/",
        f"people/{person}/edit/",
        f"people/{person}/affiliations/new/",
        f"people/{person}/affiliations/new/?organisation={organisation}",
        f"people/{person}/affiliations/{held.pk}/",
        f"facilities/{doors.facility.public_id}/edit/",
        f"records/person/{person}/merge/",
        "corrections/",
        "moderation/",
    ):
        check(visitor.get(f"/{language}/{path}"), language)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_lists_ask_the_same_number_of_questions(doors: Doors, come: Callable[[str], Client]) -> None:
    visitor, other = come(ADMINISTRATOR), doors.other.public_id
    author = come(STRANGER)
    paths = {
        "/en/corrections/": visitor,
        f"/en/organisations/{other}/members/": visitor,
        f"/en/people/{doors.inventor.public_id}/affiliations/new/?text=Rotor": visitor,
        f"/en/records/organisation/{doors.organisation.public_id}/merge/?text=Rotor": visitor,
        "/en/me/": author,
    }

    def three(number: int) -> None:
        made = register_organisation(
            actor=None, values={"name": {"en": f"Rotor {number}"}, "country": "DE", "types": ["company"]}
        )
        person = register_person(actor=None, values={"name": {"en": f"Wei {number}"}})
        suggest(doors, made, RecordKind.ORGANISATION, field="types", proposed=["institute"])
        suggest(doors, person, RecordKind.PERSON)
        suggest(doors, doors.facility, RecordKind.FACILITY, field="name", proposed={"en": f"Hall {number}"})
        account = Account.objects.create_user(
            f"member{number}@example.org", "long password", name=f"M {number}"
        )
        Grant.objects.create(account=account, role="member", on_kind="organisation", on_id=other)

    three(0)
    before = {path: (client.get(path), queries(client, path))[1] for path, client in paths.items()}
    for number in range(1, 15):
        three(number)
    assert {path: queries(client, path) for path, client in paths.items()} == before
    assert max(before.values()) <= 30
