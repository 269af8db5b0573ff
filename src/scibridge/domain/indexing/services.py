"""Writes of the change list, and of the terms learned from bilingual records."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.indexing.selectors import WaitingChange
from scibridge.engines.text.languages import CHINESE, ENGLISH
from scibridge.engines.text.learning import learn

_BATCH = 500


def learn_terms(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Learn from (Chinese, English) records in place of what was learned before.

    Returns how many Chinese and how many English terms have renderings; where none has, what was learned
    before stays. Processes that run keep the lexicon they have until they start again.
    """
    table = learn(pairs)
    if not table.tables[CHINESE] and not table.tables[ENGLISH]:
        return 0, 0
    table.save(settings.LEARNED_TERMS)
    return len(table.tables[CHINESE]), len(table.tables[ENGLISH])


def mark_changed(document_ids: Iterable[str]) -> int:
    """Note that these documents may differ from the index; call inside the transaction that changed them.

    Returns how many were noted. Raises RuntimeError outside a transaction, where a crash could lose the note.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("mark_changed needs the transaction of the change it notes")
    # In one order, so that two transactions that note the same documents never wait for each other.
    ids = sorted(set(document_ids))
    now = timezone.now()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        IndexChange.objects.filter(document_id__in=batch).update(version=F("version") + 1, changed_at=now)
        IndexChange.objects.bulk_create(
            [IndexChange(document_id=one, changed_at=now) for one in batch], ignore_conflicts=True
        )
    return len(ids)


@transaction.atomic
def clear_changes(changes: Sequence[WaitingChange]) -> int:
    """Remove the rows that are still at the version read; returns how many went."""
    cleared = 0
    for start in range(0, len(changes), _BATCH):
        match = Q(pk__in=[])
        for change in changes[start : start + _BATCH]:
            match |= Q(pk=change.row, version=change.version)
        cleared += IndexChange.objects.filter(match).delete()[0]
    return cleared
