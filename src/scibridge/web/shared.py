"""Pages that every visitor sees alike are made once and shown to the next one too, until anything changes.

Owns what makes two visitors alike: no cookie that tells them apart, the same address, language and theme, and
whether htmx asks. A page is kept under the revision of the database, the version of the index and the tables
of the atlas it was made from, and for a minute at most, for what the clock changes. Whoever is signed in is
never shown a kept page, nor kept one of.
"""

import functools
import hashlib
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from scibridge.domain.indexing.selectors import current_index
from scibridge.engines.atlas.manifest import FILE as MANIFEST
from scibridge.engines.atlas.science import FILE as SCIENCE
from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.revisions import revision
from scibridge.web.context import THEME_COOKIE, THEMES

View = Callable[..., HttpResponseBase]
KEPT_SECONDS: Final = 60
_QUICKLY: Final = 1
_TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(")')
_TOKEN_NAME: Final = b"csrfmiddlewaretoken"
# No address holds a NUL, and pages say nothing with one.
_EMPTY: Final = rb"\1\0csrf\0\2"
_PLACE: Final = b"\0csrf\0"
# Whoever brings any other cookie is someone in particular: signed in, told something, writing something.
_ALIKE: Final = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE}


def shared(view: View) -> View:
    """The view, which may not look at anything of a visitor but address, language and theme."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        kept: tuple[bytes, dict[str, str]] | None = caches["pages"].get(key)
        if kept is None:
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponse) and _is_for_all(request, response):
                body = response.content
                if _TOKEN_NAME in body:
                    body = _TOKEN.sub(_EMPTY, body)
                kept = (zlib.compress(body, _QUICKLY), dict(response.headers))
                caches["pages"].set(key, kept, KEPT_SECONDS)
            return response
        packed, headers = kept
        body = zlib.decompress(packed)
        if _PLACE in body:
            body = body.replace(_PLACE, get_token(request).encode("ascii"))
        response = HttpResponse(body, headers=headers)
        patch_vary_headers(response, ("Cookie",))
        return response

    return shown


def _key(request: HttpRequest) -> str | None:
    if request.method != "GET":
        return None
    if not _ALIKE.issuperset(request.COOKIES):
        return None
    made_from = revision()
    if made_from is None:
        return None
    try:
        index = current_index().version
    except ScibridgeError:
        index = ""
    theme = request.COOKIES.get(THEME_COOKIE)
    alike = (
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        bool(getattr(request, "htmx", False)),
        get_language(),
        theme if theme in THEMES else "",
        made_from,
        index,
        _atlas_written(),
    )
    return hashlib.sha256(repr(alike).encode("utf-8", "replace")).hexdigest()


def _atlas_written() -> tuple[int, ...]:
    """When the tables of the atlas and those of all of science were last replaced; 0 where there are none."""
    return tuple(_written(settings.ATLAS_DIRECTORY / name) for name in (MANIFEST, SCIENCE))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.cookies and not request.session.modified
