"""Version 1 of the HTTP API: ``api`` is what the addresses refer to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from ninja import NinjaAPI, Schema, Swagger

import scibridge
from scibridge.api.bodies import JsonParser, respond
from scibridge.api.callers import READING
from scibridge.api.edge import guarded, no_such_address
from scibridge.api.v1 import atlas, corpus, facilities, match, needs, offers, organisations, people, problems

__all__ = ["api"]


class Health(Schema):
    """That the service answers, and its version."""

    status: str
    version: str


class GuardedApi(NinjaAPI):
    """Every address goes through the edge, the unknown ones too; errors reach it unhandled."""

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for pattern in patterns:
            view: Any = pattern.callback
            pattern.callback = guarded(view)
        return [*patterns, re_path(r"^(?P<rest>.*)$", no_such_address, name="no-such-address")]

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Leave every error to the edge."""
        raise exc


# The validator badge would send the address of the schema to an outside service.
api = GuardedApi(
    title="SciBridge API",
    version=scibridge.__version__,
    description=(
        "State a need in Chinese or English and get the results, people, organisations and facilities that "
        "can answer it, each with its reasons. Errors are problem details (RFC 9457) in the language of "
        "Accept-Language (en, zh-Hans). Lists page by cursor: pass `next` of one page as `cursor` of the "
        "next. Reading what is public needs no account; a token is made on your account page."
    ),
    urls_namespace="api-v1",
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": True}),
    parser=JsonParser(),
    auth=READING,
)


@api.get(
    "/health",
    auth=None,
    response=Health,
    tags=["service"],
    operation_id="health",
    summary="Whether the service answers",
)
def health(request: HttpRequest) -> HttpResponse:
    """The service answers; nothing else is looked at."""
    return respond(request, {"status": "ok", "version": scibridge.__version__})


api.add_router("/match", match.router)
api.add_router("/needs", needs.router)
api.add_router("/offers", offers.router)
api.add_router("/organisations", organisations.router)
api.add_router("/people", people.router)
api.add_router("/facilities", facilities.router)
api.add_router("/atlas", atlas.router)
api.add_router("/problems", problems.router)
api.add_router("", corpus.router)
