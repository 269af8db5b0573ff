"""The picture of the world: its dots as files that browsers may keep, and what the home page says of it."""

import gzip
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from scibridge.flows.world.picture import CELLS, CENTRES, THEMES, DrawnArc, World, current, drawing

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ShownWorld:
    """The picture as one reader sees it."""

    world: World
    view: str

    @property
    def arcs(self) -> tuple[DrawnArc, ...]:
        """The arcs of this view."""
        return self.world.arcs[self.view]


def shown_world() -> ShownWorld:
    """The world with the ocean in the middle that the reader's maps have there."""
    return ShownWorld(current(), "pacific" if (get_language() or "").startswith("zh") else "atlantic")


@require_safe
def dots(request: HttpRequest, key: str, view: str, size: str, theme: str) -> HttpResponse:
    """One drawing of the dots. Its address changes with its content, so it never does."""
    known = view in CENTRES and size in CELLS and theme in THEMES
    content = drawing(key, view, size, theme) if known else None
    if content is None:
        raise Http404
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(content, content_type="image/svg+xml")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(content), content_type="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
