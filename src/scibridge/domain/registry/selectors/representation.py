"""Reads of requests to represent an organisation."""

from django.db.models import QuerySet

from scibridge.domain.accounts.access import is_moderator, organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.access import may_decide_representation
from scibridge.domain.registry.models import Organisation, RepresentationRequest
from scibridge.domain.registry.states import RepresentationState


def own_request(account: Account, organisation: Organisation) -> RepresentationRequest | None:
    """The account's last request for that organisation."""
    rows = RepresentationRequest.objects.filter(account=account, organisation=organisation)
    return rows.order_by("-asked_at", "-pk").first()


def requests_to_decide(account: Account) -> QuerySet[RepresentationRequest]:
    """Open requests this account may answer, oldest first: never its own."""
    rows = RepresentationRequest.objects.filter(state=RepresentationState.ASKED.value)
    rows = rows.exclude(account=account).select_related("account", "organisation")
    if is_moderator(account):
        return rows
    return rows.filter(organisation__public_id__in=organisations_of(account, Role.REPRESENTATIVE))


def request_to_read(account: Account, number: int) -> RepresentationRequest | None:
    """A request this account may answer, or has answered and still might; none for everybody else."""
    found = requests_to_decide(account).filter(pk=number).first()
    if found is not None:
        return found
    rows = RepresentationRequest.objects.select_related("account", "organisation")
    row = rows.filter(pk=number, decided_by=account).first()
    # What strangers said of themselves is not kept open to who was a moderator once.
    may_read = row is not None and may_decide_representation(account, row.organisation, row.account_id)
    return row if may_read else None
