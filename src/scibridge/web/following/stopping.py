"""The link of a mail: one look, one button, no account; and what mail programs send themselves (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scibridge.domain.following.selectors import linked_follow, linked_mails
from scibridge.domain.following.services import stop_by_link
from scibridge.kernel.errors import NotFound


@csrf_exempt  # The signature of the link is the proof; a mail program has no cookie to send.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks, POST stops at once. Who holds the link learns the name of what was followed, no more."""
    try:
        follow, cadence = linked_follow(link), ""
        name, ended = follow.name, follow.ended_at is not None
    except NotFound:
        _account, pace = linked_mails(link)
        cadence, name, ended = pace.value, "", False
    if request.method == "POST":
        stop_by_link(link, now=timezone.now())
        ended = True
    context = {
        "name": name,
        "cadence": cadence,
        "ended": ended,
        "done": request.method == "POST",
        "entrance": True,
    }
    response = render(request, "web/following/stop.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    # The address is the key: no other page is to learn it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
