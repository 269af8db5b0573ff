"""Bad days of forms: kept while typed, after the session ended, when two write at once, when refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import PASSWORD, World, make_account
from tests.web.test_pasting import values

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, UnsavedForm
from scibridge.domain.exchange.services.keeping import MOST_BYTES

SignIn = Callable[[Account], Client]
ROWS = {"must_haves-TOTAL_FORMS": "0", "must_haves-INITIAL_FORMS": "0"}
TYPED = ROWS | {"title_zh": "独居老人跌倒预警", "problem_zh": "跌倒后四小时才被发现。", "once": "form-key"}


def sign_in(client: Client, email: str) -> Any:
    return client.post("/en/accounts/login/", {"login": email, "password": PASSWORD})


def test_what_is_typed_is_kept_and_offered_again(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    for words in ("半句", "独居老人跌倒预警"):
        kept = client.post("/en/needs/new/keep/", TYPED | {"title_zh": words})
        assert re.fullmatch(r"Kept as typed at \d\d:\d\d", kept.content.decode().strip())
    start = client.get("/en/needs/new/").content.decode()
    assert "独居老人跌倒预警" in start
    assert "半句" not in start
    held = values(client.get("/en/needs/new/?form=form-key"))
    assert (held["title_zh"], held["once"]) == ("独居老人跌倒预警", "form-key")
    assert client.post("/en/needs/new/", held | {"save": ""}).status_code == 302
    assert not UnsavedForm.objects.exists()
    assert "独居老人跌倒预警" not in client.get("/en/needs/new/").content.decode()


def test_it_is_thrown_away_at_a_word(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    client.post("/en/needs/new/keep/", TYPED)
    assert client.get("/en/needs/new/discard/").status_code == 405
    assert client.post("/en/needs/new/discard/", {"form": "form-key"}).status_code == 302
    assert not UnsavedForm.objects.exists()


def test_unsaved_changes_of_an_edit_are_offered(world: World, as_user: SignIn) -> None:
    client, page = as_user(world.owner), f"/en/needs/{world.draft.public_id}/edit/"
    held = values(client.get(page))
    assert client.post(f"{page}keep/", held | {"problem_en": "Kept words."}).status_code == 200
    opened = client.get(page).content.decode()
    assert "You typed changes here that were not saved" in opened
    assert "Kept words." not in opened
    again = values(client.get(f"{page}?form=kept"))
    assert again["problem_en"] == "Kept words."
    assert client.post(page, again | {"save": ""}).status_code == 302
    world.draft.refresh_from_db()
    assert str(world.draft.problem) == "Kept words."
    assert "were not saved" not in client.get(page).content.decode()


def test_nobody_else_finds_them(world: World, as_user: SignIn) -> None:
    as_user(world.owner).post("/en/needs/new/keep/", TYPED | {"title_zh": "LEAK"})
    client = as_user(world.reader)
    for page in ("/en/needs/new/", "/en/needs/new/?form=form-key"):
        assert "LEAK" not in client.get(page).content.decode()
    assert client.post(f"/en/needs/{world.draft.public_id}/edit/keep/", TYPED).status_code == 404
    assert client.post(f"/en/needs/{world.need.public_id}/edit/keep/", TYPED).status_code == 403


def test_too_much_to_keep_is_said(world: World, as_user: SignIn) -> None:
    kept = as_user(world.reader).post("/en/needs/new/keep/", TYPED | {"problem_zh": "长" * MOST_BYTES})
    assert (kept.status_code, "more than can be kept" in kept.content.decode()) == (200, True)


def test_words_sent_after_the_session_ended_are_there_after_signing_in(world: World, client: Client) -> None:
    writer = values(login(client, world.reader).get("/en/needs/new/?blank=1"))["writer"]
    client.logout()
    sent = client.post("/en/needs/new/", TYPED | {"writer": writer, "save": ""})
    assert sent.status_code == 302
    way = sent.headers["Location"]
    assert way.startswith("/en/accounts/login/?next=%2Fen%2Fneeds%2Fnew%2F%3Fform%3D")
    assert not Need.objects.filter(owner=world.reader).exists()
    signed = client.post(way, {"login": world.reader.email, "password": PASSWORD})
    opened = client.get(signed.headers["Location"], follow=True)
    held = values(opened)
    assert (held["title_zh"], held["problem_zh"]) == (TYPED["title_zh"], TYPED["problem_zh"])
    assert client.post("/en/needs/new/", held | {"save": ""}).status_code == 302
    assert Need.objects.get(owner=world.reader).title.data["zh-hans"] == TYPED["title_zh"]


def login(client: Client, account: Account) -> Client:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_edit_sent_after_the_session_ended_too(world: World, client: Client) -> None:
    page = f"/en/needs/{world.draft.public_id}/edit/"
    held = values(login(client, world.owner).get(page)) | {"problem_en": "Typed in vain?"}
    client.logout()
    way = client.post(page, held | {"save": ""}).headers["Location"]
    signed = client.post(way, {"login": world.owner.email, "password": PASSWORD})
    opened = client.get(signed.headers["Location"], follow=True)
    assert values(opened)["problem_en"] == "Typed in vain?"


def test_another_browser_or_account_does_not_get_them(world: World, client: Client) -> None:
    writer = values(login(client, world.reader).get("/en/needs/new/?blank=1"))["writer"]
    client.logout()
    way = client.post("/en/needs/new/", TYPED | {"title_zh": "LEAK", "writer": writer}).headers["Location"]
    address = re.sub(r".*next=", "", way).replace("%2F", "/").replace("%3F", "?").replace("%3D", "=")
    thief = make_account("thief@example.org", "Thief")
    assert "LEAK" not in login(Client(), thief).get(address).content.decode()
    assert "LEAK" not in login(Client(), world.reader).get(address).content.decode()
    assert "LEAK" not in login(client, thief).get(address).content.decode()
    assert "LEAK" in login(client, world.reader).get(address, follow=True).content.decode()


def test_keeping_goes_on_signed_out_and_says_where(world: World, client: Client) -> None:
    kept = client.post("/en/needs/new/keep/", TYPED)
    assert "You are signed out" in kept.content.decode()
    assert "/en/accounts/login/?next=" in kept.content.decode()
    assert client.cookies["unsaved"]["httponly"]
    client.post("/en/needs/new/keep/", TYPED | {"title_zh": "新"})
    assert UnsavedForm.objects.get().data["title_zh"] == ["新"]
    moved = client.post("/en/needs/new/", TYPED | {"fit": "1"}, headers={"HX-Request": "true"})
    assert (moved.status_code, "form%3D" in moved.headers["HX-Redirect"]) == (204, True)


def test_what_cannot_be_kept_is_shown(world: World, client: Client) -> None:
    words = "很长的话，不能丢。" * 20
    response = client.post("/en/needs/new/", TYPED | {"problem_zh": words, "problem_en": "x" * MOST_BYTES})
    assert response.status_code == 403
    assert words in response.content.decode()
    assert not UnsavedForm.objects.exists()


def test_an_edit_sent_twice_is_saved_once(world: World, as_user: SignIn) -> None:
    client, page = as_user(world.owner), f"/en/needs/{world.draft.public_id}/edit/"
    held = values(client.get(page)) | {"problem_en": "Once.", "kind": "public", "save": ""}
    first, second = client.post(page, held), client.post(page, held)
    assert [first.headers["Location"], second.headers["Location"]] == [
        f"/en/needs/{world.draft.public_id}/"
    ] * 2
    world.draft.refresh_from_db()
    assert (world.draft.version, str(world.draft.problem)) == (2, "Once.")


def test_submitting_an_edit_twice_submits_once(world: World, as_user: SignIn) -> None:
    client, page = as_user(world.owner), f"/en/needs/{world.draft.public_id}/edit/"
    held = values(client.get(page)) | {"problem_en": "Once.", "kind": "public", "submit": ""}
    assert [client.post(page, held).status_code for _ in range(2)] == [302, 302]
    world.draft.refresh_from_db()
    assert world.draft.state == "submitted"


def two_editors(world: World, client: Client) -> tuple[str, dict[str, Any]]:
    """Mine, opened before theirs was saved: title clashes, problem is only theirs, shortfall only mine."""
    page = f"/en/needs/{world.draft.public_id}/edit/"
    mine = values(client.get(page)) | {"title_en": "Mine", "shortfall_en": "Only mine", "keywords_zh": "我"}
    services.update_need(
        world.draft,
        actor=world.owner,
        fields={
            "title": {"zh-hans": "草稿：一项未完成的需求", "en": "Theirs"},
            "problem": {"en": "Only theirs"},
            "keywords": {"zh-hans": "他"},
        },
        expected_version=1,
    )
    return page, mine


def test_two_editors_see_both_and_the_base_and_choose(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    page, mine = two_editors(world, client)
    told = client.post(page, mine | {"save": ""})
    html = told.content.decode()
    assert told.status_code == 409
    for words in (
        "Two people changed this",
        "<ins>Theirs</ins>",
        "<ins>Mine</ins>",
        "Only theirs",
        "Only mine",
    ):
        assert words in html
    assert set(re.findall(r'name="choose-([^"]+)"', html)) == {"title.en", "keywords.zh-hans"}
    world.draft.refresh_from_db()
    assert world.draft.title.data["en"] == "Theirs"
    held = values(told) | {"settle": "1"}
    assert client.post(page, held | {"choose-title.en": "mine"}).status_code == 409
    saved = client.post(page, held | {"choose-title.en": "mine", "choose-keywords.zh-hans": "both"})
    assert saved.status_code == 302
    world.draft.refresh_from_db()
    assert world.draft.title.data == {"en": "Mine", "zh-hans": "草稿：一项未完成的需求"}
    assert (str(world.draft.problem), str(world.draft.shortfall)) == ("Only theirs", "Only mine")
    assert world.draft.keywords.data["zh-hans"] == "他 我"


def test_a_third_change_asks_again(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    page, mine = two_editors(world, client)
    held = values(client.post(page, mine | {"save": ""}))
    choices = {"choose-title.en": "mine", "choose-keywords.zh-hans": "mine", "settle": "1"}
    world.draft.refresh_from_db()
    services.update_need(
        world.draft,
        actor=world.owner,
        fields={"title": {"en": "A third", "zh-hans": "三"}},
        expected_version=world.draft.version,
    )
    again = client.post(page, held | choices)
    assert (again.status_code, "<ins>A third</ins>" in again.content.decode()) == (409, True)
    assert values(again)["seen"] == "3"


def test_my_version_waits_while_i_look(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    page, mine = two_editors(world, client)
    client.post(page, mine | {"save": ""})
    assert values(client.get(f"{page}?form=kept"))["title_en"] == "Mine"


def test_a_forged_base_changes_nobodys_words(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    page, mine = two_editors(world, client)
    for opened in ("", "forged", mine["opened"][:-2]):
        response = client.post(page, mine | {"opened": opened, "save": ""})
        assert response.status_code == 409
    world.draft.refresh_from_db()
    assert world.draft.title.data["en"] == "Theirs"


def test_closed_meanwhile_keeps_the_words(world: World, as_user: SignIn) -> None:
    client, page = as_user(world.owner), f"/en/needs/{world.draft.public_id}/edit/"
    held = values(client.get(page)) | {"problem_en": "Late words.", "save": ""}
    services.withdraw_need(world.draft, actor=world.owner)
    world.draft.refresh_from_db()
    response = client.post(page, held | {"version": str(world.draft.version)})
    assert response.status_code == 409
    assert "Late words." in response.content.decode()
    assert "Your words are kept below." in response.content.decode()
    assert UnsavedForm.objects.get().data["problem_en"] == ["Late words."]


def test_what_is_missing_is_mended_on_the_same_page(world: World, as_user: SignIn) -> None:
    """Saved as a draft on the way: sending it again changes that draft and makes no second one."""
    client = as_user(world.reader)
    first = client.post("/en/needs/new/", TYPED | {"problem_zh": "", "submit": ""})
    assert first.status_code == 400
    need = Need.objects.get(owner=world.reader)
    assert f'action="/en/needs/{need.public_id}/edit/"' in first.content.decode()
    held = values(first) | {"problem_zh": "现在写了。", "kind": "public", "submit": ""}
    assert client.post(f"/en/needs/{need.public_id}/edit/", held).status_code == 302
    need.refresh_from_db()
    assert need.state == "submitted"


@pytest.mark.parametrize(("origin", "shown"), [("http://testserver", True), ("https://evil.example", False)])
def test_a_stale_token_shows_the_words_of_our_own_forms_only(world: World, origin: str, shown: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    login(client, world.reader)
    words = "独居老人跌倒后平均四小时才被发现。"
    secret = {"password": "a password to keep", "csrfmiddlewaretoken": "stale-token-value"}
    response = client.post(
        "/en/needs/new/", TYPED | secret | {"problem_zh": words}, headers={"Origin": origin}
    )
    html = response.content.decode()
    assert response.status_code == 403
    assert "This form could not be checked" in html
    assert (words in html) is shown
    assert "a password to keep" not in html
    assert "stale-token-value" not in html
    assert not Need.objects.filter(owner=world.reader).exists()


def test_too_much_at_once_is_told(world: World, as_user: SignIn, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    response = as_user(world.reader).post(
        "/en/needs/new/",
        "title_en=" + "x" * (2 * 1024 * 1024 + 1),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 413
    assert "At most 2 MB can be sent" in response.content.decode()
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    many = as_user(world.reader).post("/en/needs/new/", {f"f{number}": "x" for number in range(30)})
    assert many.status_code == 413
