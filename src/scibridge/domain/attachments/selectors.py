"""Reads of files: what one reader sees beside a posting, one file to send, and what waits for a moderator."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from scibridge.domain.attachments.access import can_read, is_admitted
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.states import Standing
from scibridge.domain.exchange.access import Viewer, can_edit, can_know_of, tier_for
from scibridge.domain.exchange.models import Need, Offer, Posting
from scibridge.domain.exchange.states import State as PostingState
from scibridge.domain.exchange.states import Tier
from scibridge.engines.files.kinds import FORMS, FileKind
from scibridge.kernel.errors import NotFound
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.prepared import Prepared


@dataclass(frozen=True, slots=True)
class FileView:
    """What one reader sees of a file."""

    id: str
    name: str
    file_kind: str
    media_type: str
    size: int
    sha256: str
    purpose: str
    tier: str
    standing: str
    admitted: bool
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Files:
    """The files beside a posting that a reader sees; ``withheld`` when there are others after an NDA."""

    shown: tuple[FileView, ...]
    withheld: bool


def _view(row: Attachment) -> FileView:
    return FileView(
        id=row.public_id,
        name=row.name,
        file_kind=row.file_kind,
        media_type=FORMS[FileKind(row.file_kind)].media_type,
        size=row.size,
        sha256=row.sha256,
        purpose=row.purpose,
        tier=row.tier,
        standing=row.standing,
        admitted=is_admitted(row),
        uploaded_at=row.uploaded_at,
    )


def attachments_of(posting: Posting) -> QuerySet[Attachment]:
    """Every file beside a posting, in order of arrival; for its own side and for services."""
    return Attachment.objects.filter(kind=posting.KIND.value, subject_id=posting.public_id)


_BESIDE: Prepared[Attachment] = Prepared(
    lambda kind, subject_id: Attachment.objects.filter(kind=kind, subject_id=subject_id)
)


def files_beside(posting: Posting, viewer: Viewer) -> Files:
    """What this reader sees; a constant number of queries, and one where there are no files."""
    rows = _BESIDE.all(posting.KIND.value, posting.public_id)
    if not rows or not can_know_of(posting, viewer):
        return Files((), withheld=False)
    reads = tier_for(posting, viewer)
    shown = tuple(_view(row) for row in rows if can_read(row, posting, viewer, reads))
    held_back = [row for row in rows if is_admitted(row) and Tier(row.tier).rank > reads.rank]
    return Files(shown, withheld=bool(held_back))


def get_file(posting: Posting, file_id: str, viewer: Viewer) -> Attachment:
    """The file, for sending it. Raises NotFound where the reader may not read it: not theirs is not there."""
    row = attachments_of(posting).filter(public_id=file_id).first() if is_public_id(file_id) else None
    if row is None or not can_read(row, posting, viewer):
        raise NotFound(kind="file", id=file_id)
    return row


def own_file(posting: Posting, file_id: str, actor: Viewer) -> Attachment:
    """The file, for those who may change it. Raises NotFound."""
    row = get_file(posting, file_id, actor)
    can_edit(posting, actor).require(id=posting.public_id)
    return row


def path_of(attachment: Attachment) -> Path:
    """Where its bytes lie."""
    folder: Path = Path(settings.MEDIA_ROOT) / "attachments"
    return folder / attachment.stored_as[:2] / attachment.stored_as


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file beside a published posting that a moderator has to look at."""

    file: FileView
    posting: Posting


def waiting_files() -> QuerySet[Attachment]:
    """Files that wait for a moderator although their posting is published, oldest first."""
    rows = Attachment.objects.filter(standing=Standing.WAITING.value).exclude(tier=Tier.AFTER_NDA.value)
    published = [
        model.objects.filter(state=PostingState.PUBLISHED.value).values("public_id")
        for model in (Need, Offer)
    ]
    needs, offers = (
        rows.filter(kind=model.KIND.value, subject_id__in=ids)
        for model, ids in zip((Need, Offer), published, strict=True)
    )
    return (needs | offers).order_by("uploaded_at", "pk")


def with_postings(rows: list[Attachment]) -> list[WaitingFile]:
    """Those files with their postings, in their order."""
    found: dict[tuple[str, str], Posting] = {}
    for model in (Need, Offer):
        ids = [row.subject_id for row in rows if row.kind == model.KIND.value]
        for posting in model.objects.filter(public_id__in=ids).select_related("organisation"):
            found[model.KIND.value, posting.public_id] = posting
    return [WaitingFile(_view(row), found[row.kind, row.subject_id]) for row in rows]
