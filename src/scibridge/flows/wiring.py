"""The one place where events of the apps meet their consequences.

Every handler runs in the transaction that emitted the event.
"""

from collections.abc import Iterable

from django.utils import timezone

from scibridge.domain.attachments.services import open_presented, present_files
from scibridge.domain.exchange import events as exchange
from scibridge.domain.exchange.services import follow_merged_organisation
from scibridge.domain.following import services as following
from scibridge.domain.indexing.services import mark_changed
from scibridge.domain.invitations import events as invitations
from scibridge.domain.invitations.services import follow_merged_organisation as move_invitations
from scibridge.domain.invitations.tasks import deliver_invitation
from scibridge.domain.registry import events as registry
from scibridge.domain.registry.tasks import deliver_message, tell_outcome, tell_representation
from scibridge.flows.indexing.naming import documents_naming_organisation
from scibridge.flows.indexing.tasks import request_update
from scibridge.kernel.events import subscribe


def _reindex(document_ids: Iterable[str]) -> None:
    """Note that documents may differ from the index, and have the worker look."""
    if mark_changed(document_ids):
        request_update()


def _need(event: exchange.NeedEvent) -> None:
    _reindex([f"need:{event.need_id}"])


def _offer(event: exchange.OfferEvent) -> None:
    _reindex([f"offer:{event.offer_id}"])


def _postings_loaded(event: exchange.PostingsLoaded) -> None:
    _reindex(f"{event.kind}:{public_id}" for public_id in event.subject_ids)


def _organisation(event: registry.OrganisationChanged) -> None:
    _reindex([f"organisation:{event.organisation_id}", *documents_naming_organisation(event.organisation_id)])


def _organisations_imported(event: registry.OrganisationsImported) -> None:
    _reindex(f"organisation:{public_id}" for public_id in event.organisation_ids)


def _organisations_merged(event: registry.OrganisationsMerged) -> None:
    follow_merged_organisation(gone_id=event.gone_id, survivor_id=event.survivor_id)
    following.follow_merged_organisation(
        gone_id=event.gone_id, survivor_id=event.survivor_id, now=timezone.now()
    )
    move_invitations(gone_id=event.gone_id, survivor_id=event.survivor_id, now=timezone.now())
    both = (event.gone_id, event.survivor_id)
    named = [one for public_id in both for one in documents_naming_organisation(public_id)]
    _reindex([*(f"organisation:{public_id}" for public_id in both), *named])


def _person(event: registry.PersonChanged) -> None:
    _reindex([f"person:{event.person_id}"])


def _people_registered(event: registry.PeopleRegistered) -> None:
    _reindex(f"person:{public_id}" for public_id in event.person_ids)


def _people_merged(event: registry.PeopleMerged) -> None:
    _reindex([f"person:{event.gone_id}", f"person:{event.survivor_id}"])


def _facility(event: registry.FacilityChanged) -> None:
    _reindex([f"facility:{event.facility_id}"])


def _facilities_registered(event: registry.FacilitiesRegistered) -> None:
    _reindex(f"facility:{public_id}" for public_id in event.facility_ids)


def _message(event: registry.MessageLeft) -> None:
    deliver_message.enqueue(event.message)


def _need_submitted(event: exchange.NeedSubmitted) -> None:
    present_files("need", event.need_id)


def _offer_submitted(event: exchange.OfferSubmitted) -> None:
    present_files("offer", event.offer_id)


def _need_published(event: exchange.NeedPublished) -> None:
    open_presented("need", event.need_id)


def _offer_published(event: exchange.OfferPublished) -> None:
    open_presented("offer", event.offer_id)


def _representation(event: registry.RepresentationDecided) -> None:
    tell_representation.enqueue(event.request)


def _invitation(event: invitations.InvitationSent) -> None:
    deliver_invitation.enqueue(event.mail)


def _correction(event: registry.CorrectionDecided) -> None:
    tell_outcome.enqueue(event.suggestion)


def connect() -> None:
    """Subscribe every handler; calling it again changes nothing."""
    for need_event in exchange.NEED_INDEX_EVENTS:
        subscribe(need_event, _need)
    for offer_event in exchange.OFFER_INDEX_EVENTS:
        subscribe(offer_event, _offer)
    subscribe(exchange.NeedSubmitted, _need_submitted)
    subscribe(exchange.OfferSubmitted, _offer_submitted)
    subscribe(exchange.NeedPublished, _need_published)
    subscribe(exchange.OfferPublished, _offer_published)
    subscribe(exchange.PostingsLoaded, _postings_loaded)
    subscribe(registry.OrganisationChanged, _organisation)
    subscribe(registry.OrganisationsImported, _organisations_imported)
    subscribe(registry.OrganisationsMerged, _organisations_merged)
    subscribe(registry.PersonChanged, _person)
    subscribe(registry.PeopleRegistered, _people_registered)
    subscribe(registry.PeopleMerged, _people_merged)
    subscribe(registry.FacilityChanged, _facility)
    subscribe(registry.FacilitiesRegistered, _facilities_registered)
    subscribe(registry.MessageLeft, _message)
    subscribe(registry.CorrectionDecided, _correction)
    subscribe(registry.RepresentationDecided, _representation)
    subscribe(invitations.InvitationSent, _invitation)
