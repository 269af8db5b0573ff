"""Addresses of match results, of one match, of comparisons, and of the files of each."""

from django.urls import path

from scibridge.web.downloads import FORMS
from scibridge.web.match import candidate, comparing, exporting, views

_NEED = "needs/<slug:public_id>/"
_FILES = (
    ("match/export/", exporting.answers_file, "match_export"),
    ("match/compare/export/", exporting.comparison_file, "match_compare_export"),
    (f"{_NEED}matches/export/", exporting.kept_file, "need_matches_export"),
    (f"{_NEED}compare/export/", exporting.need_comparison_file, "need_compare_export"),
)

urlpatterns = [
    path("match/", views.match, name="match"),
    path("match/group/", views.group, name="match_group"),
    path("match/compare/", comparing.for_words, name="match_compare"),
    path("match/answer/<str:document_id>/", candidate.for_words, name="match_answer"),
    path(f"{_NEED}compare/", comparing.for_need, name="need_compare"),
    *(
        path(f"{at}{form}/", view, {"form": form}, name=f"{name}_{form}")
        for at, view, name in _FILES
        for form in FORMS
    ),
    path(f"{_NEED}matches/<str:document_id>/", candidate.for_need, name="need_match"),
]
