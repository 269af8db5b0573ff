"""What is typed is kept for whoever typed it, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import UnsavedForm
from scibridge.domain.exchange.selectors.unsaved import unsaved_form, unsaved_forms
from scibridge.domain.exchange.services.keeping import (
    LIFE,
    LIFE_SIGNED_OUT,
    MOST_BYTES,
    MOST_FORMS,
    MOST_OF_A_BROWSER,
    browser_digest,
    claim_form,
    drop_form,
    keep_form,
    keep_form_signed_out,
)
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import InvalidInput

NOW = datetime(2030, 5, 1, 10, 42, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
BROWSER = browser_digest("a cookie")


def typed(words: str) -> dict[str, list[str]]:
    return {"title_zh": [words], "once": ["k1"]}


def test_the_same_form_is_kept_once(owner: Account, stranger: Account) -> None:
    keep_form(actor=owner, kind=Kind.NEED, data=typed("一"), now=NOW, key="k1")
    keep_form(actor=owner, kind=Kind.NEED, data=typed("二"), now=LATER, key="k1")
    (row,) = unsaved_forms(owner, Kind.NEED, LATER)
    assert (row.data["title_zh"], row.saved_at) == (["二"], LATER)
    assert not unsaved_forms(stranger, Kind.NEED, LATER).exists()
    assert not unsaved_forms(owner, Kind.OFFER, LATER).exists()
    assert unsaved_form(stranger, Kind.NEED, LATER, key="k1") is None
    assert not unsaved_forms(owner, Kind.NEED, LATER + LIFE).exists()


def test_a_posting_has_one_unsaved_form_of_each_editor(owner: Account, stranger: Account) -> None:
    for actor, key in ((owner, "k1"), (owner, "k2"), (stranger, "k1")):
        keep_form(
            actor=actor, kind=Kind.NEED, data=typed(actor.name + key), now=NOW, subject_id="abc", key=key
        )
    assert UnsavedForm.objects.count() == 2
    mine = unsaved_form(owner, Kind.NEED, NOW, subject_id="abc")
    assert mine is not None
    assert mine.data["title_zh"] == ["Ownerk2"]
    drop_form(actor=owner, kind=Kind.NEED, subject_id="abc")
    assert unsaved_form(owner, Kind.NEED, NOW, subject_id="abc") is None
    assert unsaved_form(stranger, Kind.NEED, NOW, subject_id="abc") is not None


def test_the_oldest_make_room_and_the_expired_are_swept(owner: Account) -> None:
    for number in range(MOST_FORMS + 3):
        now = NOW + timedelta(seconds=number)
        keep_form(actor=owner, kind=Kind.NEED, data=typed(str(number)), now=now, key=f"k{number}")
    kept = [row.key for row in unsaved_forms(owner, Kind.NEED, LATER)]
    assert kept == [f"k{number}" for number in range(MOST_FORMS + 2, 2, -1)]
    keep_form(actor=owner, kind=Kind.OFFER, data=typed("x"), now=LATER + LIFE, key="k")
    assert UnsavedForm.objects.count() == 1


def test_more_than_is_kept_is_refused(owner: Account) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep_form(actor=owner, kind=Kind.NEED, data={"a": ["长" * MOST_BYTES]}, now=NOW, key="k")
    assert [one.code for one in refused.value.problems] == ["too_large"]
    assert UnsavedForm.objects.count() == 0


def test_what_no_database_holds_is_left_out(owner: Account) -> None:
    row = keep_form(actor=owner, kind=Kind.NEED, data={"a": ["x\x00y\ud800"]}, now=NOW, key="k")
    row.refresh_from_db()
    assert row.data == {"a": ["xy?"]}


def test_words_of_a_signed_out_writer_wait_for_the_browser(owner: Account) -> None:
    kept = keep_form_signed_out(
        browser=BROWSER, kind=Kind.NEED, data=typed("等我"), now=NOW, meant_for=owner.pk
    )
    claimed = claim_form(actor=owner, key=kept.key, browser=BROWSER, now=LATER)
    assert claimed is not None
    assert (claimed.account, claimed.data, claimed.key) == (owner, typed("等我"), "k1")
    assert UnsavedForm.objects.count() == 1
    assert claim_form(actor=owner, key=kept.key, browser=BROWSER, now=LATER) is None


@pytest.mark.parametrize("why", ["browser", "no browser", "key", "account", "late"])
def test_nobody_else_gets_them(owner: Account, account: Callable[..., Account], why: str) -> None:
    kept = keep_form_signed_out(
        browser=BROWSER, kind=Kind.NEED, data=typed("LEAK"), now=NOW, meant_for=owner.pk
    )
    asked = {"actor": owner, "key": kept.key, "browser": BROWSER, "now": LATER} | {
        "browser": {"browser": browser_digest("another")},
        "no browser": {"browser": ""},
        "key": {"key": kept.key[:-1]},
        "account": {"actor": account("other")},
        "late": {"now": NOW + LIFE_SIGNED_OUT},
    }[why]
    assert claim_form(**asked) is None  # type: ignore[arg-type]
    assert UnsavedForm.objects.get().account is None


def test_a_browser_keeps_a_few(db: None) -> None:
    for number in range(MOST_OF_A_BROWSER + 2):
        keep_form_signed_out(
            browser=BROWSER,
            kind=Kind.NEED,
            data=typed("x") | {"once": [str(number)]},
            now=NOW + timedelta(seconds=number),
        )
    assert UnsavedForm.objects.count() == MOST_OF_A_BROWSER
    keep_form_signed_out(browser=BROWSER, kind=Kind.NEED, data=typed("y") | {"once": ["6"]}, now=LATER)
    assert UnsavedForm.objects.count() == MOST_OF_A_BROWSER
    assert UnsavedForm.objects.filter(data__once=["6"]).count() == 1
