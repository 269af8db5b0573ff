"""/needs, and the answers to one."""

from django.http import HttpRequest, HttpResponse
from ninja import Query

from scibridge.api.bodies import respond
from scibridge.api.callers import viewer
from scibridge.api.v1.match import asking_of
from scibridge.api.v1.parameters import only_known
from scibridge.api.v1.postings import UNREAD, Shelf, build
from scibridge.api.v1.schemas.match import AskingFilters, MatchListOut
from scibridge.api.v1.schemas.needs import NeedChange, NeedIn, NeedList, NeedOut
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange.access import visible_need, visible_needs
from scibridge.domain.exchange.explanations import match_list_json
from scibridge.domain.exchange.selectors import answers_to, get_need, needs_known_to, needs_of
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.exchange.states import NeedKind

router = build(
    Shelf(
        noun="need",
        scope=Scope.WRITE_NEEDS,
        desk=NEEDS,
        kinds=NeedKind,
        get=get_need,
        known_to=needs_known_to,
        of=needs_of,
        visible=visible_need,
        visible_all=visible_needs,
        fields=NeedIn,
        change=NeedChange,
        out=NeedOut,
        page=NeedList,
    )
)


@router.get(
    "/{public_id}/matches",
    response={200: MatchListOut, **UNREAD},
    operation_id="match_one_need",
    summary="Who and what can answer it, with the reasons",
)
def matches(request: HttpRequest, public_id: str, filters: Query[AskingFilters]) -> HttpResponse:
    """Answers to a need, from what this reader may see of it."""
    only_known(request, AskingFilters)
    need = get_need(public_id, viewer(request))
    asking = asking_of(filters)
    found = answers_to(
        need,
        viewer(request),
        kinds=asking.kinds,
        filters=asking.filters,
        limit=asking.limit,
        offset=asking.offset,
    )
    return respond(request, match_list_json(found))
