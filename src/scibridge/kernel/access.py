"""Who may: an answer is a decision with a reason code, never a bare truth value.

Each app composes named predicates into ladders in its own ``access`` module.
"""

from dataclasses import dataclass

from scibridge.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, and why. Truth value: allowed."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed

    def __or__(self, other: "Decision") -> "Decision":
        """The first that allows; else the first refusal."""
        return self if self.allowed or not other.allowed else other

    def __and__(self, other: "Decision") -> "Decision":
        """The first that refuses; else the last."""
        return other if self.allowed else self

    def require(self, **data: object) -> None:
        """Raise :class:`NotAllowed` with the reason unless allowed."""
        if not self.allowed:
            raise NotAllowed(self.reason, **data)


def allow(reason: str) -> Decision:
    """An allowing decision."""
    return Decision(True, reason)


def refuse(reason: str) -> Decision:
    """A refusing decision."""
    return Decision(False, reason)
