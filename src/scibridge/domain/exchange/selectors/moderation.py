"""What waits for moderators: who has it, how it differs from what was shown before, how long it takes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from i18nfield.strings import LazyI18nString

from scibridge.domain.accounts.access import is_administrator, organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.exchange.documents import posting_document
from scibridge.domain.exchange.models import (
    ModerationClaim,
    ModerationDecision,
    Need,
    Offer,
    Posting,
    ReturnTemplate,
    Revision,
    Version,
)
from scibridge.domain.exchange.queries import words_query
from scibridge.domain.exchange.selectors.history import Difference, compare_versions
from scibridge.domain.exchange.selectors.matches import ask, repeated_elsewhere
from scibridge.domain.exchange.selectors.postings import pending_revision
from scibridge.domain.exchange.states import Outcome, State
from scibridge.domain.exchange.visible import PostingView
from scibridge.domain.exchange.waits import Waits, summary, usual_days, working_days_between
from scibridge.engines.matching.documents import Filters, Kind
from scibridge.engines.proposals.voting import LIKELY, likeness
from scibridge.kernel.bilingual import engine_versions, versions
from scibridge.kernel.errors import ScibridgeError

MOST_DUPLICATES = 3
_LEAST_LIKE = 0.35
_PUBLISHED_BY = ("published", "revised", "changed")
_LOOK_BACK = timedelta(days=365)
_USUAL = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has taken an entry, and until when."""

    moderator_id: int
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One thing that waits: a posting that is new to moderators, or a change to a published one.

    ``languages`` are the content languages its title has; ``own``: this moderator may not decide on it.
    """

    kind: Kind
    public_id: str
    revision: bool
    since: datetime
    challenge: str
    languages: tuple[str, ...]
    own: bool
    claim: Claim | None

    @property
    def document_id(self) -> str:
        """As the index would name it."""
        return f"{self.kind.value}:{self.public_id}"

    def working_days(self, now: datetime) -> int:
        """Working days it has waited."""
        return working_days_between(self.since.date(), now.date())


@dataclass(frozen=True, slots=True)
class QueueNarrowing:
    """Conditions of the queue; empty ones ask for nothing. ``sort`` is ``new`` or ``revision``."""

    kind: str = ""
    sort: str = ""
    challenge: str = ""
    language: str = ""

    def fits(self, entry: QueueEntry) -> bool:
        """Whether the entry is asked for; a language asks for what is written in it alone, or in both."""
        return (
            (not self.kind or entry.kind.value == self.kind)
            and (not self.sort or entry.revision == (self.sort == "revision"))
            and (not self.challenge or entry.challenge == self.challenge)
            and (not self.language or self.language == "+".join(entry.languages))
        )


def queue(actor: Account, narrowing: QueueNarrowing = QueueNarrowing()) -> list[QueueEntry]:
    """Everything that waits, oldest first; a constant number of queries. For moderators."""
    revised: dict[tuple[str, str], datetime] = {
        (kind, subject): at
        for kind, subject, at in Revision.objects.filter(outcome=Outcome.PENDING.value).values_list(
            "kind", "subject_id", "proposed_at"
        )
    }
    claims = live_claims()
    mine = set(organisations_of(actor, Role.REPRESENTATIVE))
    may_decide_own = bool(is_administrator(actor))
    found = [
        entry
        for model in (Need, Offer)
        for entry in _entries(model, revised, claims, actor, mine, may_decide_own=may_decide_own)
        if narrowing.fits(entry)
    ]
    return sorted(found, key=lambda entry: (entry.since, entry.document_id))


def _entries(
    model: type[Need] | type[Offer],
    revised: Mapping[tuple[str, str], datetime],
    claims: Mapping[tuple[str, str], Claim],
    actor: Account,
    mine: set[str],
    *,
    may_decide_own: bool,
) -> Iterable[QueueEntry]:
    kind = model.KIND
    columns = ("public_id", "state", "submitted_at", "updated_at", "challenge", "title", "owner_id")
    changed = [subject for of, subject in revised if of == kind.value]
    rows: Any = model.objects.filter(state=State.SUBMITTED.value)
    if changed:
        rows = rows | model.objects.filter(state=State.PUBLISHED.value, public_id__in=changed)
    for public_id, state, submitted, updated, challenge, title, owner, body in rows.order_by().values_list(
        *columns, "organisation__public_id"
    ):
        revision = state == State.PUBLISHED.value
        yield QueueEntry(
            kind=kind,
            public_id=public_id,
            revision=revision,
            since=revised[kind.value, public_id] if revision else submitted or updated,
            challenge=challenge,
            languages=tuple(versions(title)),
            own=not may_decide_own and (owner == actor.pk or body in mine),
            claim=claims.get((kind.value, public_id)),
        )


def live_claims() -> dict[tuple[str, str], Claim]:
    """(kind, public id) → who has it now."""
    rows = ModerationClaim.objects.filter(until__gt=timezone.now()).values_list(
        "kind", "subject_id", "moderator_id", "moderator__name", "until"
    )
    return {(kind, subject): Claim(who, name, until) for kind, subject, who, name, until in rows}


def next_entry(actor: Account, narrowing: QueueNarrowing, after: str = "") -> QueueEntry | None:
    """The oldest entry that ``actor`` may decide on and nobody else has taken, other than ``after``."""
    return next(
        (
            entry
            for entry in queue(actor, narrowing)
            if entry.document_id != after
            and not entry.own
            and (entry.claim is None or entry.claim.moderator_id == actor.pk)
        ),
        None,
    )


def waits_for_moderator(posting: Posting) -> bool:
    """Whether there is anything to decide."""
    if posting.state == State.SUBMITTED.value:
        return True
    return posting.state == State.PUBLISHED.value and pending_revision(posting) is not None


@dataclass(frozen=True, slots=True)
class Changed:
    """How a submitted posting differs from what was shown before: published once, or returned."""

    published: bool
    at: datetime
    differences: tuple[Difference, ...]


def changed_since(posting: Posting, viewer: Account) -> Changed | None:
    """Against what was last published, else what was last returned; None for what nobody has decided on."""
    rows = Version.objects.filter(kind=posting.KIND.value, subject_id=posting.public_id)
    older = rows.filter(action__in=_PUBLISHED_BY).last() or rows.filter(action=State.RETURNED.value).last()
    newest = rows.last()
    if older is None or newest is None or older.number >= newest.number:
        return None
    differences = compare_versions(posting, older.number, newest.number, viewer)
    return Changed(older.action in _PUBLISHED_BY, older.at, differences)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A published posting of the same kind that says much the same; ``across``: in the other language."""

    document_id: str
    title: Mapping[str, str]
    likeness: float
    across: bool = False

    @property
    def likely(self) -> bool:
        """Most of the words of one are in the other, or each is what answers the other best."""
        return self.across or self.likeness >= LIKELY


def likely_duplicates(kind: Kind, view: PostingView) -> list[Duplicate]:
    """Published postings like this one, the likest first; none while there is no index."""
    main = "problem" if kind is Kind.NEED else "summary"
    values = {"title": view.title, main: getattr(view, main)}
    mine = {
        language: f"{engine_versions(_i18n(view.title)).get(language, '')}\n{text}"
        for language, text in engine_versions(_i18n(values[main])).items()
    }
    filters = Filters(kinds=(kind,), exclude_ids=(view.document_id,))
    try:
        matches = (
            ask(words_query(values, filters=filters, limit=6, kind=kind), counted=False).matches
            if mine
            else ()
        )
        elsewhere = repeated_elsewhere(posting_document(view))
    except ScibridgeError:
        return []
    found = [
        Duplicate(
            match.id,
            match.title,
            likeness(
                mine,
                {
                    language: f"{match.title.get(language, '')}\n{match.summary.get(language, '')}"
                    for language in match.title.keys() | match.summary.keys()
                },
            ),
        )
        for match in matches
    ]
    kept = [one for one in found if one.likeness >= _LEAST_LIKE]
    if elsewhere is not None and elsewhere.document.id not in {one.document_id for one in kept}:
        titles = {language: fields.title for language, fields in elsewhere.document.texts.items()}
        kept.append(Duplicate(elsewhere.document.id, titles, elsewhere.share, across=True))
    return sorted(kept, key=lambda one: (not one.across, -one.likeness, one.document_id))[:MOST_DUPLICATES]


def _i18n(words: Mapping[str, str]) -> LazyI18nString:
    return LazyI18nString(dict(words))


def return_templates() -> list[ReturnTemplate]:
    """The texts in use, in their order."""
    return list(ReturnTemplate.objects.filter(in_use=True))


def last_refusal(kind: str, public_id: str) -> Revision | None:
    """The last proposed change of a posting, where a moderator refused it."""
    newest = Revision.objects.filter(kind=kind, subject_id=public_id).last()
    return newest if newest is not None and newest.outcome == Outcome.REFUSED.value else None


@dataclass(frozen=True, slots=True)
class WaitRow:
    """The figures of one month, kind and sort; ``month`` None is the whole look back."""

    month: datetime | None
    kind: Kind
    revision: bool
    waits: Waits


def waiting_figures(now: datetime | None = None) -> list[WaitRow]:
    """How long owners waited in the last twelve months: the whole, then month by month, newest first."""
    moment = now or timezone.now()
    pairs: dict[tuple[datetime | None, Kind, bool], list[tuple[datetime, datetime]]] = {}
    rows = ModerationDecision.objects.filter(decided_at__gt=moment - _LOOK_BACK)
    for kind, revision, since, at in rows.values_list("kind", "revision", "waiting_since", "decided_at"):
        local = timezone.localtime(at)
        month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        for key in (None, month):
            pairs.setdefault((key, Kind(kind), revision), []).append((since, at))
    ordered = sorted(
        pairs, key=lambda key: (-key[0].timestamp() if key[0] else -math.inf, key[1] is Kind.OFFER, key[2])
    )
    return [WaitRow(*key, summary(pairs[key])) for key in ordered]


def usual_answer_days(now: datetime | None = None) -> int | None:
    """The days within which nine of ten were answered in the last three months; None for too few to say."""
    moment = now or timezone.now()
    rows = ModerationDecision.objects.filter(decided_at__gt=moment - _USUAL)
    pairs: Sequence[tuple[datetime, datetime]] = list(rows.values_list("waiting_since", "decided_at"))
    return usual_days(pairs)
