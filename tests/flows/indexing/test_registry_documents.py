"""Documents of organisations, people and facilities, whatever language is active."""

import pytest
from django.utils import translation

from scibridge.domain.accounts.models import Account
from scibridge.domain.indexing.selectors import waiting_changes
from scibridge.domain.registry import services
from scibridge.domain.registry.models import Organisation
from scibridge.engines.matching.documents import Contributor, Kind, TextFields
from scibridge.flows.indexing.platform_documents import (
    all_platform_documents,
    platform_count,
    platform_documents,
)
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.django_db
ROR = "https://ror.org/000e0be47"


@pytest.fixture
def hospital(moderator: Account) -> Organisation:
    return services.register_organisation(
        actor=moderator,
        values={
            "name": {"en": "Chengdu Riverside Hospital", "zh-hans": "成都江畔医院"},
            "types": ["hospital"],
            "country": "CN",
            "identifiers": [{"scheme": "ror", "value": "000e0be47"}],
            "contact_address": "LEAK@example.org",
        },
    )


def test_an_organisation_lists_every_key_and_no_address(hospital: Organisation) -> None:
    (document,) = platform_documents([hospital.document_id]).values()
    assert document.kind is Kind.ORGANISATION
    assert document.texts == {
        "en": TextFields(title="Chengdu Riverside Hospital"),
        "zh": TextFields(title="成都江畔医院"),
    }
    assert document.countries == ("CN",)
    assert document.aliases == (f"ours:{hospital.public_id}", f"ror:{ROR}")
    assert "LEAK" not in repr(document)


def test_fingerprints_do_not_depend_on_the_reader(hospital: Organisation, moderator: Account) -> None:
    facility = services.register_facility(
        actor=moderator,
        organisation=hospital,
        values={"name": {"zh-hans": "三号手术室"}, "access_types": ["on_site"], "access_mode": "free"},
    )
    found = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found.append(platform_documents([facility.document_id, hospital.document_id]))
    assert found[0] == found[1]
    name = "Chengdu Riverside Hospital"
    expected = (Contributor(Kind.ORGANISATION, f"ours:{hospital.public_id}", name),)
    assert found[0][facility.document_id].contributors == expected


def test_renaming_an_organisation_marks_what_carries_its_name(
    hospital: Organisation, moderator: Account
) -> None:
    facility = services.register_facility(
        actor=moderator,
        organisation=hospital,
        values={"name": {"en": "Theatre 3"}, "access_types": ["on_site"], "access_mode": "free"},
    )
    bring_up_to_date()
    services.edit_organisation(
        organisation=hospital, actor=moderator, values={"name": {"en": "Riverside Hospital"}}
    )
    assert {one.document_id for one in waiting_changes(10)} == {hospital.document_id, facility.document_id}


def test_everything_comes_in_batches_and_is_counted(hospital: Organisation) -> None:
    documents = [document.id for batch in all_platform_documents() for document in batch]
    assert documents == [hospital.document_id]
    assert platform_count() == 1
