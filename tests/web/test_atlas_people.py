"""The page of a person: what every bibliography tells, nothing that judges, nobody who keeps out of lists."""

import pytest
from django.test import Client
from tests.web.test_atlas import build_small, read

from scibridge.domain.registry.models import Person, PersonIdentifier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built() -> None:
    build_small()


def keep_out(author: str) -> None:
    person = Person.objects.create(name={"en": "Person 2"}, unlisted=True)
    PersonIdentifier.objects.create(person=person, scheme="openalex", value=author)


def test_works_and_partners_are_told_and_judgements_are_not(client: Client) -> None:
    page = read(client, "atlas/person/A1/")
    assert "<h1>Person 1</h1>" in page
    assert "<strong>6</strong>" in page
    assert page.count("<strong>not told</strong>") == 3
    assert "it would judge one person" in page
    assert "会形成对单个人的评价" in read(client, "atlas/person/A1/", "zh-hans")
    assert 'href="/en/atlas/person/A2/"' in page
    assert 'href="/en/atlas/works/?level=person&amp;unit=A1&amp;with=A2"' in page
    behind = read(client, "atlas/works/?level=person&unit=A1&with=A2")
    assert [number for number in range(1, 9) if f"/en/works/W{number}/" in behind] == [2, 3, 7]
    assert 'href="/en/atlas/person/A1/"' in behind
    # Nothing on the page leads where a person cannot be asked for.
    assert "/atlas/bridges/" not in page
    assert "/atlas/compare/" not in page


def test_authors_and_works_lead_there(client: Client) -> None:
    assert 'href="/en/atlas/person/A1/"' in read(client, "people/A1/")
    assert 'href="/en/atlas/person/A1/"' in read(client, "works/W2/")
    assert 'href="/en/atlas/organisation/I1/"' in read(client, "organisations/I1/")


def test_who_keeps_out_of_lists_is_in_nobodys_list(client: Client) -> None:
    before = read(client, "atlas/person/A1/")
    assert "noindex" not in before
    keep_out("A2")
    page = read(client, "atlas/person/A1/")
    assert "/atlas/person/A2/" not in page
    assert 'href="/en/atlas/person/A3/"' in page
    # Their own page is there for whoever has its address.
    assert '<meta name="robots" content="noindex">' in read(client, "atlas/person/A2/")
    export = client.get("/en/atlas/export/partners/json/?level=person&unit=A1")
    assert b'"A2"' not in b"".join(getattr(export, "streaming_content", [export.content]))


def test_nobody(client: Client) -> None:
    for unit, status in (("A99", 404), ("I1", 404), ("nobody", 404)):
        read(client, f"atlas/person/{unit}/", status=status)
