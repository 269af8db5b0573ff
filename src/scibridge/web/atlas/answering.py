"""What can stand in the way of a page of the atlas, each with a page that says what to do."""

import functools
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from scibridge.engines.atlas.failures import REMEDY, AtlasAbsent, AtlasBroken, ScienceAbsent, UnitAbsent
from scibridge.engines.errors import UnknownOption
from scibridge.web.landing import Landing, crumb, from_home

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def answered(view: View) -> View:
    """The view; where there is no atlas, none that can be read, or nothing in it, a page that says so."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except AtlasAbsent:
            return _page(request, "absent", 200)
        except ScienceAbsent as problem:
            return _page(request, "science", 200, remedy=str(problem.data["remedy"]))
        except UnitAbsent:
            return _page(request, "nothing", 404)
        except UnknownOption as problem:
            return _page(request, "unknown", 400, value=str(problem.data["value"]))
        except AtlasBroken:
            logger.exception("the atlas cannot be read")
            return _page(request, "broken", 503)

    return shown


def _page(request: HttpRequest, why: str, status: int, value: str = "", remedy: str = "") -> HttpResponse:
    title = _("Atlas")
    steps = from_home() if why == "absent" else from_home(crumb(title, "atlas"))
    context = {
        "section": "atlas",
        "why": why,
        "value": value,
        "remedy": remedy or (REMEDY if why == "absent" else f"{REMEDY} --anew"),
        "without_query": request.path,
        "landing": Landing(title, crumbs=steps),
    }
    return render(request, "web/atlas/unanswered.html", context, status=status)
