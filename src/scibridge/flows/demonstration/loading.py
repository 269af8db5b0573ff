"""Loading a demonstration world: through the services of accounts, registry and exchange, and into the lake.

Idempotent: what is there already is left alone, so a second loading changes nothing; cut off at any moment,
the next one goes on. Records are recognised by their public id (registry), own reference (needs and offers)
and corpus id (works).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange import models as exchange_models
from scibridge.domain.exchange.services import NEEDS, OFFERS, publish_many
from scibridge.domain.exchange.states import Origin as PostingOrigin
from scibridge.domain.registry import models as registry_models
from scibridge.domain.registry.services import (
    NewFacility,
    NewPerson,
    NewRecord,
    register_facilities,
    register_organisations,
    register_people,
    relate_organisations,
)
from scibridge.domain.registry.states import Origin, RelationKind
from scibridge.engines.lake.loading import Loading, Settled, loading
from scibridge.engines.lake.manifest import Input
from scibridge.flows.demonstration import entities, records
from scibridge.flows.demonstration.scenario import content_digest
from scibridge.flows.demonstration.works import PER_BLOCK as WORKS_PER_BLOCK
from scibridge.flows.demonstration.works import Rows, WorkStream
from scibridge.flows.demonstration.world import World
from scibridge.kernel.ids import ALPHABET

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
STAGES = ("accounts", "organisations", "people", "facilities", "needs", "offers", "works")
PLATFORM_BLOCKS = 100
_BATCH = 500
_PASSWORD_LENGTH = 14
_WORKS_A_PART = 100_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Records made now, and those that were there."""

    new: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to sign in to a demonstration account; one that was there may have another password by now."""

    email: str
    password: str
    name: str
    description: dict[str, str]
    new: bool


@dataclass(slots=True)
class DemonstrationSummary:
    """What loading did, by stage; where to sign in; the need and the offer whose match is the showcase.

    ``showcase_need`` and ``showcase_offer`` are public ids of the exchange.
    """

    seed: int
    size: int
    counts: dict[str, Counts] = field(default_factory=dict)
    accounts: tuple[Credentials, ...] = ()
    showcase_need: str = ""
    showcase_offer: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything was made."""
        return any(one.new for one in self.counts.values())


def load_world(
    world: World,
    *,
    progress: Progress | None = None,
    today: date | None = None,
    lake: Path | None = None,
    platform_blocks: int = PLATFORM_BLOCKS,
) -> DemonstrationSummary:
    """Put ``world`` into the database and the lake; ``progress`` gets stage, done and total.

    Blocks after the first ``platform_blocks`` go into the lake alone: their people and organisations are
    known by their works, as those of any corpus. ``today`` is the day deadlines count from. Raises what the
    services raise, and LakeBusy and LakeFull.
    """
    platform = replace(world, blocks=world.blocks[:platform_blocks])
    loader = _Loader(platform, world, progress or _silent, today or timezone.now().date())
    summary = DemonstrationSummary(world.seed, world.size)
    summary.counts["organisations"] = loader.organisations()
    summary.counts["people"] = loader.people()
    summary.counts["facilities"] = loader.facilities()
    summary.accounts, summary.counts["accounts"] = loader.accounts()
    summary.counts["needs"] = loader.needs()
    summary.counts["offers"] = loader.offers()
    summary.counts["works"] = loader.works(lake or settings.LAKE_DIRECTORY)
    summary.showcase_need = _posting_id(exchange_models.Need, world.showcase.need)
    summary.showcase_offer = _posting_id(exchange_models.Offer, world.showcase.offer)
    return summary


def demonstration_password() -> str:
    """The password of the demonstration accounts of this installation: derived from its secret key."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), b"scibridge demonstration accounts", hashlib.sha256
    ).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_PASSWORD_LENGTH])


def _silent(stage: str, done: int, total: int) -> None:
    return


def _posting_id(model: type[Any], demonstration_id: str) -> str:
    found = model.objects.filter(fictional=True, external_reference=records.reference(demonstration_id))
    return str(found.values_list("public_id", flat=True).first() or "")


class _Loader:
    """One loading; each stage returns what it made."""

    def __init__(self, world: World, corpus: World, progress: Progress, today: date) -> None:
        self._world, self._corpus, self._progress, self._today = world, corpus, progress, today

    def _each(
        self,
        stage: str,
        items: Iterable[T],
        known: frozenset[str],
        key: Callable[[T], str],
        make: Callable[[Sequence[T]], object],
    ) -> Counts:
        """Make what is not known, some in each transaction."""
        rows = list(items)
        missing = [one for one in rows if key(one) not in known]
        done = len(rows) - len(missing)
        self._progress(stage, done, len(rows))
        waiting = iter(missing)
        while chunk := list(islice(waiting, _BATCH)):
            with transaction.atomic():
                make(chunk)
            done += len(chunk)
            self._progress(stage, done, len(rows))
        return Counts(len(missing), len(rows) - len(missing))

    def organisations(self) -> Counts:
        """Organisations, each with its parent, which comes before it."""
        return self._each(
            "organisations",
            _parents_first(self._world.organisations),
            _known(registry_models.Organisation),
            lambda one: one.public_id,
            self._organisations,
        )

    def _organisations(self, chunk: Sequence[entities.Organisation]) -> None:
        made = register_organisations(
            [NewRecord(one.public_id, records.organisation_values(one)) for one in chunk],
            origin=Origin.DEMONSTRATION,
            fictional=True,
        )
        parents = registry_models.Organisation.objects.in_bulk(
            {one.parent for one in chunk if one.parent}, field_name="public_id"
        )
        for one, row in zip(chunk, made, strict=True):
            if one.parent:
                relate_organisations(
                    organisation=row, kind=RelationKind.PARENT, target=parents[one.parent], actor=None
                )

    def people(self) -> Counts:
        """People with their careers."""
        homes = _rows(registry_models.Organisation)
        return self._each(
            "people",
            self._world.people,
            _known(registry_models.Person),
            lambda one: one.public_id,
            partial(self._people, homes),
        )

    def _people(self, homes: dict[str, Any], chunk: Sequence[entities.Person]) -> None:
        made = [
            NewPerson(
                one.public_id,
                records.person_values(one),
                tuple((homes[at.organisation], records.affiliation_values(at)) for at in one.affiliations),
            )
            for one in chunk
        ]
        register_people(made, origin=Origin.DEMONSTRATION, fictional=True)

    def facilities(self) -> Counts:
        """Facilities."""
        homes = _rows(registry_models.Organisation)
        return self._each(
            "facilities",
            self._world.facilities,
            _known(registry_models.Facility),
            lambda one: one.public_id,
            partial(self._facilities, homes),
        )

    def _facilities(self, homes: dict[str, Any], chunk: Sequence[entities.Facility]) -> None:
        made = [
            NewFacility(one.public_id, records.facility_values(one), homes[one.organisation]) for one in chunk
        ]
        register_facilities(made, origin=Origin.DEMONSTRATION, fictional=True)

    def accounts(self) -> tuple[tuple[Credentials, ...], Counts]:
        """Accounts that can sign in at once, with their roles."""
        password = demonstration_password()
        emails = frozenset(
            Account.objects.filter(email__in=[one.email for one in self._world.accounts]).values_list(
                "email", flat=True
            )
        )
        counts = self._each(
            "accounts", self._world.accounts, emails, lambda one: one.email, partial(self._accounts, password)
        )
        shown = tuple(
            Credentials(
                one.email,
                password,
                one.name,
                {"en": one.description.en, "zh": one.description.zh},
                one.email not in emails,
            )
            for one in self._world.accounts
        )
        return shown, counts

    def _accounts(self, password: str, chunk: Sequence[entities.Account]) -> None:
        for one in chunk:
            self._account(password, one)

    def _account(self, password: str, one: entities.Account) -> None:
        account = Account.objects.create_user(
            one.email, password, name=one.name, language=one.language, fictional=True
        )
        EmailAddress.objects.create(user=account, email=one.email, verified=True, primary=True)
        for role, organisation in one.roles:
            grant_role(
                account=account,
                role=Role(role),
                on_kind=ORGANISATION if organisation else PLATFORM,
                on_id=organisation,
                actor=None,
            )

    def _administrator(self) -> Account:
        return Account.objects.get(email=self._world.accounts[0].email)

    def needs(self) -> Counts:
        """Needs, published."""
        return self._each(
            "needs",
            self._world.needs,
            _known_postings(exchange_models.Need),
            lambda one: records.reference(one.public_id),
            partial(self._needs, self._administrator()),
        )

    def _needs(self, actor: Account, chunk: Sequence[entities.Need]) -> None:
        fields = [records.need_values(one, self._today) for one in chunk]
        publish_many(NEEDS, actor=actor, fields=fields, origin=PostingOrigin.DEMONSTRATION, fictional=True)

    def offers(self) -> Counts:
        """Offers, published."""
        return self._each(
            "offers",
            self._world.offers,
            _known_postings(exchange_models.Offer),
            lambda one: records.reference(one.public_id),
            partial(self._offers, self._administrator()),
        )

    def _offers(self, actor: Account, chunk: Sequence[entities.Offer]) -> None:
        fields = [records.offer_values(one) for one in chunk]
        publish_many(OFFERS, actor=actor, fields=fields, origin=PostingOrigin.DEMONSTRATION, fictional=True)

    def works(self, root: Path) -> Counts:
        """Works and institutions of the corpus; a world taken in whole before is recognised by its digest."""
        total = self._corpus.size * WORKS_PER_BLOCK
        digest = f"demonstration:{self._corpus.seed}:{self._corpus.size}:{content_digest()}"
        with loading(root, source=digest) as lake:
            if digest not in lake.known("works"):
                stream = WorkStream(self._corpus)
                _stage(lake, "institutions", stream.institutions(), digest)
                _stage(lake, "works", self._counted(stream, total), digest)
            outcome: Settled = lake.settle()["works"]
            lake.derive()
        self._progress("works", total, total)
        new = outcome.new + outcome.changed
        return Counts(new, total - new)

    def _counted(self, works: Iterable[T], total: int) -> Iterator[T]:
        for done, work in enumerate(works, start=1):
            yield work
            if done % 500 == 0 or done == total:
                self._progress("works", done, total)


def _stage(lake: Loading, entity: str, records: Iterable[Rows], digest: str) -> None:
    """Put records into parts; the last one says that the input is whole."""
    writer, total = lake.part(entity), 0
    try:
        for rows in records:
            writer.add(rows)
            total += 1
            if writer.rows >= _WORKS_A_PART:
                lake.stage(entity, [writer], [])
                writer = lake.part(entity)
        lake.stage(entity, [writer], [Input(entity, digest, digest, total)])
    finally:
        writer.discard()


def _known(model: type[Model]) -> frozenset[str]:
    return frozenset(model._default_manager.filter(fictional=True).values_list("public_id", flat=True))  # noqa: SLF001 - Django's documented name


def _known_postings(model: type[Model]) -> frozenset[str]:
    rows = model._default_manager.filter(fictional=True, external_reference__startswith=records.REFERENCE)  # noqa: SLF001 - as above
    return frozenset(rows.values_list("external_reference", flat=True))


def _rows(model: type[Model]) -> dict[str, Any]:
    return {row.public_id: row for row in model._default_manager.filter(fictional=True)}  # type: ignore[attr-defined]  # noqa: SLF001 - as above


def _parents_first(organisations: Iterable[entities.Organisation]) -> Sequence[entities.Organisation]:
    rows = list(organisations)
    return [one for one in rows if not one.parent] + [one for one in rows if one.parent]
