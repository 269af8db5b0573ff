"""/offers, and the needs one may answer."""

from django.http import HttpRequest, HttpResponse
from ninja import Query

from scibridge.api.bodies import respond
from scibridge.api.callers import viewer
from scibridge.api.v1.parameters import only_known
from scibridge.api.v1.postings import UNREAD, Shelf, build
from scibridge.api.v1.schemas.match import LimitOnly, MatchListOut
from scibridge.api.v1.schemas.offers import OfferChange, OfferIn, OfferList, OfferOut
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange.access import visible_offer, visible_offers
from scibridge.domain.exchange.explanations import match_list_json
from scibridge.domain.exchange.selectors import get_offer, needs_for_offer, offers_known_to, offers_of
from scibridge.domain.exchange.services import OFFERS
from scibridge.domain.exchange.states import OfferKind

router = build(
    Shelf(
        noun="offer",
        scope=Scope.WRITE_OFFERS,
        desk=OFFERS,
        kinds=OfferKind,
        get=get_offer,
        known_to=offers_known_to,
        of=offers_of,
        visible=visible_offer,
        visible_all=visible_offers,
        fields=OfferIn,
        change=OfferChange,
        out=OfferOut,
        page=OfferList,
    )
)


@router.get(
    "/{public_id}/needs",
    response={200: MatchListOut, **UNREAD},
    operation_id="match_one_offer",
    summary="Published needs it may answer, with the reasons",
)
def needs(request: HttpRequest, public_id: str, filters: Query[LimitOnly]) -> HttpResponse:
    """Needs for an offer, from what this reader may see of it."""
    only_known(request, LimitOnly)
    found = needs_for_offer(get_offer(public_id, viewer(request)), viewer(request), limit=filters.limit)
    return respond(request, match_list_json(found))
