"""What may be done with a posting now, as buttons; and doing it, by POST alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from scibridge.domain.exchange import access
from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.states import MACHINE, State
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.sentences import field_sentence
from scibridge.web.exchange.trade import Trade
from scibridge.web.labels import label
from scibridge.web.signed_in import actor_of


@dataclass(frozen=True, slots=True)
class Step:
    """A button: its code in the address, its words, from which states it may be taken, what it says after."""

    code: str
    words: Any
    sources: frozenset[State]
    done: Any
    run: Callable[[Any, Any, Any], Any]
    grave: bool = False


def _from(target: State) -> frozenset[State]:
    return frozenset(source for source in State if MACHINE.may(source, target))


_STEPS = (
    Step(
        "submit",
        _("Submit for publication"),
        _from(State.SUBMITTED),
        _("Submitted. A moderator looks at it; you get the answer here."),
        lambda desk, row, actor: desk.submit(row, actor=actor),
    ),
    Step(
        "renew",
        _("Publish it again"),
        frozenset({State.EXPIRED}),
        _("Published again."),
        lambda desk, row, actor: desk.renew(row, actor=actor),
    ),
    Step(
        "fulfil",
        _("Mark as fulfilled"),
        _from(State.FULFILLED),
        _("Marked as fulfilled. It stays readable and is no longer matched."),
        lambda desk, row, actor: desk.fulfil(row, actor=actor),
        grave=True,
    ),
    Step(
        "take-back",
        _("Make it a draft again"),
        _from(State.DRAFT),
        _("It is a draft again."),
        lambda desk, row, actor: desk.take_back(row, actor=actor),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        _from(State.WITHDRAWN),
        _("Withdrawn. Nobody else sees it any more."),
        lambda desk, row, actor: desk.withdraw(row, actor=actor),
        grave=True,
    ),
)
_BY_CODE = {step.code: step for step in _STEPS}


def steps_for(posting: Posting, actor: Any) -> list[Step]:
    """The buttons this reader has on this posting now."""
    if not access.can_edit(posting, actor):
        return []
    return [step for step in _STEPS if State(posting.state) in step.sources]


@require_POST
def take(request: HttpRequest, trade: Trade, public_id: str, step: str) -> HttpResponse:
    """Take a step. What the posting lacks for it is said on the form that can mend it."""
    actor = actor_of(request)
    chosen = _BY_CODE.get(step)
    if chosen is None:
        raise Http404
    row = trade.get(public_id, actor)
    try:
        chosen.run(trade.desk, row, actor)
    except InvalidInput as error:
        for problem in error.problems:
            name = label("posting_field", problem.field.split(".")[0])
            messages.error(request, f"{name}: {field_sentence(problem)}")
        return redirect(f"{trade.kind.value}_edit", public_id)
    messages.success(request, chosen.done)
    return redirect(trade.kind.value, public_id)
