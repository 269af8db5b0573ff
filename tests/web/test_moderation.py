"""The moderators' pages: queue, entry, decision, figures; and what owners see of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.conftest import NEED, OFFER, World, make_account
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.models import ModerationClaim, ModerationDecision, Need, ReturnTemplate
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.exchange.states import ReturnReason
from scibridge.kernel.bilingual import bilingual

BACKEND = "django.contrib.auth.backends.ModelBackend"
AsUser = Callable[[Account], Client]


@pytest.fixture
def moderator(world: World) -> Client:
    client = Client()
    client.force_login(world.moderator, backend=BACKEND)
    return client


@pytest.fixture
def second(world: World) -> Client:
    account = make_account("second@example.org", "Sec Ond")
    grant_role(account=account, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def submitted(world: World, days: int = 0, **fields: Any) -> Need:
    need = NEEDS.submit(NEEDS.create(actor=world.owner, fields=NEED | fields), actor=world.owner)
    Need.objects.filter(pk=need.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    need.refresh_from_db()
    return need


def page_of(need: Need, language: str = "en") -> str:
    return f"/{language}/moderation/need/{need.public_id}/"


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("9 working days", "overdue", "English + Chinese")),
        ("zh-hans", ("个工作日", "已超时", "英文 + 中文")),
    ],
)
def test_the_queue_says_who_and_since_when(
    world: World, moderator: Client, language: str, words: tuple[str, ...]
) -> None:
    submitted(world, days=13)
    text = read(moderator, f"/{language}/moderation/")
    assert [word for word in words if word not in text] in ([], ["9 working days"])
    assert "Lena Owner" in text
    assert '<span class="verdict bad">' in text


def test_filters_narrow_and_odd_ones_are_ignored(world: World, moderator: Client) -> None:
    need = submitted(world)
    offer = OFFERS.submit(OFFERS.create(actor=world.owner, fields=OFFER), actor=world.owner)
    shown = {
        query: (need.public_id in text, offer.public_id in text)
        for query in (
            "",
            "?kind=offer",
            "?sort=revision",
            "?language=en",
            "?challenge=food_security",
            "?kind=x",
        )
        for text in [read(moderator, f"/en/moderation/{query}")]
    }
    assert shown == {
        "": (True, True),
        "?kind=offer": (False, True),
        "?sort=revision": (False, False),
        "?language=en": (False, True),
        "?challenge=food_security": (False, False),
        "?kind=x": (True, True),
    }


def test_an_entry_shows_both_languages_hints_and_duplicates(world: World, moderator: Client) -> None:
    need = submitted(
        world,
        must_haves=[],
        problem=NEED["problem"] | {"en": "Call +49 421 218 0. " + NEED["problem"]["en"]},  # type: ignore[index,operator]
    )
    page = Page(read(moderator, page_of(need)))
    texts = dict(page.texts)
    assert texts[NEED["problem"]["zh-hans"]] == "zh-Hans"  # type: ignore[index]
    assert "No must-haves: answers can only be compared by their words" in texts
    assert "+49 421 218 0" in texts
    assert "Probably there already:" in texts
    assert f"/en/needs/{world.need.public_id}/" in [one["href"] for one in page.all("a")]
    assert "Held back from moderators: for the owner's side and those they cleared." in texts
    assert "secret airline" not in str(page.texts)


def test_the_same_in_the_other_language_is_pointed_out(world: World, moderator: Client) -> None:
    fields = {
        "title": {"zh-hans": "硫化物固态电解质软包电池"},
        "summary": {
            "zh-hans": "固态电解质软包电池，能量密度达到 0.42 kWh/kg。台架测试六个月，成本高于石墨电池。"
        },
        "keywords": {"zh-hans": "固态电解质；电池"},
    }
    offer = OFFERS.submit(OFFERS.create(actor=world.owner, fields=OFFER | fields), actor=world.owner)
    page = Page(read(moderator, f"/en/moderation/offer/{offer.public_id}/"))
    assert "Probably there already, in the other language:" in dict(page.texts)
    assert f"/en/offers/{world.offer.public_id}/" in [one["href"] for one in page.all("a")]


def test_what_changed_since_it_was_returned_is_marked_not_by_colour_alone(
    world: World, moderator: Client
) -> None:
    need = NEEDS.return_for_changes(submitted(world), actor=world.moderator, reason=ReturnReason.UNCLEAR)
    need = NEEDS.update(
        need,
        actor=world.owner,
        fields={"title": {"en": "Solid-state cell for gliders", "zh-hans": "滑翔机用固态电池单体"}},
        expected_version=need.version,
    )
    NEEDS.submit(need, actor=world.owner)
    text = read(moderator, page_of(need))
    assert "<del>light aircraft</del>" in text
    assert "<ins>gliders</ins>" in text
    assert "<del>轻型飞</del>" in text
    assert "<ins>滑翔</ins>" in text
    assert '<span class="unseen" lang="en">[removed: </span>' in text


def test_taking_and_letting_go(world: World, moderator: Client, second: Client) -> None:
    need = submitted(world)
    take = f"{page_of(need)}take/"
    assert moderator.get(take).status_code == 405
    assert moderator.post(f"{take}?kind=need").headers["Location"] == f"{page_of(need)}?kind=need"
    assert "Let it go" in read(moderator, page_of(need))
    others = read(second, page_of(need))
    assert "Mo Derator has taken it, until" in others
    assert 'name="publish"' not in others
    assert second.post(take).status_code == 409
    refused = second.post(page_of(need), {"publish": "1", "version": need.version})
    assert refused.status_code == 409
    assert "Mo Derator has taken this entry" in refused.content.decode()
    need.refresh_from_db()
    assert need.state == "submitted"
    moderator.post(take, {"leave": "1"})
    assert ModerationClaim.objects.count() == 0
    assert 'name="publish"' in read(second, page_of(need))


def test_the_next_entry_follows_the_decision_within_the_filters(world: World, moderator: Client) -> None:
    first, other = submitted(world, days=5), submitted(world, days=4, challenge="food_security")
    last = submitted(world, days=3)
    entrance = moderator.get("/en/moderation/next/?challenge=energy_security")
    assert entrance.headers["Location"] == f"{page_of(first)}?challenge=energy_security"
    decided = moderator.post(entrance.headers["Location"], {"publish": "1", "version": first.version})
    assert decided.headers["Location"] == f"{page_of(last)}?challenge=energy_security"
    decided = moderator.post(
        decided.headers["Location"], {"reason": "unclear", "note_en": "Which?", "version": last.version}
    )
    assert decided.headers["Location"] == "/en/moderation/?challenge=energy_security"
    assert moderator.get("/en/moderation/next/").headers["Location"] == page_of(other)
    skipped = moderator.get(f"/en/moderation/next/?after={other.document_id}")
    assert skipped.headers["Location"] == "/en/moderation/"


def test_a_text_is_put_into_the_form_in_both_languages(world: World, moderator: Client) -> None:
    template = ReturnTemplate.objects.create(
        reason="unclear",
        name=bilingual("Unclear", "不清楚"),
        text=bilingual("Say which figure.", "请写明哪个数值。"),
    )
    unused = ReturnTemplate.objects.create(
        reason="other", name=bilingual("Old", "旧"), text=bilingual("Old."), in_use=False
    )
    need = submitted(world)
    text = read(moderator, f"{page_of(need, 'zh-hans')}?template={template.pk}&kind=need")
    assert "Say which figure." in text
    assert "请写明哪个数值。" in text
    assert '<option value="unclear" selected>' in text
    assert '<input type="hidden" name="kind" value="need">' in text
    assert "Old." not in read(moderator, f"{page_of(need)}?template={unused.pk}")
    assert moderator.get(f"{page_of(need)}?template=x").status_code == 200


@pytest.mark.parametrize(("language", "note"), [("en", "Say which figure."), ("zh-hans", "请写明哪个数值。")])
def test_the_owner_reads_reason_and_note_in_their_language(
    world: World, moderator: Client, as_user: AsUser, language: str, note: str
) -> None:
    need = submitted(world)
    sent = {"reason": "not_measurable", "note_en": "Say which figure.", "note_zh": "请写明哪个数值。"}
    assert moderator.post(page_of(need), sent | {"version": need.version}).status_code == 302
    text = read(as_user(world.owner), f"/{language}/needs/{need.public_id}/")
    assert note in text
    assert note in read(as_user(world.owner), f"/{language}/needs/{need.public_id}/history/")
    assert note not in Client().get(f"/{language}/needs/{need.public_id}/").content.decode()


def test_the_owner_reads_why_a_change_was_refused(world: World, moderator: Client, as_user: AsUser) -> None:
    need = NEEDS.update(
        world.need,
        actor=world.owner,
        fields={"title": {"en": "Best cell"}},
        expected_version=world.need.version,
    )
    sent = {"reason": "advertising", "note_en": "No superlatives.", "note_zh": "", "version": need.version}
    assert moderator.post(page_of(need), sent).status_code == 302
    text = read(as_user(world.owner), f"/en/needs/{need.public_id}/")
    assert "Your change was not published" in text
    assert "No superlatives." in text
    assert "No superlatives." not in read(Client(), f"/en/needs/{need.public_id}/")
    assert "No superlatives." not in read(moderator, f"/en/needs/{need.public_id}/")


def test_owners_are_told_how_long_it_usually_takes(world: World, as_user: AsUser) -> None:
    need = submitted(world)
    ModerationDecision.objects.all().delete()
    cache.clear()
    owner = as_user(world.owner)
    assert "Usually answered" not in read(owner, f"/en/needs/{need.public_id}/")
    _decisions(5, days=2.5)
    cache.clear()
    assert "Usually answered within 3 days." in read(owner, f"/en/needs/{need.public_id}/")
    assert "通常 3 天内答复。" in read(owner, f"/zh-hans/needs/{need.public_id}/")
    assert "Usually answered" not in read(Client(), f"/en/needs/{world.need.public_id}/")


def _decisions(number: int, days: float) -> None:
    now = timezone.now()
    ModerationDecision.objects.bulk_create(
        ModerationDecision(
            kind="need",
            subject_id="x",
            outcome="approved",
            waiting_since=now - timedelta(days=days),
            decided_at=now,
        )
        for _ in range(number)
    )


def test_figures_as_a_page_and_as_a_table(world: World, moderator: Client) -> None:
    ModerationDecision.objects.all().delete()
    cache.clear()
    assert "Nothing was decided in the last twelve months." in read(moderator, "/en/moderation/waiting/")
    _decisions(6, days=1)
    ModerationDecision.objects.create(
        kind="offer", subject_id="x", outcome="refused", reason="other", waiting_since=timezone.now()
    )
    page = read(moderator, "/en/moderation/waiting/")
    assert "too few for a figure" in page
    assert "nine of ten were answered within 1 day." in page
    table = read(moderator, "/en/moderation/waiting.csv").splitlines()
    assert table[0].startswith("month,kind,sort,decided,median_days")
    assert table[1].split(",")[:5] == ["all", "need", "new", "6", "1.000"]
    assert table[2] == "all,offer,new,1,,,"
    assert len(table) == 5


@pytest.mark.parametrize("address", ["", "next/", "waiting/", "waiting.csv"])
def test_only_moderators_come_in(world: World, as_user: AsUser, address: str) -> None:
    assert as_user(world.owner).get(f"/en/moderation/{address}").status_code == 403
    visitor = Client().get(f"/en/moderation/{address}")
    assert visitor.status_code == 302
    assert "/accounts/login/" in visitor.headers["Location"]


def test_queries_do_not_grow(world: World, moderator: Client) -> None:
    def queries(address: str) -> int:
        moderator.get(address)
        with CaptureQueriesContext(connection) as captured:
            moderator.get(address)
        return len(captured)

    need = submitted(world, days=3)
    OFFERS.submit(OFFERS.create(actor=world.owner, fields=OFFER), actor=world.owner)
    addresses = ["/en/moderation/", page_of(need), "/en/moderation/waiting/"]
    before = [queries(address) for address in addresses]
    for number in range(15):
        submitted(world, days=1, title={"en": f"Cell {number}"})
        fields = OFFER | {"title": {"en": f"Pouch {number}"}}
        OFFERS.submit(OFFERS.create(actor=world.owner, fields=fields), actor=world.owner)
    _decisions(30, days=1)
    assert [queries(address) for address in addresses] == before


def test_administrators_change_the_texts(world: World) -> None:
    account = make_account("administrator@example.org", "Ada Ministrator")
    account.is_staff = True
    account.save()
    client = Client()
    client.force_login(account, backend=BACKEND)
    address = "/en/admin/exchange/returntemplate/"
    assert client.get(address).status_code == 403
    grant_role(account=account, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    assert client.get(address).status_code == 200
    sent = {
        "reason": "unclear", "name_0": "Clear?", "name_1": "清楚吗", "text_0": "Say which.",
        "text_1": "请写明。", "position": "5", "in_use": "on",
    }  # fmt: skip
    assert client.post(f"{address}add/", sent).status_code == 302
    made = ReturnTemplate.objects.get(position=5)
    assert (made.name.data, made.text.data) == (
        {"en": "Clear?", "zh-hans": "清楚吗"},
        {"en": "Say which.", "zh-hans": "请写明。"},
    )
