"""Where a file stands, what it is for, and the limits. Owns codes; refuses labels and rows."""

from enum import StrEnum

from scibridge.domain.exchange.states import State as PostingState
from scibridge.kernel.workflow import Machine


class Standing(StrEnum):
    """Whether others than its own side and moderators may see a file."""

    WAITING = "waiting"
    OPEN = "open"
    REFUSED = "refused"


# What was open waits again when it is to be shown to more readers than before.
MACHINE = Machine(
    "attachment",
    {
        Standing.WAITING: frozenset({Standing.OPEN, Standing.REFUSED}),
        Standing.OPEN: frozenset({Standing.WAITING}),
        Standing.REFUSED: frozenset({Standing.OPEN, Standing.WAITING}),
    },
)


class Purpose(StrEnum):
    """What a file is for."""

    EVIDENCE = "evidence"
    DRAWING = "drawing"
    DATA_SHEET = "data_sheet"
    OTHER = "other"


MOST_FILES = 20
MOST_A_DAY = 100
# While a posting is being judged, nothing of it moves.
FILED_IN = frozenset({PostingState.DRAFT, PostingState.RETURNED, PostingState.PUBLISHED})
