"""Importing needs and offers: every row read and checked, then all of the file written or none of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_edit
from scibridge.domain.exchange.content import fields_of, read_content, write_content
from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.selectors import editable_content
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.exchange.services.desk import Desk
from scibridge.domain.exchange.states import EDITED_IN_PLACE, Origin, State
from scibridge.engines.matching.documents import Kind
from scibridge.flows.exchange_import.reading import KEY, Progress, Row, read_rows
from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.kernel.errors import FieldProblem, InvalidInput, ScibridgeError
from scibridge.kernel.sentences import field_sentence

P = TypeVar("P", bound=Posting)
_BATCH = 200
_MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row: the line it begins on, the field ("" for the whole row), a code and data."""

    line: int
    field: str
    code: str
    data: Mapping[str, object]

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` and the reject file; ``message`` says in the active language what to do."""
        message = field_sentence(FieldProblem(self.field, self.code, self.data))
        return {
            "line": self.line,
            "field": self.field,
            "code": self.code,
            "data": dict(self.data),
            "message": message,
        }


@dataclass(slots=True)
class PostingImportSummary(ImportSummary):
    """An import of needs or offers. ``problems`` holds the first thousand; the reject file has them all.

    Where one bad row holds back a file, its good rows count as rejected with the reason ``held_back``.
    """

    problems: list[RowProblem] = field(default_factory=list)
    dry_run: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        # Slotted dataclasses are made anew, so that the short form of super() does not find its class.
        found = ImportSummary.as_dict(self)
        return found | {"dry_run": self.dry_run, "problems": [one.as_dict() for one in self.problems]}


class _Import(Generic[P]):
    """One run over one file."""

    def __init__(
        self,
        desk: Desk[P],
        actor: Account,
        summary: PostingImportSummary,
        rejects: RejectFile,
        *,
        submit: bool,
    ) -> None:
        self.desk, self.actor, self.summary, self.rejects, self.submit = desk, actor, summary, rejects, submit
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, rows: Iterator[Row]) -> int:
        """Write the rows, each in a savepoint; returns how many were read."""
        count = 0
        for row in rows:
            count += 1
            self.summary.read += 1
            try:
                if row.problems:
                    raise InvalidInput(row.problems)
                with transaction.atomic():
                    outcome = self._write(row)
            except ScibridgeError as error:
                self._reject(row, error)
            else:
                setattr(self.summary, outcome, getattr(self.summary, outcome) + 1)
        return count

    def _write(self, row: Row) -> str:
        given = read_content(self.desk.kind, row.fields)
        reference, organisation = given.get(KEY, ""), given.get("organisation", "")
        if not reference:
            raise InvalidInput([FieldProblem(KEY, "required")])
        first = self.seen.setdefault((organisation, reference), row.line)
        if first != row.line:
            raise InvalidInput([FieldProblem(KEY, "duplicate_row", {"line": first, "value": reference})])
        known = self._known(organisation, reference)
        if known is None:
            posting = self.desk.create(actor=self.actor, fields=row.fields, origin=Origin.FILE)
            self._submit(posting)
            return "new"
        return self._change(known, row)

    def _known(self, organisation: str, reference: str) -> P | None:
        same = self.desk.model.objects.select_related("organisation", "owner").filter(
            external_reference=reference
        )
        if organisation:
            found = same.filter(organisation__public_id=organisation).first()
        else:
            found = same.filter(organisation__isnull=True, owner=self.actor).first()
        # Someone else's is left for ``create`` to refuse: whether it exists is not for outsiders to learn.
        return found if found is not None and can_edit(found, self.actor) else None

    def _change(self, known: P, row: Row) -> str:
        before = write_content(editable_content(known))
        fields = _over(self.desk.kind, before, row.fields) if row.by_column else row.fields
        after = before | write_content(read_content(self.desk.kind, fields))
        if after == before:
            return "unchanged"
        posting = self.desk.update(known, actor=self.actor, fields=fields, expected_version=known.version)
        self._submit(posting)
        return "changed"

    def _submit(self, posting: P) -> None:
        if self.submit and State(posting.state) in EDITED_IN_PLACE:
            self.desk.submit(posting, actor=self.actor)

    def _reject(self, row: Row, error: ScibridgeError) -> None:
        problems = [RowProblem(row.line, one.field, one.code, one.data) for one in _problems(error)]
        room = _MOST_PROBLEMS - len(self.summary.problems)
        self.summary.problems += problems[: max(0, room)]
        where = f"{Path(self.summary.source).name}: line {row.line}"
        self.rejects.add(where, problems[0].code, {"problems": [one.as_dict() for one in problems]})


def _over(kind: Kind, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given columns laid over what is there: other languages of a text and other fields' tiers stay."""
    found = dict(given)
    for one in fields_of(kind):
        if one.name in found and (one.bilingual or one.name == "field_tiers"):
            found[one.name] = {**before[one.name], **found[one.name]}
    return found


def _problems(error: ScibridgeError) -> list[FieldProblem]:
    if isinstance(error, InvalidInput):
        return list(error.problems)
    code = str(error.data.get("reason", error.code))
    return [FieldProblem("", code, {key: value for key, value in error.data.items() if key != "reason"})]


def _hold_back(summary: PostingImportSummary) -> None:
    held = summary.new + summary.changed + summary.unchanged
    summary.rejected += held
    if held:
        summary.reasons["held_back"] += held
    summary.new = summary.changed = summary.unchanged = 0


def _run(
    desk: Desk[P],
    path: Path,
    actor: Account,
    dry_run: bool,
    keep_going: bool,
    progress: Progress | None,
    submit: bool,
    encoding: str | None,
    reject_file: Path | None,
) -> PostingImportSummary:
    summary = PostingImportSummary(source=str(path), dry_run=dry_run)
    rejected = reject_file or settings.HOME / "rejected" / f"{path.stem}.rejected.jsonl"
    with RejectFile(rejected, summary) as rejects:
        rows = read_rows(path, desk.kind, encoding, progress)
        run = _Import(desk, actor, summary, rejects, submit=submit)
        if keep_going and not dry_run:
            # A run that is killed leaves whole batches; the next run finds them unchanged and goes on.
            more = True
            while more:
                with transaction.atomic():
                    more = run.take(islice(rows, _BATCH)) > 0
            return summary
        with transaction.atomic():
            run.take(rows)
            stopped = bool(summary.rejected) and not keep_going
            if stopped or dry_run:
                transaction.set_rollback(True)
        if stopped:
            _hold_back(summary)
    return summary


def import_needs(
    path: Path,
    *,
    actor: Account,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress | None = None,
    submit: bool = False,
    encoding: str | None = None,
    reject_file: Path | None = None,
) -> PostingImportSummary:
    """Import needs of ``actor``'s as drafts, or put to the moderators where ``submit``.

    One bad row stops the file unless ``keep_going``; ``dry_run`` writes nothing and says what would happen.
    A row whose ``external_reference`` is known updates that need. ``progress`` gets bytes read and in all.
    Raises FileRefused for a file that cannot be read as a whole.
    """
    return _run(NEEDS, path, actor, dry_run, keep_going, progress, submit, encoding, reject_file)


def import_offers(
    path: Path,
    *,
    actor: Account,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress | None = None,
    submit: bool = False,
    encoding: str | None = None,
    reject_file: Path | None = None,
) -> PostingImportSummary:
    """Import offers; as :func:`import_needs`."""
    return _run(OFFERS, path, actor, dry_run, keep_going, progress, submit, encoding, reject_file)
