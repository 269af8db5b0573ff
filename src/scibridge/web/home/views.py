"""The home page and the standing pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One search box, what this is, and what is new."""
    return render(request, "web/home/home.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the platform is and for whom."""
    return render(request, "web/home/about.html")


@require_safe
def matching_help(request: HttpRequest) -> HttpResponse:
    """How matching works, in plain words."""
    return render(request, "web/home/help.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and why."""
    return render(request, "web/home/privacy.html")
