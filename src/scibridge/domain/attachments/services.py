"""Writes of files: put beside a posting, opened to others, decided on, taken away; and the folder tidied.

A file is read, judged, brought to the disk and only then recorded: cut off at any moment, there is no record
of half a file, and what was answered with "saved" is there. What a cut-off left behind, ``tidy`` removes.
"""

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.accounts.models import Account
from scibridge.domain.attachments.access import needs_a_word, require_filing
from scibridge.domain.attachments.events import FileAdded, FileRemoved
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.selectors import attachments_of, path_of
from scibridge.domain.attachments.states import MACHINE, MOST_A_DAY, MOST_FILES, Purpose, Standing
from scibridge.domain.exchange.access import require_moderate
from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.states import Tier
from scibridge.engines.files.kinds import FileKind, FileUnfit
from scibridge.engines.files.naming import clean_name
from scibridge.engines.files.recognising import recognise
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound
from scibridge.kernel.events import emit

logger = logging.getLogger(__name__)
_PIECE = 1 << 20
# Longer than any upload takes; younger leftovers may be one under way.
_SETTLED = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived whole at ``path``, in a folder of the media's own disk."""

    path: Path
    name: str
    size: int


def incoming() -> Path:
    """The folder in which files arrive."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _refused(code: str, **data: object) -> InvalidInput:
    return InvalidInput([FieldProblem("file", code, data)])


def _judged(arrival: Arrival) -> tuple[FileKind, str]:
    """Kind and digest. Raises InvalidInput."""
    if arrival.size > settings.UPLOAD_MOST_BYTES:
        raise _refused("file_too_large", most=settings.UPLOAD_MOST_BYTES // 1_000_000)
    try:
        kind = recognise(arrival.path, arrival.name)
    except FileUnfit as unfit:
        data = {name: value for name, value in unfit.data.items() if name != "reason"}
        raise _refused(f"file_{unfit.reason}", **data) from unfit
    digest = hashlib.sha256()
    with arrival.path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return kind, digest.hexdigest()


def _check_room(posting: Posting, actor: Account) -> None:
    if attachments_of(posting).count() >= MOST_FILES:
        raise _refused("too_many_files", most=MOST_FILES)
    since = timezone.now() - timedelta(days=1)
    if Attachment.objects.filter(uploaded_by=actor, uploaded_at__gte=since).count() >= MOST_A_DAY:
        raise _refused("too_many_today", most=MOST_A_DAY)


def _keep(arrival: Arrival, target: Path) -> None:
    """Bring the bytes to the disk under their lasting name; when this returns, a crash cannot lose them."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with arrival.path.open("rb") as file:
        os.fsync(file.fileno())
    arrival.path.rename(target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def add_file(
    posting: Posting,
    /,
    *,
    actor: Account,
    arrival: Arrival,
    purpose: Purpose = Purpose.OTHER,
    tier: Tier = Tier.AFTER_NDA,
) -> Attachment:
    """Put a file beside a posting; the same content again is the file that is there already.

    The arrived file is moved where it stays, or left to the caller on any error. Raises NotFound, NotAllowed,
    Conflict while the posting admits no change, InvalidInput naming what is wrong with the file.
    """
    require_filing(posting, actor)
    kind, digest = _judged(arrival)
    with transaction.atomic():
        # The posting's row is the lock: limits hold when two files come at once.
        locked = type(posting).objects.select_for_update().get(pk=posting.pk)
        require_filing(locked, actor)
        known = attachments_of(locked).filter(sha256=digest).first()
        if known is not None:
            return known
        _check_room(locked, actor)
        row = Attachment(
            kind=locked.KIND.value,
            subject_id=locked.public_id,
            name=clean_name(arrival.name, kind),
            file_kind=kind.value,
            size=arrival.size,
            sha256=digest,
            stored_as=secrets.token_hex(16),
            purpose=purpose.value,
            tier=tier.value,
            uploaded_by=actor,
        )
        row.full_clean(validate_constraints=False)
        _keep(arrival, path_of(row))
        try:
            with transaction.atomic():
                row.save()
                emit(FileAdded(row.kind, row.subject_id, row.public_id))
        except BaseException:
            path_of(row).unlink(missing_ok=True)
            raise
    return row


def _locked(attachment: Attachment) -> Attachment:
    row = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if row is None:
        raise NotFound(kind="file", id=attachment.public_id)
    return row


@transaction.atomic
def change_file(
    attachment: Attachment, posting: Posting, /, *, actor: Account, tier: Tier, purpose: Purpose
) -> Attachment:
    """Say anew whom a file is for, and for what. Shown to more readers than before, it waits again."""
    require_filing(posting, actor)
    row = _locked(attachment)
    opens = tier.rank < Tier(row.tier).rank
    row.tier, row.purpose = tier.value, purpose.value
    if opens and Standing(row.standing) is not Standing.WAITING:
        MACHINE.check(Standing(row.standing), Standing.WAITING)
        row.standing, row.presented = Standing.WAITING.value, False
    row.save(update_fields=["tier", "purpose", "standing", "presented"])
    return row


@transaction.atomic
def remove_file(attachment: Attachment, posting: Posting, /, *, actor: Account) -> None:
    """Take a file away for good: its record now, its bytes once that is certain."""
    require_filing(posting, actor)
    row = _locked(attachment)
    emit(FileRemoved(row.kind, row.subject_id, row.public_id))
    transaction.on_commit(partial(_discard, path_of(row)))
    row.delete()


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # Its record is gone, so nobody reads it; tidying removes it later.
        logger.exception("a removed file could not be deleted")


@transaction.atomic
def decide_file(attachment: Attachment, posting: Posting, /, *, actor: Account, admit: bool) -> Attachment:
    """Admit or refuse a file that waits; for moderators of the posting."""
    is_moderator(actor).require()
    require_moderate(posting, actor)
    row = _locked(attachment)
    if not needs_a_word(row):
        raise NotFound(kind="file", id=row.public_id)
    target = Standing.OPEN if admit else Standing.REFUSED
    MACHINE.check(Standing(row.standing), target)
    row.standing, row.decided_by, row.decided_at = target.value, actor, timezone.now()
    row.save(update_fields=["standing", "decided_by", "decided_at"])
    return row


def present_files(kind: str, subject_id: str) -> None:
    """The posting was submitted: what lies beside it now is part of what is judged."""
    rows = Attachment.objects.filter(kind=kind, subject_id=subject_id, standing=Standing.WAITING.value)
    rows.update(presented=True)


def open_presented(kind: str, subject_id: str) -> None:
    """The posting was published: what was judged with it is shown. What came later waits for its own word."""
    rows = Attachment.objects.filter(
        kind=kind, subject_id=subject_id, standing=Standing.WAITING.value, presented=True
    )
    rows.update(standing=Standing.OPEN.value, decided_at=timezone.now())


@dataclass(frozen=True, slots=True)
class Tidied:
    """Files without a record, removed; uploads that never arrived, removed; records whose file is lost."""

    orphans: int
    unfinished: int
    missing: tuple[str, ...]


def tidy() -> Tidied:
    """Remove what no record names. Younger than some hours it may be an upload under way, and stays."""
    settled = timezone.now().timestamp() - _SETTLED.total_seconds()
    unfinished = [path for path in incoming().iterdir() if path.stat().st_mtime < settled]
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    held = {path.name: path for path in folder.glob("??/*") if path.is_file()}
    rows = {row.stored_as: row for row in Attachment.objects.only("stored_as", "public_id")}
    orphans = [path for name, path in held.items() if name not in rows and path.stat().st_mtime < settled]
    for path in (*unfinished, *orphans):
        path.unlink(missing_ok=True)
    missing = tuple(sorted(row.public_id for name, row in rows.items() if name not in held))
    return Tidied(len(orphans), len(unfinished), missing)
