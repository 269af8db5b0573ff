"""What every page knows: this page in the other language, whether the world shown is fictional, the site."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.following.selectors import unread_count
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.bilingual import html_language
from scibridge.web.sections import SECTIONS

_OWN_NAMES = {"en": "English", "zh-hans": "中文"}
_OPEN_GRAPH_LOCALES = {"en": "en_GB", "zh-hans": "zh_CN"}
_FICTIONAL_SECONDS = 20
THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def in_language(path: str, code: str) -> str:
    """The address of the same page in the language ``code``; an address without a language goes to its
    home."""
    for known, _name in settings.LANGUAGES:
        prefix = f"/{known}/"
        if path.startswith(prefix):
            return f"/{code}/{path.removeprefix(prefix)}"
    return f"/{code}/"


def alternates(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in each language: code, own name, address, whether it is the one shown. ``bare`` addresses
    have no query."""
    active = get_language() or settings.LANGUAGE_CODE
    return [
        {
            "code": code,
            "lang": html_language(code),
            "name": _OWN_NAMES.get(code, code),
            "address": in_language(request.get_full_path(), code),
            "bare": in_language(request.path, code),
            "locale": _OPEN_GRAPH_LOCALES.get(code, code),
            "active": code == active,
        }
        for code, _name in settings.LANGUAGES
    ]


def _canonical(request: HttpRequest) -> str:
    """The one address of this page: without query, for what follows the path only narrows or counts; none for
    a page without a language, as an error may be."""
    known = any(request.path.startswith(f"/{code}/") for code, _name in settings.LANGUAGES)
    return f"{settings.SITE_ADDRESS}{request.path}" if known else ""


def is_fictional() -> bool:
    """Whether the demonstration world is loaded; asked of the database at most every twenty seconds."""
    known: bool | None = cache.get("web.fictional")
    if known is None:
        known = Organisation.objects.filter(fictional=True).exists()
        cache.set("web.fictional", known, _FICTIONAL_SECONDS)
    return known


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page."""
    pages = alternates(request)
    actor = getattr(request, "user", None)
    return {
        "site_address": settings.SITE_ADDRESS,
        "alternates": pages,
        "canonical": _canonical(request),
        "page_language": next((page["lang"] for page in pages if page["active"]), "en"),
        "theme": theme if (theme := request.COOKIES.get(THEME_COOKIE)) in THEMES else "",
        "fictional": is_fictional,
        "moderates": lambda: bool(is_moderator(actor)),
        "unread_notices": lambda: unread_count(actor),
        "page_path": request.get_full_path(),
        "sections": SECTIONS,
    }
