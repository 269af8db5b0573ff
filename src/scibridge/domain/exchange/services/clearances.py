"""Who may read what waits for an NDA: granted and ended by the owner's side."""

from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import require_edit
from scibridge.domain.exchange.events import ClearanceEnded, ClearanceGranted
from scibridge.domain.exchange.models import NdaClearance, Posting
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services.writing import clean
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.events import emit


@transaction.atomic
def grant_clearance(posting: Posting, /, *, account: Account, actor: Account) -> NdaClearance:
    """Let ``account`` read everything, after an NDA; cleared already, nothing changes."""
    require_edit(posting, actor)
    if not account.is_active:
        raise InvalidInput([FieldProblem("account", "inactive")])
    # The posting's row is the lock: two grants at once give one clearance.
    type(posting).objects.select_for_update().get(pk=posting.pk)
    live = clearances_of(posting).filter(account=account).first()
    if live is not None:
        return live
    clearance = NdaClearance(
        kind=posting.KIND.value, subject_id=posting.public_id, account=account, granted_by=actor
    )
    clean(clearance)
    clearance.save()
    emit(ClearanceGranted(posting.KIND.value, posting.public_id, account.public_id))
    return clearance


@transaction.atomic
def end_clearance(posting: Posting, /, *, account: Account, actor: Account) -> None:
    """End a clearance; none live, nothing changes."""
    require_edit(posting, actor)
    if clearances_of(posting).filter(account=account).update(ended_at=timezone.now()):
        emit(ClearanceEnded(posting.KIND.value, posting.public_id, account.public_id))
