"""Finding anything on the platform: the index, less what has changed since it was written.

Only what every visitor may read is in the index, so the answer is the same for every reader. What waits to be
written again does not answer: what was withdrawn a moment ago is gone at once, from lists and from counts.
"""

from collections.abc import Sequence
from dataclasses import replace

from scibridge.domain.indexing.selectors import current_index, waiting_among, waiting_ids
from scibridge.engines.matching import finding
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.finding import Findings, Found
from scibridge.engines.naming.writing import Asked

KINDS = (Kind.ORGANISATION, Kind.PERSON, Kind.NEED, Kind.OFFER, Kind.FACILITY, Kind.WORK)
# An import changes organisations by the ten thousand, and shows nothing of them that was hidden before: those
# are looked up among the answers instead.
_FEW_WAIT = (Kind.PERSON, Kind.NEED, Kind.OFFER, Kind.FACILITY)


def find_anything(text: str, *, limit: int, offset: int = 0, kind: Kind | None = None) -> Findings:
    """What answers, of every kind or opened for one, with the number of every kind.

    Raises the index's own error where there is none.
    """
    found = finding.find(
        current_index().snapshot,
        text,
        KINDS,
        limit=limit,
        offset=offset,
        opened=None if kind is None else (kind,),
        without=waiting_ids(_FEW_WAIT),
    )
    gone = _changed([one for group in found.groups for one in group.found])
    if not gone:
        return found
    groups = tuple(
        replace(
            group,
            count=group.count - sum(one.document.id in gone for one in group.found),
            found=tuple(one for one in group.found if one.document.id not in gone),
        )
        for group in found.groups
    )
    return replace(found, groups=groups)


def suggest_anything(text: str, *, limit: int) -> tuple[Asked, list[Found]]:
    """Names while someone types. Raises the index's own error where there is none."""
    snapshot = current_index().snapshot
    asked, found = finding.suggest(snapshot, text, KINDS, limit=limit, without=waiting_ids(_FEW_WAIT))
    gone = _changed(found)
    return asked, [one for one in found if one.document.id not in gone]


def _changed(found: Sequence[Found]) -> frozenset[str]:
    return waiting_among([one.document.id for one in found])
