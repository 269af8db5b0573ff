"""Bad days: index, lake or database gone, no worker, forms sent twice or by force: nothing leaks or falls."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client
from tests.web.conftest import NEED, PASSWORD, World

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need
from scibridge.domain.registry.models import OrganisationIdentifier
from scibridge.engines.lake.manifest import FILE

SignIn = Callable[[Account], Client]
ROWS = {"must_haves-TOTAL_FORMS": "0", "must_haves-INITIAL_FORMS": "0"}


@pytest.fixture
def broken_lake(settings: Any) -> None:
    settings.LAKE_DIRECTORY.mkdir(parents=True)
    (settings.LAKE_DIRECTORY / FILE).write_text("{broken")


def refuse(*_args: object, **_options: object) -> None:
    raise OperationalError("database is locked")


def test_records_are_shown_while_the_lake_is_broken(
    world: World, client: Client, broken_lake: None, settings: Any
) -> None:
    OrganisationIdentifier.objects.create(organisation=world.organisation, scheme="openalex", value="I123")
    page = client.get(f"/en/organisations/{world.organisation.public_id}/")
    assert (page.status_code, "Institute of Light Flight" in page.content.decode()) == (200, True)
    for path in ("/en/works/W123/", "/en/organisations/I123/", "/en/people/A123/", "/api/v1/works/W123"):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 503)
        assert "Load its source again" in answer.content.decode()


@pytest.mark.parametrize("damage", ["absent", "emptied", "garbled"])
def test_records_are_shown_while_the_index_is(
    world: World, client: Client, settings: Any, damage: str
) -> None:
    for path in sorted(settings.INDEX_DIRECTORY.rglob("*"), reverse=True):
        if path.is_file() and damage != "garbled":
            path.unlink()
        elif path.is_file():
            path.write_bytes(b"garbled")
    for path in ("/en/match/?q=cell", "/api/v1/match?q=cell"):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 503)
        assert "scibridge index rebuild" in answer.content.decode()
    for path in ("needs", "offers", "organisations", "people", "facilities"):
        assert client.get(f"/en/{path}/").status_code == client.get(f"/api/v1/{path}").status_code == 200


def test_a_locked_database_is_told_in_words(
    world: World, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(world.owner)
    client.raise_request_exception = False
    cache.clear()
    with monkeypatch.context() as locked:
        locked.setattr(CursorWrapper, "execute", refuse)
        for path in ("/en/", "/zh-hans/needs/", "/en/me/", "/healthz", "/api/v1/needs"):
            answer = client.get(path)
            assert (path, answer.status_code, answer.headers.get("Retry-After")) == (path, 503, "5")
            assert "locked" not in answer.content.decode()
        assert client.get("/api/v1/health").status_code == 200
    assert client.get("/en/me/").status_code == 200


def test_withdrawn_is_gone_at_once_without_a_worker(world: World, client: Client) -> None:
    def found() -> set[str]:
        answer = client.get("/api/v1/match?q=solid+electrolyte&kind=need,offer,person,organisation").json()
        evidence = [one["id"] for match in answer["matches"] for one in match["explanation"]["evidence"]]
        return {match["id"] for match in answer["matches"]} | set(evidence)

    assert {world.need.document_id, world.offer.document_id} <= found()
    services.withdraw_need(world.need, actor=world.owner)
    services.withdraw_offer(world.offer, actor=world.owner)
    assert found() & {world.need.document_id, world.offer.document_id} == set()
    page = client.get("/en/match/?q=solid+electrolyte&kind=need").content.decode()
    assert world.need.public_id not in page


def test_what_is_held_back_now_is_gone_at_once_without_a_worker(world: World, client: Client) -> None:
    offer = world.offer
    tiers = offer.field_tiers | {"claims": "after_nda", "inventors": "after_nda"}
    services.update_offer(
        offer, actor=world.owner, fields={"field_tiers": tiers}, expected_version=offer.version
    )
    answer = client.post(
        "/api/v1/match",
        {"fields": {"title": "solid electrolyte", "must_haves": NEED["must_haves"]}},
        content_type="application/json",
    )
    assert "0.42" not in answer.content.decode()
    assert offer.public_id not in answer.content.decode()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "999999", "-1", ""])
@pytest.mark.parametrize("adding", [True, False])
def test_rows_cannot_be_asked_for_without_end(
    world: World, as_user: SignIn, number: str, adding: bool
) -> None:
    data = {"title_en": "x", "rights-TOTAL_FORMS": number, "rights-INITIAL_FORMS": "0"}
    response = as_user(world.owner).post("/en/offers/new/", data | ({"add_row": "rights"} if adding else {}))
    assert response.status_code in (200, 400)
    assert response.content.count(b'name="rights-') < 40 * 10


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x"])
def test_an_odd_version_is_no_fault(world: World, as_user: SignIn, number: str) -> None:
    response = as_user(world.moderator).post(
        f"/en/moderation/need/{world.need.public_id}/", {"version": number, "publish": "1"}
    )
    assert response.status_code == 409


@pytest.mark.parametrize("part", ["0", "50001", "9" * 30])
def test_a_part_of_the_map_that_cannot_be(db: None, client: Client, part: str) -> None:
    assert client.get(f"/sitemap-needs-{part}.xml").status_code == 404


def test_a_form_sent_twice_is_one_need_and_loses_no_words(world: World, as_user: SignIn) -> None:
    client, count = as_user(world.owner), Need.objects.count()
    data = ROWS | {"title_en": "First words", "once": "a-key"}
    first, again = client.post("/en/needs/new/", data), client.post("/en/needs/new/", data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.headers["Location"] == again.headers["Location"]
    assert Need.objects.count() == count + 1
    changed = client.post("/en/needs/new/", data | {"title_en": "Typed after going back"})
    assert (changed.status_code, "Typed after going back" in changed.content.decode()) == (409, True)
    assert 'value="a-key"' not in changed.content.decode()
    assert Need.objects.count() == count + 1


def test_two_editors_at_once_lose_nothing(world: World, as_user: SignIn) -> None:
    client, need = as_user(world.owner), world.draft
    data = ROWS | {"version": str(need.version), "title_en": "The first editor's words"}
    address = f"/en/needs/{need.public_id}/edit/"
    assert client.post(address, data).status_code == 302
    second = client.post(address, data | {"title_en": "The second editor's words"})
    assert (second.status_code, "The second editor&#x27;s words" in second.content.decode()) == (409, True)
    need.refresh_from_db()
    assert str(need.title) == "The first editor's words"


def test_the_administration_pages_have_no_door_of_their_own(db: None, client: Client) -> None:
    """A password alone must not do: a second factor, a confirmed address and rate limits hold here too."""
    Account.objects.create_superuser("root@example.org", PASSWORD)
    answer = client.post(
        "/en/admin/login/?next=/en/admin/", {"username": "root@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/accounts/login/")
    assert "_auth_user_id" not in client.session
