"""Finding answers to a need and keeping them for its own side."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import require_edit
from scibridge.domain.exchange.explanations import write_match
from scibridge.domain.exchange.models import Match, Need
from scibridge.domain.exchange.queries import ANSWER_KINDS
from scibridge.domain.exchange.selectors import answers_to
from scibridge.engines.matching.documents import Filters, Kind
from scibridge.engines.matching.explanation import MatchList
from scibridge.kernel.errors import Conflict


def match_need(
    need: Need,
    /,
    *,
    actor: Account,
    kinds: Sequence[Kind] = ANSWER_KINDS,
    filters: Filters | None = None,
    limit: int = 20,
) -> MatchList:
    """Find answers to a need, published or not, and keep them in place of the last run's.

    For the need's own side; others ask ``selectors.answers_to``. The search runs before the transaction
    that stores it. Raises NotFound, NotAllowed, the index's own errors, and Conflict if the need changed
    meanwhile.
    """
    asked = Need.objects.select_related("organisation", "owner").get(pk=need.pk)
    require_edit(asked, actor)
    found = answers_to(asked, actor, kinds=kinds, filters=filters, limit=limit)
    _store(asked, found)
    return found


@transaction.atomic
def _store(need: Need, found: MatchList) -> None:
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if locked.version != need.version:
        raise Conflict(
            reason="changed_meanwhile", id=need.public_id, expected=need.version, actual=locked.version
        )
    now = timezone.now()
    Match.objects.filter(need=locked).delete()
    rows = []
    for match in found.matches:
        answer, explanation = write_match(match)
        rows.append(
            Match(
                need=locked,
                need_version=locked.version,
                document_id=match.id,
                kind=match.kind.value,
                rank=match.rank,
                score=match.score,
                answer=answer,
                explanation=explanation,
                scorer=found.scorer,
                computed_at=now,
            )
        )
    Match.objects.bulk_create(rows)
