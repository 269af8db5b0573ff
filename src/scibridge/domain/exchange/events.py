"""What happens to needs and offers. Ids are public ids."""

from dataclasses import dataclass

from scibridge.kernel.events import Event


@dataclass(frozen=True, slots=True)
class NeedEvent(Event):
    """Something happened to a need."""

    need_id: str


@dataclass(frozen=True, slots=True)
class OfferEvent(Event):
    """Something happened to an offer."""

    offer_id: str


class NeedSubmitted(NeedEvent):
    """A need waits for a moderator."""


class NeedReturned(NeedEvent):
    """A moderator asks for changes; if it was published it no longer is."""


class NeedPublished(NeedEvent):
    """A need became public, for the first time or again."""


class NeedRevisionProposed(NeedEvent):
    """The owner of a published need proposed a change that a moderator must see first."""


class NeedRevisionRefused(NeedEvent):
    """A moderator refused a proposed change; the published need stands."""


class NeedChanged(NeedEvent):
    """The public face of a published need changed."""


class NeedWithdrawn(NeedEvent):
    """The owner took the need back."""


class NeedExpired(NeedEvent):
    """The need reached its end date."""


class NeedFulfilled(NeedEvent):
    """The owner reported the need met."""


class OfferSubmitted(OfferEvent):
    """An offer waits for a moderator."""


class OfferReturned(OfferEvent):
    """A moderator asks for changes; if it was published it no longer is."""


class OfferPublished(OfferEvent):
    """An offer became public, for the first time or again."""


class OfferRevisionProposed(OfferEvent):
    """The owner of a published offer proposed a change that a moderator must see first."""


class OfferRevisionRefused(OfferEvent):
    """A moderator refused a proposed change; the published offer stands."""


class OfferChanged(OfferEvent):
    """The public face of a published offer changed."""


class OfferWithdrawn(OfferEvent):
    """The owner took the offer back."""


class OfferExpired(OfferEvent):
    """The offer reached its end date."""


class OfferFulfilled(OfferEvent):
    """The owner reported the offer taken up."""


@dataclass(frozen=True, slots=True)
class ClearanceGranted(Event):
    """An account may read what is held back until an NDA. ``kind`` is ``need`` or ``offer``."""

    kind: str
    subject_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class ClearanceEnded(Event):
    """The clearance of an account ended."""

    kind: str
    subject_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class PostingsLoaded(Event):
    """The operator published a batch of needs or offers at once. ``kind`` is ``need`` or ``offer``."""

    kind: str
    subject_ids: tuple[str, ...]


# Everything after which the public face of a posting may differ from the index: flows subscribe to these.
NEED_INDEX_EVENTS = (NeedPublished, NeedChanged, NeedReturned, NeedWithdrawn, NeedExpired, NeedFulfilled)
OFFER_INDEX_EVENTS = (
    OfferPublished,
    OfferChanged,
    OfferReturned,
    OfferWithdrawn,
    OfferExpired,
    OfferFulfilled,
)
