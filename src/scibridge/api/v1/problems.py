"""/problems: what each problem type means, at the address that problem details name."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING
from scibridge.api.sentences import REFUSALS
from scibridge.api.v1.schemas.shared import Out
from scibridge.kernel.errors import NotFound
from scibridge.kernel.sentence_catalogue import ERRORS, REASONS

router = Router(tags=["service"], auth=READING)
_KNOWN = {**ERRORS, **REASONS, **REFUSALS}


class ProblemType(Out):
    """A type of problem; `%(…)s` in its sentence stands for what a single problem says."""

    code: str
    detail: str


@router.get(
    "/{code}", response=ProblemType, operation_id="read_problem_type", summary="What a problem type means"
)
def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """The sentence of a problem code, in the reader's language."""
    if code not in _KNOWN:
        raise NotFound(kind="problem", id=code)
    return respond(request, {"code": code, "detail": str(_KNOWN[code])})
