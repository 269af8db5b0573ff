"""State machines, decisions and events."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from scibridge.kernel.access import Decision, allow, refuse
from scibridge.kernel.errors import IllegalTransition, NotAllowed
from scibridge.kernel.events import Event, emit, subscribe
from scibridge.kernel.workflow import Machine


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


MACHINE = Machine(
    "door",
    {
        Door.OPEN: frozenset({Door.SHUT}),
        Door.SHUT: frozenset({Door.OPEN, Door.LOCKED}),
    },
)


@pytest.mark.parametrize("source", Door)
@pytest.mark.parametrize("target", Door)
def test_only_declared_transitions_are_legal(source: Door, target: Door) -> None:
    legal = (source, target) in {(Door.OPEN, Door.SHUT), (Door.SHUT, Door.OPEN), (Door.SHUT, Door.LOCKED)}
    assert MACHINE.may(source, target) is legal
    if legal:
        MACHINE.check(source, target)
    else:
        with pytest.raises(IllegalTransition) as caught:
            MACHINE.check(source, target)
        assert caught.value.data == {"machine": "door", "source": source.value, "target": target.value}


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (allow("owner") | allow("moderator"), Decision(True, "owner")),
        (refuse("owners_only") | allow("moderator"), Decision(True, "moderator")),
        (refuse("owners_only") | refuse("moderators_only"), Decision(False, "owners_only")),
        (allow("owner") & allow("signed_in"), Decision(True, "signed_in")),
        (allow("owner") & refuse("sign_in_first"), Decision(False, "sign_in_first")),
        (refuse("owners_only") & refuse("sign_in_first"), Decision(False, "owners_only")),
    ],
)
def test_decisions_compose(decision: Decision, expected: Decision) -> None:
    assert decision == expected


def test_a_refusal_carries_its_reason() -> None:
    allow("owner").require()
    with pytest.raises(NotAllowed) as caught:
        refuse("owners_only").require(id="n1")
    assert (caught.value.reason, caught.value.data) == ("owners_only", {"reason": "owners_only", "id": "n1"})


@dataclass(frozen=True, slots=True)
class DoorShut(Event):
    door_id: str


def test_handlers_get_the_event_once_each_and_errors_reach_the_emitter() -> None:
    seen: list[str] = []

    def note(event: DoorShut) -> None:
        seen.append(event.door_id)

    def veto(event: DoorShut) -> None:
        if event.door_id == "jammed":
            raise RuntimeError(event.door_id)

    subscribe(DoorShut, note)
    subscribe(DoorShut, note)
    subscribe(DoorShut, veto)
    emit(DoorShut("front"))
    assert seen == ["front"]
    with pytest.raises(RuntimeError, match="jammed"):
        emit(DoorShut("jammed"))
