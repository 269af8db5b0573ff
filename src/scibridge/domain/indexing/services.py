"""Writes of the change list, of the glossary, and of the terms learned from bilingual records."""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.indexing.models import (
    LEAST_WEIGHT,
    LONGEST_CHINESE,
    LONGEST_ENGLISH,
    LONGEST_NOTE,
    MOST_WEIGHT,
    GlossaryTerm,
    IndexChange,
)
from scibridge.domain.indexing.selectors import WaitingChange, glossary_entries
from scibridge.engines.text.languages import CHINESE, ENGLISH, HAN
from scibridge.engines.text.learning import learn
from scibridge.engines.text.normalise import normalise
from scibridge.engines.text.tokens import chinese_terms, english_key
from scibridge.kernel.errors import FieldProblem, InvalidInput

_BATCH = 500
_HAN = re.compile(f"[{HAN}]")


def learn_terms(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Learn from (Chinese, English) records in place of what was learned before.

    Returns how many Chinese and how many English terms have renderings; where none has, what was learned
    before stays. Processes that run
    take it up with their next question.
    """
    table = learn(pairs)
    if not table.tables[CHINESE] and not table.tables[ENGLISH]:
        return 0, 0
    table.save(settings.LEARNED_TERMS)
    return len(table.tables[CHINESE]), len(table.tables[ENGLISH])


@transaction.atomic
def set_term(
    *, actor: Account | None, chinese: str, english: str, weight: int, note: str = "", row: int | None = None
) -> GlossaryTerm:
    """Add a pair to the glossary, or change the one of that row; the lexicon has it after the commit.

    Raises InvalidInput naming the fields.
    """
    values = check_term(chinese=chinese, english=english, weight=weight, note=note, row=row)
    term = GlossaryTerm() if row is None else GlossaryTerm.objects.select_for_update().get(pk=row)
    for name, value in {**values, "set_by": actor, "set_at": timezone.now()}.items():
        setattr(term, name, value)
    term.full_clean()
    term.save()
    transaction.on_commit(publish_glossary)
    return term


def check_term(*, chinese: str, english: str, weight: int, note: str, row: int | None) -> dict[str, Any]:
    """The values as they will be kept. Raises InvalidInput naming the fields."""
    values = {"chinese": normalise(chinese).strip(), "english": " ".join(normalise(english).split())}
    if problems := list(_problems(values, weight, note, row)):
        raise InvalidInput(problems)
    return {**values, "weight": weight, "note": note}


@transaction.atomic
def remove_terms(rows: Iterable[int]) -> int:
    """Take pairs out of the glossary; returns how many went."""
    gone, _ = GlossaryTerm.objects.filter(pk__in=list(rows)).delete()
    transaction.on_commit(publish_glossary)
    return gone


def _problems(values: dict[str, str], weight: int, note: str, row: int | None) -> Iterator[FieldProblem]:
    limits = {"chinese": LONGEST_CHINESE, "english": LONGEST_ENGLISH}
    for field, most in limits.items():
        if not values[field]:
            yield FieldProblem(field, "required")
        elif len(values[field]) > most:
            yield FieldProblem(field, "too_long", {"length": len(values[field]), "most": most})
    if values["chinese"] and not chinese_terms(values["chinese"]):
        yield FieldProblem("chinese", "no_term", {"value": values["chinese"]})
    elif values["chinese"] and not _HAN.search(values["chinese"]):
        yield FieldProblem("chinese", "no_chinese", {"value": values["chinese"]})
    if values["english"] and not english_key(values["english"]):
        yield FieldProblem("english", "no_term", {"value": values["english"]})
    if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        yield FieldProblem("weight", "out_of_range", {"low": LEAST_WEIGHT, "high": MOST_WEIGHT})
    if len(note) > LONGEST_NOTE:
        yield FieldProblem("note", "too_long", {"length": len(note), "most": LONGEST_NOTE})
    others = GlossaryTerm.objects.filter(**values)
    if (others if row is None else others.exclude(pk=row)).exists():
        yield FieldProblem(
            "english", "pair_exists", {"chinese": values["chinese"], "english": values["english"]}
        )


def publish_glossary() -> None:
    """Write the glossary where every process of this platform reads it; the table stays the truth."""
    path = Path(settings.GLOSSARY_TERMS)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [(one.chinese, one.english, one.weights) for one in glossary_entries()]
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    new.write_bytes(orjson.dumps(rows))
    new.replace(path)


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
