"""Version 1 of the HTTP API: ``api`` is what the addresses refer to."""

from django.http import HttpRequest
from ninja import NinjaAPI, Schema, Swagger

import scibridge

__all__ = ["api"]


class Health(Schema):
    """That the service answers, and its version."""

    status: str
    version: str


# The validator badge would send the address of the schema to an outside service.
api = NinjaAPI(
    title="SciBridge API",
    version=scibridge.__version__,
    urls_namespace="api-v1",
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": True}),
)


@api.get("/health", response=Health, summary="Whether the service answers", auth=None)
def health(request: HttpRequest) -> Health:
    """The service answers."""
    return Health(status="ok", version=scibridge.__version__)
