"""What is asked for without a language: the entrance, robots, the map of the site, health, the icon."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

_NOT_FOR_ROBOTS = ("admin", "accounts", "me", "match", "moderation", "stop")


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """To the home page in the reader's language."""
    language = getattr(request.user, "language", "") or get_language_from_request(request)
    known = [code for code, _name in settings.LANGUAGES]
    response = HttpResponseRedirect(f"/{language if language in known else settings.LANGUAGE_CODE}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; searches, forms and accounts are not for robots."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code, _name in settings.LANGUAGES:
        lines += [f"Disallow: /{code}/{part}/" for part in _NOT_FOR_ROBOTS]
    lines += ["Disallow: /api/", f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """To the icon's real place."""
    return HttpResponseRedirect(static("web/icon.svg"))
