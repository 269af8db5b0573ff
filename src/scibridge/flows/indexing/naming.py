"""Which documents carry the name of an organisation, and so change when it does."""

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.registry.models import Affiliation, Facility


def documents_naming_organisation(public_id: str) -> list[str]:
    """Ids of its facilities, of the people affiliated with it, and of its needs and offers."""
    facilities = Facility.objects.filter(organisation__public_id=public_id)
    people = Affiliation.objects.filter(organisation__public_id=public_id)
    return [
        *(f"facility:{one}" for one in facilities.values_list("public_id", flat=True)),
        *(f"person:{one}" for one in people.values_list("person__public_id", flat=True).distinct()),
        *(
            f"{model.KIND}:{one}"
            for model in (Need, Offer)
            for one in model.objects.filter(organisation__public_id=public_id).values_list(
                "public_id", flat=True
            )
        ),
    ]
