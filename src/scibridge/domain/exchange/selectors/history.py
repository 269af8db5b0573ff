"""The life of a posting: recorded versions and what changed, for its own side and moderators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from i18nfield.strings import LazyI18nString

from scibridge.domain.exchange.access import Viewer, can_edit, can_see_history, require_known
from scibridge.domain.exchange.content import fields_of, write_content
from scibridge.domain.exchange.models import Posting, Version
from scibridge.domain.exchange.selectors.postings import content_of, pending_revision
from scibridge.domain.exchange.states import Tier, tier_of
from scibridge.domain.exchange.visible import covered
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One step in the life of a posting; ``action`` and ``state`` are codes."""

    number: int
    action: str
    state: str
    actor_name: str
    at: datetime
    note: LazyI18nString | str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field's JSON value before and after."""

    field: str
    before: object
    after: object


def _versions(posting: Posting, viewer: Viewer) -> QuerySet[Version]:
    require_known(posting, viewer)
    can_see_history(posting, viewer).require(id=posting.public_id)
    return Version.objects.filter(kind=posting.KIND.value, subject_id=posting.public_id)


def history(posting: Posting, viewer: Viewer) -> list[VersionEntry]:
    """The steps of its life, oldest first. Raises NotFound or NotAllowed.

    Where the owner holds back who stands behind it, those who only moderate see no names but their own.
    """
    rows = _versions(posting, viewer).select_related("actor")
    named = bool(can_edit(posting, viewer)) or (
        tier_of("organisation", posting.field_tiers, posting.TIERS).rank <= Tier.SIGNED_IN.rank
    )
    return [
        VersionEntry(
            row.number,
            row.action,
            row.state,
            row.actor.name if row.actor is not None and (named or row.actor == viewer) else "",
            row.at,
            row.note,
        )
        for row in rows
    ]


def _readable(posting: Posting, viewer: Viewer, *choices: Mapping[str, str]) -> set[str]:
    """Content fields the viewer may read under every one of these tier choices."""
    highest = Tier.AFTER_NDA if can_edit(posting, viewer) else Tier.SIGNED_IN
    hidden = {
        name
        for field in posting.TIERS
        for name in covered(field)
        for chosen in choices
        if tier_of(field, dict(chosen), posting.TIERS).rank > highest.rank
    }
    return {field.name for field in fields_of(posting.KIND)} - hidden


def _differences(
    names: set[str], kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    ordered = [field.name for field in fields_of(kind) if field.name in names]
    return tuple(
        Difference(name, before.get(name), after.get(name))
        for name in ordered
        if before.get(name) != after.get(name)
    )


def compare_versions(posting: Posting, older: int, newer: int, viewer: Viewer) -> tuple[Difference, ...]:
    """What changed between two recorded versions, without what the reader may not read. Raises NotFound."""
    found = {row.number: row.snapshot for row in _versions(posting, viewer).filter(number__in=[older, newer])}
    for number in (older, newer):
        if number not in found:
            raise NotFound(kind="version", id=f"{posting.document_id} v{number}")
    before, after = found[older], found[newer]
    choices = (posting.field_tiers, before["field_tiers"], after["field_tiers"])
    return _differences(_readable(posting, viewer, *choices), posting.KIND, before, after)


def revision_differences(posting: Posting, viewer: Viewer) -> tuple[Difference, ...]:
    """What the waiting revision would change; empty where none waits. For its own side and moderators."""
    require_known(posting, viewer)
    can_see_history(posting, viewer).require(id=posting.public_id)
    revision = pending_revision(posting)
    if revision is None:
        return ()
    now = write_content(content_of(posting))
    after = now | revision.changes
    # Who decides on opening a field must see what would be opened.
    known = _readable(posting, viewer, posting.field_tiers)
    before = {name: value for name, value in now.items() if name in known}
    opened = _readable(posting, viewer, after["field_tiers"])
    return _differences(opened, posting.KIND, before, after)
