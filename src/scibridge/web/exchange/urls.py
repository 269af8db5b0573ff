"""Addresses of needs and offers: the same set for both, under their own names."""

from django.urls import path

from scibridge.web.downloads import FORMS
from scibridge.web.exchange import beside, clearances, exporting, forms, keeping, pages, steps, trade


def _paths(one: trade.Trade) -> list[object]:
    kind, many = one.kind.value, one.many
    at = f"{many}/<slug:public_id>/"
    return [
        path(f"{many}/", pages.listing, {"trade": one}, name=many),
        *(
            path(
                f"{many}/export/{form}/",
                exporting.list_file,
                {"trade": one, "form": form},
                name=f"{many}_export_{form}",
            )
            for form in FORMS
        ),
        path(f"{many}/new/", forms.create, {"trade": one}, name=f"{kind}_new"),
        path(f"{many}/new/beside/", beside.beside, {"trade": one}, name=f"{kind}_new_beside"),
        path(f"{many}/new/keep/", keeping.keep, {"trade": one}, name=f"{kind}_new_keep"),
        path(f"{many}/new/discard/", keeping.discard, {"trade": one}, name=f"{kind}_new_discard"),
        path(at, pages.detail, {"trade": one}, name=kind),
        path(f"{at}edit/", forms.edit, {"trade": one}, name=f"{kind}_edit"),
        path(f"{at}edit/beside/", beside.beside, {"trade": one}, name=f"{kind}_edit_beside"),
        path(f"{at}edit/keep/", keeping.keep, {"trade": one}, name=f"{kind}_edit_keep"),
        path(f"{at}edit/discard/", keeping.discard, {"trade": one}, name=f"{kind}_edit_discard"),
        path(f"{at}history/", pages.past, {"trade": one}, name=f"{kind}_history"),
        path(f"{at}matches/", pages.matches, {"trade": one}, name=f"{kind}_matches"),
        path(f"{at}clearances/", clearances.clearances, {"trade": one}, name=f"{kind}_clearances"),
        path(
            f"{at}clearances/<int:number>/end/", clearances.end, {"trade": one}, name=f"{kind}_clearance_end"
        ),
        path(f"{at}do/<slug:step>/", steps.take, {"trade": one}, name=f"{kind}_step"),
    ]


urlpatterns = [*_paths(trade.NEEDS), *_paths(trade.OFFERS)]
