"""State machines as data: a table of legal transitions and one check. Services alone write a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from scibridge.kernel.errors import IllegalTransition

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[State]):
    """A named machine: from each state, the states it may go to."""

    name: str
    transitions: Mapping[State, frozenset[State]]

    def may(self, source: State, target: State) -> bool:
        """Whether ``source`` may go to ``target``."""
        return target in self.transitions.get(source, frozenset())

    def check(self, source: State, target: State) -> None:
        """Raise :class:`IllegalTransition` unless ``source`` may go to ``target``."""
        if not self.may(source, target):
            raise IllegalTransition(self.name, source.value, target.value)
