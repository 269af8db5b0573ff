"""Answers, kept matches and comparisons as files: a table in the reader's language, or the API's own JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.explanations import match_list_json, write
from scibridge.domain.exchange.match_words import LANGUAGES, ONE_OF_KIND, OUTCOMES, STAGES
from scibridge.domain.exchange.selectors import (
    Backer,
    backers_of,
    get_need,
    ordered_answers,
    stored_matches,
)
from scibridge.domain.exchange.visible import OfferView
from scibridge.engines.matching.documents import MustHave
from scibridge.engines.matching.explanation import Match, MatchList, Verdict
from scibridge.kernel.bilingual import show
from scibridge.kernel.countries import country_name
from scibridge.web.addresses import document_address
from scibridge.web.downloads import csv_file, json_file
from scibridge.web.labels import label
from scibridge.web.match.answers import Reason, reasons_of
from scibridge.web.match.asking import ASKED_KINDS, engine_query, read_asking
from scibridge.web.match.comparing import Column, Comparison, read_comparison
from scibridge.web.match.marking import whole_of
from scibridge.web.match.questions import gaps_shown
from scibridge.web.rates import rated
from scibridge.web.signed_in import actor_of
from scibridge.web.words import condition_in_words

MOST_OF_ONE_KIND: Final = 100
MOST_OF_EACH_KIND: Final = 20


def _listed(words: Sequence[str]) -> str:
    return "; ".join(words)


def _names(backers: Sequence[Backer]) -> str:
    return _listed([show(one.name).text or one.name.get("", "") for one in backers])


def _told(reasons: Sequence[Reason]) -> str:
    return _listed(
        [f"{one.asked} → {one.bridge.target}" if one.bridge is not None else one.asked for one in reasons]
    )


def verdict_cell(verdict: Verdict) -> str:
    """A verdict with the words it rests on."""
    outcome = str(OUTCOMES[verdict.outcome])
    return f"{outcome}: {verdict.quote}" if verdict.quote else outcome


def _header(must_haves: Sequence[MustHave]) -> list[str]:
    return [
        _("No."),
        _("Kind"),
        _("Title"),
        _("Language"),
        _("Who stands behind it"),
        _("Country or region"),
        _("Year"),
        _("Stage"),
        _("Readiness (TRL)"),
        *map(condition_in_words, must_haves),
        _("Why this answer"),
        _("What it does not say"),
        _("Score"),
        _("Address"),
    ]


def _rows(matches: Sequence[Match], must_haves: Sequence[MustHave]) -> Iterator[list[Any]]:
    backers = backers_of(matches)
    for number, match in enumerate(matches, start=1):
        title, explanation = show(match.title), match.explanation
        address = document_address(match.id)
        yield [
            number,
            ONE_OF_KIND[match.kind],
            title.text,
            _listed([str(LANGUAGES[code]) for code in match.title if code in LANGUAGES]),
            _names(backers[match.id]),
            _listed([country_name(code) for code in match.countries]),
            match.year,
            STAGES[match.stage] if match.stage is not None else "",
            match.readiness,
            *(verdict_cell(one) for one in explanation.verdicts),
            *[""] * (len(must_haves) - len(explanation.verdicts)),
            _told(reasons_of(explanation.terms, whole_of(explanation))),
            _listed([one.says for one in gaps_shown(explanation.gaps)]),
            round(match.score, 4),
            f"{settings.SITE_ADDRESS}{address}" if address else "",
        ]


@require_safe
@rated
def answers_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The best answers to the words in the address, under its filters and in its order."""
    asking = read_asking(request)
    limit = MOST_OF_EACH_KIND if asking.kind is None else MOST_OF_ONE_KIND
    query = engine_query(asking, ASKED_KINDS if asking.kind is None else (asking.kind,), limit=limit)
    nothing = MatchList((), 0, {}, (), "")
    found = ordered_answers(query, asking.order, counted=form == "json") if asking.text else nothing
    if form == "json":
        return json_file("answers", match_list_json(found))
    return csv_file("answers", _header(found.must_haves), _rows(found.matches, found.must_haves))


@require_safe
@never_cache
def kept_file(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """The answers kept for a need, for its own side."""
    actor = actor_of(request)
    kept = stored_matches(get_need(public_id, actor), actor)
    if form == "json":
        at = kept.computed_at.isoformat() if kept.computed_at else None
        return json_file("matches", write(replace(kept, computed_at=None)) | {"computed_at": at})
    must_haves = [one.must_have for one in kept.matches[0].explanation.verdicts] if kept.matches else []
    return csv_file("matches", _header(must_haves), _rows(kept.matches, must_haves))


def _rights(offer: OfferView | None) -> str:
    if offer is None:
        return ""
    if "rights" in offer.withheld:
        return _("Held back")
    return _listed([str(label("right", one.right)) for one in offer.rights or ()])


def _comparison_rows(columns: Sequence[Column], comparison: Comparison) -> Iterator[list[Any]]:
    documents = [one.candidate.document for one in columns]
    yield [_("Kind"), *(ONE_OF_KIND[one.kind] for one in documents)]
    yield [_("Who stands behind it"), *(_names(one.candidate.backers) for one in columns)]
    countries = [_listed([country_name(code) for code in one.countries]) for one in documents]
    yield [_("Country or region"), *countries]
    yield [_("Year"), *(one.year for one in documents)]
    yield [_("Readiness (TRL)"), *(one.readiness for one in documents)]
    for row in comparison.rows:
        yield [condition_in_words(row.must_have), *(verdict_cell(cell.verdict) for cell in row.cells)]
    yield [_("Why this answer"), *(_told(one.reasons) for one in columns)]
    yield [_("What it does not say"), *(_listed([gap.says for gap in one.gaps]) for one in columns)]
    if any(one.offer is not None for one in columns):
        offers = [one.offer for one in columns]
        yield [_("Protection"), *(label("ip_status", one.ip_status) if one else "" for one in offers)]
        yield [_("Rights offered"), *(_rights(one) for one in offers)]
        yield [
            _("Export control"),
            *(label("export_control", one.export_control) if one else "" for one in offers),
        ]
    yield [_("Address"), *(f"{settings.SITE_ADDRESS}{one.address}" if one.address else "" for one in columns)]


def _comparison(comparison: Comparison, form: str) -> HttpResponseBase:
    columns = comparison.columns
    if form == "json":
        content = {
            "must_haves": write(comparison.query.must_haves),
            "candidates": [
                {
                    "id": one.candidate.document.id,
                    "match": write(one.candidate.match),
                    "verdicts": write(one.candidate.verdicts),
                }
                for one in columns
            ],
        }
        return json_file("comparison", content)
    header = [_("Comparison"), *(one.title.text for one in columns)]
    return csv_file("comparison", header, _comparison_rows(columns, comparison))


@require_safe
@rated
def comparison_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The comparison in the address, for a need in words."""
    return _comparison(read_comparison(request), form)


@require_safe
@rated
def need_comparison_file(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """The comparison in the address, for a need on the platform."""
    return _comparison(read_comparison(request, public_id), form)
