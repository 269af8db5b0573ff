"""The page of a bibliographic record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scibridge.web.registry import corpus, landing
from scibridge.web.shared import shared

MOST_AUTHORS = 60
MOST_IN_ATLAS = 8


@require_safe
@shared
def work(request: HttpRequest, work_id: str) -> HttpResponse:
    """One work: abstract, authors and their organisations, topics, where to read it."""
    found = corpus.work(work_id)
    affiliations = {one.id or one.name: one for author in found.authors for one in author.organisations}
    context = {
        "record": found,
        "landing": landing.work(found),
        "authors": found.authors[:MOST_AUTHORS],
        "authors_in_atlas": [one for one in found.authors if one.id][:MOST_IN_ATLAS],
        "more_authors": max(0, found.author_count - MOST_AUTHORS),
        "organisations": list(affiliations.values())[:MOST_AUTHORS],
        "topics": [topic for topic in found.topics if topic.name][:8],
    }
    return render(request, "web/registry/work.html", context)
