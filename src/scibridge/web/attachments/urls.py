"""Addresses of files, under the needs and offers they lie beside."""

from django.urls import path

from scibridge.web.attachments import moderation, views
from scibridge.web.exchange.trade import NEEDS, OFFERS, Trade


def _paths(one: Trade) -> list[object]:
    kind = one.kind.value
    at = f"{one.many}/<slug:public_id>/files/"
    file = f"{at}<slug:file_id>/"
    return [
        path(at, views.files, {"trade": one}, name=f"{kind}_files"),
        path(file, views.send, {"trade": one}, name=f"{kind}_file"),
        path(f"{file}change/", views.change, {"trade": one}, name=f"{kind}_file_change"),
        path(f"{file}remove/", views.remove, {"trade": one}, name=f"{kind}_file_remove"),
    ]


urlpatterns = [
    *_paths(NEEDS),
    *_paths(OFFERS),
    path("moderation/files/", moderation.waiting, name="moderation_files"),
    path(
        "moderation/files/<slug:kind>/<slug:public_id>/<slug:file_id>/",
        moderation.decide,
        name="moderate_file",
    ),
]
