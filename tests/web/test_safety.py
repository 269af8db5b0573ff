"""What strangers write stays text, what is held back stays back, and nobody is led elsewhere."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.conftest import NEED, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.flows.indexing.updating import bring_up_to_date

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ user.password }}{% debug %}",
    "javascript:alert(1)",
    "</textarea><svg onload=alert(1)>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_written_stays_text(world: World, client: Client, attack: str) -> None:
    fields = NEED | {
        "title": {"en": attack},
        "problem": {"en": attack, "zh-hans": attack},
        "keywords": {"en": attack},
        "must_haves": [{"metric": {"en": attack[:40]}, "operator": "at_least", "low": 1, "unit": "kg"}],
    }
    need = publish(NEEDS, fields, world.owner, world.moderator)
    register_organisation(
        actor=None, values={"name": {"en": attack, "zh-hans": attack}, "types": ["company"], "country": "DE"}
    )
    bring_up_to_date()
    paths = [f"needs/{need.public_id}/", "needs/", "organisations/", ""]
    for path in paths:
        page = Page(client.get(f"/en/{path}").content.decode())
        assert attack in " ".join(text for text, _ in page.texts)
        assert [found["src"] for found in page.all("img") if not found["src"].startswith("/world/")] == []
        assert not [name for _, found in page.attributes for name in found if name.startswith("on")]
        assert not [one for one in page.all("a") if (one.get("href") or "").startswith("javascript:")]
        # Linked data is data: browsers do not run it.
        run = [found for found in page.all("script") if found.get("type") != "application/ld+json"]
        assert all(found.get("src") for found in run)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "path", ["match/?q=", "needs/?text=", "organisations/?text=", "needs/?country=", "people/?page="]
)
def test_what_stands_in_an_address_stays_text(world: World, client: Client, attack: str, path: str) -> None:
    name = path.rpartition("?")[2].rstrip("=")
    response = client.get(f"/en/{path.partition('?')[0]}", {name: attack})
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert not [tag for tag, _ in page.attributes if tag == "img"]
    assert not [key for _, found in page.attributes for key in found if key.startswith("on")]


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "9" * 5000, "-1", "%zz", "🙂", "' OR 1=1 --"])
def test_an_odd_address_is_no_fault(world: World, client: Client, odd: str) -> None:
    names = ("q", "kind", "country", "stage", "language", "challenge", "from", "to", "met", "page")
    assert client.get("/en/match/", dict.fromkeys(names, odd)).status_code == 200
    assert (
        client.get("/en/needs/", {"text": odd, "kind": odd, "country": odd, "page": odd}).status_code == 200
    )
    assert client.get("/en/organisations/", {"text": odd, "type": odd, "page": odd}).status_code == 200


SECRETS = ("secret airline", "500,000", "200,000")


def test_what_is_held_back_is_named_and_not_shown(world: World, client: Client) -> None:
    text = client.get(f"/en/needs/{world.need.public_id}/").content.decode()
    assert not [secret for secret in SECRETS if secret in text]
    assert "Shown to signed-in users." in text
    assert "Shown after a confidentiality agreement." in text


def test_signing_in_opens_one_tier_only(world: World, as_user: Callable[[Account], Client]) -> None:
    text = as_user(world.reader).get(f"/en/needs/{world.need.public_id}/").content.decode()
    assert "€200,000 – €500,000" in text
    assert "secret airline" not in text


def test_the_owner_sees_everything(world: World, as_user: Callable[[Account], Client]) -> None:
    assert "secret airline" in as_user(world.owner).get(f"/en/needs/{world.need.public_id}/").content.decode()


@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_a_draft_is_its_owners(world: World, as_user: Callable[[Account], Client], who: str) -> None:
    visitor = as_user(getattr(world, who))
    for path in ("", "edit/", "history/", "matches/"):
        assert visitor.get(f"/en/needs/{world.draft.public_id}/{path}").status_code == 404
    assert visitor.post(f"/en/needs/{world.draft.public_id}/do/submit/").status_code == 404


@pytest.mark.parametrize("path", ["edit/", "history/", "matches/"])
def test_others_may_not_edit(world: World, as_user: Callable[[Account], Client], path: str) -> None:
    response = as_user(world.reader).get(f"/en/needs/{world.need.public_id}/{path}")
    assert response.status_code == 403


def test_a_filter_by_country_does_not_tell_a_hidden_organisation(world: World, client: Client) -> None:
    fields = NEED | {
        "organisation": world.organisation.public_id,
        "field_tiers": {"organisation": "after_nda"},
    }
    hidden = publish(NEEDS, fields, world.owner, world.moderator)
    html = client.get("/en/needs/?country=DE").content.decode()
    assert world.need.public_id in html
    assert hidden.public_id not in html
    assert (
        hidden.public_id
        not in client.get(f"/en/organisations/{world.organisation.public_id}/").content.decode()
    )


OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:///evil.example",
]


@pytest.mark.parametrize("target", OUTSIDE)
def test_nobody_is_led_elsewhere(world: World, client: Client, target: str) -> None:
    response = client.post("/en/theme/", {"theme": "dark", "next": target})
    assert response.headers["Location"] == "/en/"
    credentials = {"login": "reader@example.org", "password": "a long enough password", "next": target}
    response = client.post("/en/accounts/login/", credentials)
    assert response.status_code == 302
    assert "evil" not in response.headers["Location"]


def test_signing_in_leads_back(world: World, client: Client) -> None:
    response = client.get("/zh-hans/needs/new/?text=电池")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/zh-hans/accounts/login/?next=/zh-hans/needs/new/")
    credentials = {"login": "reader@example.org", "password": "a long enough password"}
    back = client.post(response.headers["Location"], credentials | {"next": "/zh-hans/needs/new/?text=电池"})
    assert back.headers["Location"].startswith("/zh-hans/needs/new/")


def test_htmx_is_sent_to_sign_in_as_a_whole_page(world: World, client: Client) -> None:
    response = client.get("/en/me/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/en/accounts/login/?next=/en/me/")


def test_writes_are_posts_with_a_token(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.owner, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/en/needs/{world.need.public_id}/do/withdraw/"
    assert strict.get(address).status_code == 405
    assert strict.post(address).status_code == 403
    world.need.refresh_from_db()
    assert world.need.state == "published"


def test_moderation_is_for_moderators(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    assert visitor.get("/en/moderation/").status_code == 403
    assert visitor.post(f"/en/moderation/need/{world.need.public_id}/", {"publish": "1"}).status_code == 403


def test_a_token_is_shown_once(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    made = visitor.post("/en/me/tokens/", {"name": "export", "scopes": ["read"]})
    assert b"sb_" in made.content
    assert "no-store" in made.headers["Cache-Control"]
    token = next(text for text, _ in Page(made.content.decode()).texts if text.startswith("sb_"))
    again = visitor.get("/en/me/tokens/").content.decode()
    assert token not in again
    prefix = world.reader.api_tokens.get().prefix
    assert visitor.post(f"/en/me/tokens/{prefix}/end/").status_code == 302
    assert world.reader.api_tokens.get().ended_at is not None


def test_a_stranger_cannot_end_a_token(world: World, as_user: Callable[[Account], Client]) -> None:
    as_user(world.reader).post("/en/me/tokens/", {"name": "export", "scopes": ["read"]})
    prefix = world.reader.api_tokens.get().prefix
    other = Client()
    other.force_login(world.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert other.post(f"/en/me/tokens/{prefix}/end/").status_code == 404
    assert world.reader.api_tokens.get().ended_at is None
