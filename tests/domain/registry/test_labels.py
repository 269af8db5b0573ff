"""Every code has a label in both languages, and none is the code itself."""

from enum import StrEnum

import pytest
from django.utils import translation

from scibridge.domain.accounts import labels as account_labels
from scibridge.domain.accounts.states import Role, Scope
from scibridge.domain.registry import labels, states
from scibridge.domain.registry.fields import AFFILIATION_FIELDS, WRITABLE
from scibridge.kernel.identifiers import ORGANISATION_SCHEMES, PERSON_SCHEMES

PAIRS = [
    (states.OrganisationType, labels.ORGANISATION_TYPES),
    (states.OrganisationStatus, labels.ORGANISATION_STATUSES),
    (states.Origin, labels.ORIGINS),
    (states.NameKind, labels.NAME_KINDS),
    (states.RelationKind, labels.RELATION_KINDS),
    (states.AccessType, labels.ACCESS_TYPES),
    (states.AccessMode, labels.ACCESS_MODES),
    (states.FacilityStatus, labels.FACILITY_STATUSES),
    (states.ClaimMethod, labels.CLAIM_METHODS),
    (states.ClaimState, labels.CLAIM_STATES),
    (states.CorrectionState, labels.CORRECTION_STATES),
    (states.RecordKind, labels.RECORD_KINDS),
    (Role, account_labels.ROLES),
    (Scope, account_labels.SCOPES),
]


@pytest.mark.parametrize(("codes", "shown"), PAIRS)
def test_every_code_has_a_label(codes: type[StrEnum], shown: dict[StrEnum, object]) -> None:
    assert set(shown) == set(codes)
    with translation.override("en"):
        texts = [str(label) for label in shown.values()]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & {code.value for code in codes}


def test_every_field_and_scheme_has_a_label() -> None:
    fields = {name for checks in (*WRITABLE.values(), AFFILIATION_FIELDS) for name in checks}
    assert fields - set(labels.FIELDS) == set()
    assert {*ORGANISATION_SCHEMES, *PERSON_SCHEMES} - set(labels.SCHEMES) == set()


def test_relations_have_inverses() -> None:
    for kind, inverse in states.INVERSE_RELATION.items():
        assert states.INVERSE_RELATION[inverse] == kind
    assert set(states.INVERSE_RELATION) == set(states.RelationKind)
