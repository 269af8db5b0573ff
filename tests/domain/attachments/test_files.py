"""Who reads which file, when others see it, and what a bad day leaves."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.everything import file_beside
from tests.web.conftest import NEED, World, make_world, publish

from scibridge.domain.attachments import services
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.selectors import files_beside, get_file, path_of, waiting_files
from scibridge.domain.attachments.services import (
    Arrival,
    add_file,
    change_file,
    decide_file,
    incoming,
    remove_file,
    tidy,
)
from scibridge.domain.attachments.states import MOST_A_DAY, MOST_FILES, Purpose
from scibridge.domain.exchange.services import NEEDS, grant_clearance
from scibridge.domain.exchange.states import ReturnReason, Tier
from scibridge.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def seen(posting: Any, viewer: Any) -> list[str]:
    return [one.name for one in files_beside(posting, viewer).shown]


def added(world: World, tier: Tier, body: bytes = b"words", posting: Any = None) -> Attachment:
    return file_beside(posting or world.need, world.owner, f"{tier}.txt", body + tier.encode(), tier)


def test_each_tier_has_its_readers(world: World) -> None:
    rows = [added(world, tier) for tier in Tier]
    for row in rows[:2]:
        decide_file(row, world.need, actor=world.moderator, admit=True)
    readers = {"visitor": None, "reader": world.reader, "moderator": world.moderator, "owner": world.owner}
    open_to = {name: seen(world.need, viewer) for name, viewer in readers.items()}
    assert open_to == {
        "visitor": ["public.txt"],
        "reader": ["public.txt", "signed_in.txt"],
        "moderator": ["public.txt", "signed_in.txt"],
        "owner": ["public.txt", "signed_in.txt", "after_nda.txt"],
    }
    assert {name: files_beside(world.need, viewer).withheld for name, viewer in readers.items()} == {
        "visitor": True,
        "reader": True,
        "moderator": True,
        "owner": False,
    }
    grant_clearance(world.need, account=world.reader, actor=world.owner)
    assert seen(world.need, world.reader) == ["public.txt", "signed_in.txt", "after_nda.txt"]
    for name, viewer in readers.items():
        for row in rows:
            if row.name in open_to[name] or name == "reader":
                assert get_file(world.need, row.public_id, viewer) == row
            else:
                with pytest.raises(NotFound):
                    get_file(world.need, row.public_id, viewer)


def test_a_file_is_found_beside_its_own_posting_alone(world: World) -> None:
    row = added(world, Tier.PUBLIC)
    with pytest.raises(NotFound):
        get_file(world.offer, row.public_id, world.owner)
    for odd in ("", "x" * 12, "\x00" * 12, "../../secret"):
        with pytest.raises(NotFound):
            get_file(world.need, odd, world.owner)


def test_what_is_added_to_the_published_waits(world: World) -> None:
    row = added(world, Tier.PUBLIC)
    assert (seen(world.need, None), seen(world.need, world.reader)) == ([], [])
    assert seen(world.need, world.moderator) == ["public.txt"]
    assert list(waiting_files()) == [row]
    decide_file(row, world.need, actor=world.moderator, admit=False)
    assert (seen(world.need, None), seen(world.need, world.moderator)) == ([], ["public.txt"])
    assert list(waiting_files()) == []
    row.refresh_from_db()
    decide_file(row, world.need, actor=world.moderator, admit=True)
    assert seen(world.need, None) == ["public.txt"]
    with pytest.raises(IllegalTransition):
        decide_file(row, world.need, actor=world.moderator, admit=True)


def test_what_waits_for_an_nda_needs_no_word_and_gets_none(world: World) -> None:
    row = added(world, Tier.AFTER_NDA)
    assert list(waiting_files()) == []
    with pytest.raises(NotFound):
        decide_file(row, world.need, actor=world.moderator, admit=True)
    grant_clearance(world.need, account=world.reader, actor=world.owner)
    assert seen(world.need, world.reader) == ["after_nda.txt"]


def test_shown_to_more_it_waits_again(world: World) -> None:
    row = added(world, Tier.SIGNED_IN)
    row = decide_file(row, world.need, actor=world.moderator, admit=True)
    row = change_file(row, world.need, actor=world.owner, tier=Tier.AFTER_NDA, purpose=Purpose.EVIDENCE)
    assert seen(world.need, world.reader) == []
    row = change_file(row, world.need, actor=world.owner, tier=Tier.PUBLIC, purpose=Purpose.EVIDENCE)
    assert (seen(world.need, None), row.standing) == ([], "waiting")


def test_the_files_of_a_submission_are_judged_with_it(world: World) -> None:
    draft = NEEDS.create(actor=world.owner, fields=NEED)
    early = added(world, Tier.PUBLIC, b"early", draft)
    assert seen(draft, world.moderator) == []
    draft = NEEDS.submit(draft, actor=world.owner)
    assert seen(draft, world.moderator) == ["public.txt"]
    for change in (
        lambda: added(world, Tier.PUBLIC, b"late", draft),
        lambda: remove_file(early, draft, actor=world.owner),
        lambda: change_file(early, draft, actor=world.owner, tier=Tier.PUBLIC, purpose=Purpose.OTHER),
    ):
        with pytest.raises(Conflict):
            change()
    draft = NEEDS.publish(draft, actor=world.moderator)
    assert seen(draft, None) == ["public.txt"]


def test_what_came_after_the_submission_is_not_opened_by_a_renewal(world: World, settings: Any) -> None:
    late = added(world, Tier.PUBLIC)
    type(world.need).objects.filter(pk=world.need.pk).update(state="expired")
    world.need.refresh_from_db()
    renewed = NEEDS.renew(world.need, actor=world.owner)
    late.refresh_from_db()
    assert (renewed.state, late.standing, seen(renewed, None)) == ("published", "waiting", [])


def test_what_was_returned_is_judged_again(world: World) -> None:
    row = added(world, Tier.PUBLIC)
    need = NEEDS.return_for_changes(world.need, actor=world.moderator, reason=ReturnReason.UNCLEAR)
    more = added(world, Tier.SIGNED_IN, b"more", need)
    need = NEEDS.publish(NEEDS.submit(need, actor=world.owner), actor=world.moderator)
    assert seen(need, world.reader) == ["public.txt", "signed_in.txt"]
    assert {row.pk, more.pk} == set(Attachment.objects.filter(standing="open").values_list("pk", flat=True))


def test_only_its_own_side_changes_files(world: World) -> None:
    row = added(world, Tier.PUBLIC)
    path = incoming() / "theirs"
    path.write_bytes(b"theirs")
    for actor in (world.reader, world.moderator):
        for attempt in (
            lambda who=actor: add_file(world.need, actor=who, arrival=Arrival(path, "a.txt", 6)),
            lambda who=actor: remove_file(row, world.need, actor=who),
            lambda who=actor: change_file(
                row, world.need, actor=who, tier=Tier.PUBLIC, purpose=Purpose.OTHER
            ),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NotAllowed):
        decide_file(row, world.need, actor=world.reader, admit=True)
    assert path.exists()
    assert list(Attachment.objects.all()) == [row]


def test_the_same_content_is_one_file(world: World) -> None:
    first = file_beside(world.need, world.owner, "a.txt", b"same", Tier.PUBLIC)
    again = file_beside(world.need, world.owner, "b.txt", b"same", Tier.PUBLIC)
    assert (again, again.name) == (first, "a.txt")
    assert Attachment.objects.count() == 1
    assert file_beside(world.offer, world.owner, "a.txt", b"same", Tier.PUBLIC) != first


def problem(attempt: Callable[[], object]) -> str:
    with pytest.raises(InvalidInput) as refused:
        attempt()
    (one,) = refused.value.problems
    assert one.field == "file"
    return one.code


def test_limits(world: World, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 100
    assert problem(lambda: added(world, Tier.PUBLIC, b"x" * 101)) == "file_too_large"
    assert problem(lambda: added(world, Tier.PUBLIC, b"<svg onload=alert(1)>")) == "file_markup"
    for number in range(MOST_FILES):
        added(world, Tier.AFTER_NDA, str(number).encode())
    assert problem(lambda: added(world, Tier.PUBLIC, b"one more")) == "too_many_files"
    Attachment.objects.all().delete()
    for number in range(MOST_A_DAY):
        Attachment.objects.create(
            kind="need", subject_id="a" * 12, name="x", size=1, sha256=str(number), stored_as=str(number),
            uploaded_by=world.owner,
        )  # fmt: skip
    assert problem(lambda: added(world, Tier.PUBLIC, b"today")) == "too_many_today"


def stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_stored_name_says_nothing_and_nobody_else_may_read_it(world: World, settings: Any) -> None:
    row = file_beside(world.need, world.owner, "../../evil.txt", b"words", Tier.PUBLIC)
    path = path_of(row)
    assert path.read_bytes() == b"words"
    assert (row.name, path.name) == ("evil.txt", row.stored_as)
    assert path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    assert row.public_id not in str(path)
    assert path.parent.stat().st_mode & 0o077 == 0


def test_cut_off_before_the_record_nothing_is_shown_and_nothing_stays(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(services, "emit", broken)
        with pytest.raises(OSError, match="No space"):
            added(world, Tier.PUBLIC)
    assert seen(world.need, world.owner) == []
    assert stored(settings) == []
    with monkeypatch.context() as patch:
        patch.setattr(services, "_keep", broken)
        with pytest.raises(OSError, match="No space"):
            added(world, Tier.PUBLIC)
    assert Attachment.objects.count() == 0


def test_what_a_crash_leaves_is_tidied_and_nothing_else(world: World, settings: Any) -> None:
    kept = added(world, Tier.PUBLIC)
    with transaction.atomic():
        added(world, Tier.PUBLIC, b"rolled back")
        transaction.set_rollback(True)
    half = incoming() / "half"
    half.write_bytes(b"ha")
    young = incoming() / "young"
    young.write_bytes(b"yo")
    for path in stored(settings):
        if path != young:
            os.utime(path, (0, 0))
    done = tidy()
    assert (done.orphans, done.unfinished, done.missing) == (1, 1, ())
    assert sorted(stored(settings)) == sorted([path_of(kept), young])
    path_of(kept).unlink()
    assert tidy().missing == (kept.public_id,)


def test_removed_is_removed(
    world: World, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    row = added(world, Tier.PUBLIC)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(row, world.need, actor=world.owner)
        assert stored(settings) != []
    assert (stored(settings), seen(world.need, world.owner)) == ([], [])
    with pytest.raises(NotFound):
        remove_file(row, world.need, actor=world.owner)


def test_files_go_with_what_they_lie_beside(world: World) -> None:
    need = publish(NEEDS, NEED, world.owner, world.moderator)
    row = added(world, Tier.PUBLIC, b"x", need)
    decide_file(row, need, actor=world.moderator, admit=True)
    need = NEEDS.withdraw(need, actor=world.owner)
    assert seen(need, None) == []
    with pytest.raises(NotFound):
        get_file(need, row.public_id, world.reader)
