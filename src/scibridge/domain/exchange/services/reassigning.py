"""Needs and offers of an organisation that was merged into another follow it there."""

from django.db import transaction
from django.utils import timezone

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.registry.models import Organisation


@transaction.atomic
def follow_merged_organisation(*, gone_id: str, survivor_id: str) -> int:
    """Move what stands in the name of one to the other (public ids), so that its representatives keep it.

    Returns how many moved. A reference that the survivor uses already gets the old id behind it. The rights
    to merge are the caller's to check.
    """
    survivor = Organisation.objects.get(public_id=survivor_id)
    moved = 0
    for model in (Need, Offer):
        held = model.objects.filter(organisation=survivor).exclude(external_reference="")
        taken = set(held.values_list("external_reference", flat=True))
        for posting in model.objects.select_for_update().filter(organisation__public_id=gone_id):
            if posting.external_reference in taken:
                longest = 100 - len(gone_id) - 3
                posting.external_reference = f"{posting.external_reference[:longest]} ({gone_id})"
            posting.organisation = survivor
            posting.version += 1
            posting.updated_at = timezone.now()
            posting.save(update_fields=["organisation", "external_reference", "version", "updated_at"])
            moved += 1
    return moved
