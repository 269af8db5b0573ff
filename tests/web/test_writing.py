"""Writing by form: what was typed stays, twice sent is once written, and the whole way to publication."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import World
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.registry.models import ContactMessage, CorrectionSuggestion

ROWS = ("must_haves",)


def typed(**more: Any) -> dict[str, Any]:
    """A need as a browser sends it."""
    fields = {
        "kind": "public",
        "title_zh": "社区老年人跌倒预警",
        "problem_zh": "独居老人跌倒后平均四小时才被发现。",
        "must_haves-TOTAL_FORMS": "2",
        "must_haves-INITIAL_FORMS": "0",
        "must_haves-MIN_NUM_FORMS": "0",
        "must_haves-MAX_NUM_FORMS": "30",
        "must_haves-0-metric_zh": "报警时间",
        "must_haves-0-operator": "at_most",
        "must_haves-0-low": "5",
        "must_haves-0-unit": "min",
        "once": "a-key-of-this-form",
        "save": "",
    }
    return fields | more


def fields_of(response: Any, name: str) -> list[str | None]:
    page = Page(response.content.decode())
    return [found.get("value") for found in page.all("input") if found.get("name") == name]


def test_a_need_is_written(world: World, as_user: Callable[[Account], Client]) -> None:
    response = as_user(world.reader).post("/zh-hans/needs/new/", typed())
    need = Need.objects.get(owner=world.reader)
    assert response.headers["Location"] == f"/zh-hans/needs/{need.public_id}/"
    assert need.state == "draft"
    row = need.must_haves.get()
    assert (row.operator, row.low, row.high, row.unit) == ("at_most", 5, 5, "min")


def test_sent_twice_is_written_once(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    first, second = (visitor.post("/en/needs/new/", typed()) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Need.objects.filter(owner=world.reader).count() == 1


def test_the_form_brings_a_new_key_each_time(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    keys = {fields_of(visitor.get("/en/needs/new/?blank=1"), "once")[0] for _ in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("budget_low", "12 thousand", "This is not a number."),
        ("deadline", "31.12.2026", "is not a date"),
        ("must_haves-0-low", "much", "This is not a number."),
        ("must_haves-0-unit", "florps", "is not known"),
        ("currency", "XXQ", "is not a currency in use"),
        ("kind", "odd", "odd"),
        ("title_zh", "长" * 400, "too long"),
    ],
)
def test_what_was_typed_stays_beside_the_problem(
    world: World, as_user: Callable[[Account], Client], field: str, value: str, sentence: str
) -> None:
    response = as_user(world.reader).post("/en/needs/new/", typed(**{field: value}, budget_high=""))
    text = response.content.decode()
    assert response.status_code == 400
    assert sentence in text
    # Said at the top as well, and a link leads to where it is marked.
    summary = text.partition('class="form-problems"')[2].partition("</ul>")[0]
    assert summary.count(f'href="#id_{field}"') == text.count(f'id="id_{field}"') == 1
    assert "独居老人跌倒后平均四小时才被发现。" in text
    assert fields_of(response, "must_haves-0-metric_zh") == ["报警时间"]
    assert fields_of(response, "once") == ["a-key-of-this-form"]
    if field != "kind":
        assert value in text
    assert not Need.objects.filter(owner=world.reader).exists()


def test_a_row_is_added_without_losing_words(world: World, as_user: Callable[[Account], Client]) -> None:
    sent = typed(add_row="must_haves")
    response = as_user(world.reader).post("/en/needs/new/", sent)
    assert response.status_code == 200
    assert fields_of(response, "must_haves-TOTAL_FORMS") == ["3"]
    assert fields_of(response, "must_haves-0-metric_zh") == ["报警时间"]
    assert len(fields_of(response, "must_haves-2-metric_zh")) == 1
    assert not Need.objects.filter(owner=world.reader).exists()


def test_submitting_says_what_is_missing_and_keeps_the_draft(
    world: World, as_user: Callable[[Account], Client]
) -> None:
    visitor = as_user(world.reader)
    response = visitor.post("/en/needs/new/", typed(problem_zh="", submit=""))
    assert response.status_code == 400
    assert "This is needed." in response.content.decode()
    assert Need.objects.get(owner=world.reader).state == "draft"


def test_from_form_to_publication(
    world: World, as_user: Callable[[Account], Client], mailoutbox: list[Any]
) -> None:
    writer = as_user(world.reader)
    writer.post("/en/needs/new/", typed(submit=""))
    need = Need.objects.get(owner=world.reader)
    assert need.state == "submitted"
    moderator = Client()
    moderator.force_login(world.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/en/moderation/need/{need.public_id}/"
    returned = moderator.post(
        page, {"reason": "unclear", "note_en": "Say who is at home.", "version": need.version}
    )
    assert returned.status_code == 302
    assert "Say who is at home." in writer.get(f"/en/needs/{need.public_id}/").content.decode()
    writer.post(f"/en/needs/{need.public_id}/do/submit/")
    need.refresh_from_db()
    assert moderator.post(page, {"publish": "1", "version": need.version}).status_code == 302
    need.refresh_from_db()
    assert need.state == "published"
    assert "社区老年人跌倒预警" in Client().get("/zh-hans/needs/").content.decode()
    history = writer.get(f"/en/needs/{need.public_id}/history/").content.decode()
    assert "Returned for changes" in history
    writer.post(f"/en/needs/{need.public_id}/do/withdraw/")
    assert Client().get(f"/en/needs/{need.public_id}/").status_code == 404


def test_a_stale_decision_is_refused(world: World, as_user: Callable[[Account], Client]) -> None:
    as_user(world.reader).post("/en/needs/new/", typed(submit=""))
    need = Need.objects.get(owner=world.reader)
    moderator = Client()
    moderator.force_login(world.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/en/moderation/need/{need.public_id}/"
    assert moderator.post(page, {"publish": "1", "version": need.version - 1}).status_code == 409
    need.refresh_from_db()
    assert need.state == "submitted"


def test_a_change_of_another_is_never_overwritten(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.owner)
    page = f"/en/needs/{world.draft.public_id}/edit/"
    first = typed(version=world.draft.version, title_zh="第一次修改")
    assert visitor.post(page, first).status_code == 302
    second = typed(version=world.draft.version, title_zh="第二次修改")
    response = visitor.post(page, second)
    assert response.status_code == 409
    assert "Someone changed this after you opened it" in response.content.decode()
    assert "第二次修改" in response.content.decode()
    world.draft.refresh_from_db()
    assert world.draft.title.data["zh-hans"] == "第一次修改"


def test_a_search_becomes_a_need(world: World, as_user: Callable[[Account], Client]) -> None:
    response = as_user(world.reader).get("/en/needs/new/?text=固态电池，不低于 400 Wh/kg")
    assert fields_of(response, "title_zh") == ["固态电池，不低于 400 Wh/kg"]


def test_an_offer_is_written(world: World, as_user: Callable[[Account], Client]) -> None:
    sent: dict[str, Any] = {
        "kind": "technology",
        "title_en": "A quiet alarm",
        "summary_en": "It rings.",
        "save": "",
    }
    for rows in ("claims", "rights", "identifiers", "inventors"):
        sent |= {f"{rows}-TOTAL_FORMS": "1", f"{rows}-INITIAL_FORMS": "0"}
    sent |= {"identifiers-0-scheme": "doi", "identifiers-0-value": "https://doi.org/10.1234/ABC"}
    assert as_user(world.reader).post("/en/offers/new/", sent).status_code == 302
    offer = Offer.objects.get(owner=world.reader)
    assert offer.identifiers.get().value == "10.1234/abc"


def test_matches_are_kept_and_made_anew(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.owner)
    page = f"/en/needs/{world.need.public_id}/matches/"
    assert "Not searched yet." in visitor.get(page).content.decode()
    assert visitor.post(page).status_code == 302
    assert "Sulfide solid electrolyte pouch cell" in visitor.get(page).content.decode()


def test_a_correction_is_suggested(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    page = f"/en/records/organisation/{world.organisation.public_id}/correct/"
    wrong = {"field": "country", "language": "en", "proposed": "Atlantis", "reason": "I was there."}
    response = visitor.post(page, wrong)
    assert response.status_code == 400
    assert "is not a country code" in response.content.decode()
    assert "I was there." in response.content.decode()
    assert visitor.post(page, wrong | {"proposed": "AT"}).status_code == 302
    right = {"field": "name", "language": "zh-hans", "proposed": "轻飞所", "reason": "官网"}
    assert visitor.post(page, right).status_code == 302
    named = CorrectionSuggestion.objects.get(field="name")
    assert named.proposed["value"] == {"en": "Institute of Light Flight", "zh-hans": "轻飞所"}


def test_a_message_goes_through_the_relay(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    page = f"/en/records/organisation/{world.organisation.public_id}/contact/"
    assert "desk@example.org" not in visitor.get(page).content.decode()
    assert visitor.post(page, {"subject": "", "body": "Hello"}).status_code == 400
    assert visitor.post(page, {"subject": "Cells", "body": "May we test yours?"}).status_code == 302
    assert ContactMessage.objects.get().sender == world.reader


@pytest.mark.parametrize(
    ("answer", "title"), [("publish", "轻型飞机电池，第二版"), ("reason", "轻型飞机用固态电池单体")]
)
def test_a_change_to_what_is_published_waits(
    world: World, as_user: Callable[[Account], Client], answer: str, title: str
) -> None:
    writer = as_user(world.owner)
    page = f"/en/needs/{world.need.public_id}/edit/"
    changed = typed(title_zh="轻型飞机电池，第二版", version=world.need.version, organisation="")
    assert writer.post(page, changed).status_code == 302
    world.need.refresh_from_db()
    assert world.need.title.data["zh-hans"] == "轻型飞机用固态电池单体"
    assert "A change you made waits" in writer.get(f"/en/needs/{world.need.public_id}/").content.decode()
    moderator = Client()
    moderator.force_login(world.moderator, backend="django.contrib.auth.backends.ModelBackend")
    decision = f"/en/moderation/need/{world.need.public_id}/"
    assert "第二版" in moderator.get(decision).content.decode()
    sent = {"publish": "1"} if answer == "publish" else {"reason": "unclear", "note_en": "Why?"}
    assert moderator.post(decision, sent | {"version": world.need.version}).status_code == 302
    world.need.refresh_from_db()
    assert world.need.title.data["zh-hans"] == title
