"""Where a new need or offer begins: a pasted text, a DOI, a work of the open literature, or a blank page."""

import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.selectors import match_text
from scibridge.domain.exchange.selectors.unsaved import unsaved_forms
from scibridge.domain.exchange.services.keeping import keep_form
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.lake.records import Work
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import Match
from scibridge.engines.text.languages import CHINESE, detect
from scibridge.kernel.bilingual import Shown, bilingual, show
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, normalise
from scibridge.kernel.rates import Rate, count
from scibridge.kernel.sentences import sentence
from scibridge.sources.crossref import CrossrefWork, fetch_work
from scibridge.web.exchange.keeping import form_address
from scibridge.web.exchange.reading import LONGEST_SOURCE
from scibridge.web.exchange.trade import Trade
from scibridge.web.exchange.typed import begun
from scibridge.web.registry import corpus

_WORKS_SHOWN = 8
_LEAST_TOPIC_SCORE = 0.5
_MOST_TOPICS = 3
_LONGEST_SEARCH = 300
_DOI_RATE = Rate(30, 3600)
# Types of Crossref and OpenAlex that are not papers.
_KINDS = {"dataset": "dataset", "software": "software", "database": "dataset"}


class SourceForm(forms.Form):
    """The first screen: one box."""

    source = forms.CharField(
        label=gettext_lazy("Paste or write what you need"),
        max_length=LONGEST_SOURCE,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 9}),
    )


class DoiForm(forms.Form):
    """A paper begins with its DOI."""

    doi = forms.CharField(
        label="DOI",
        max_length=300,
        help_text=gettext_lazy("Such as 10.1038/s41586-020-2649-2, with or without https://doi.org/."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_doi(self) -> str:
        """In its normal form."""
        try:
            return normalise(Scheme.DOI, self.cleaned_data["doi"])
        except InvalidIdentifier:
            raise forms.ValidationError(
                _("This is no DOI. A DOI begins with 10. and has a slash, such as 10.1000/182.")
            ) from None


def start_page(
    request: HttpRequest,
    trade: Trade,
    actor: Account,
    *,
    source: SourceForm | None = None,
    doi: DoiForm | None = None,
    trouble: str = "",
    by_hand: str = "",
) -> HttpResponse:
    """The first screen, with what was begun and not saved."""
    words = " ".join(request.GET.get("works", "").replace("\x00", "").split())[:_LONGEST_SEARCH]
    found, no_search = _works(words) if words and trade.kind is Kind.OFFER else ((), "")
    bad = bool((source and source.errors) or (doi and doi.errors) or trouble)
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "source_form": source or SourceForm(),
        "doi_form": doi or DoiForm(),
        "trouble": trouble,
        "by_hand": by_hand,
        "words": words,
        "works": found,
        "no_search": no_search,
        "unsaved": [_unsaved(one) for one in unsaved_forms(actor, trade.kind, timezone.now())],
        "once": uuid4().hex,
    }
    return render(request, "web/exchange/start.html", context, status=400 if bad else 200)


def _unsaved(row: Any) -> dict[str, Any]:
    """A line for a form that was begun: its title, else the beginning of what was typed."""
    texts = {code: next(iter(row.data.get(f"title_{code}", [])), "") for code in ("en", "zh")}
    shown = show(texts)
    if not shown.text:
        begun_with = " ".join(next(iter(row.data.get("source", [])), "").split())[:80]
        language = "zh-Hans" if detect(begun_with) == CHINESE else "en"
        shown = Shown(begun_with, language, fallback=False)
    return {"key": row.key, "title": shown, "saved_at": row.saved_at}


def _works(words: str) -> tuple[tuple[Match, ...], str]:
    try:
        return match_text(words, kinds=(Kind.WORK,), limit=_WORKS_SHOWN, counted=False).matches, ""
    except ScibridgeError as error:
        return (), sentence(error)


def begin(request: HttpRequest, trade: Trade, actor: Account) -> HttpResponse:
    """A first screen that was sent: what it holds is kept at once, and the form opened on it."""
    if trade.kind is Kind.OFFER and "find_doi" in request.POST:
        return _begin_with_doi(request, trade, actor)
    form = SourceForm(request.POST)
    if not form.is_valid():
        return start_page(request, trade, actor, source=form)
    key = request.POST.get("once", "")[:64] or uuid4().hex
    data = {"source": [form.cleaned_data["source"]], "once": [key]}
    keep_form(actor=actor, kind=trade.kind, data=data, now=timezone.now(), key=key)
    return redirect(f"{form_address(trade)}?{urlencode({'form': key})}")


def _begin_with_doi(request: HttpRequest, trade: Trade, actor: Account) -> HttpResponse:
    form = DoiForm(request.POST)
    if not form.is_valid():
        return start_page(request, trade, actor, doi=form)
    doi = form.cleaned_data["doi"]
    known = corpus.find_work_by_doi(doi)
    if known is not None:
        return redirect(f"{form_address(trade)}?{urlencode({'work': known.id})}")
    if count(f"crossref:{actor.pk}", _DOI_RATE).exceeded:
        trouble = _("You looked up many DOIs in a short time. Wait a little, or begin with the DOI alone.")
        return start_page(request, trade, actor, doi=form, trouble=trouble, by_hand=doi)
    try:
        with crossref_client() as client:
            found = fetch_work(doi, client=client, pause=time.sleep, mail=settings.CROSSREF_MAIL)
    except ScibridgeError as error:
        return start_page(request, trade, actor, doi=form, trouble=sentence(error), by_hand=doi)
    if found is None:
        trouble = _("Neither the literature here nor Crossref knows this DOI. Check it for a typing error.")
        return start_page(request, trade, actor, doi=form, trouble=trouble, by_hand=doi)
    key = uuid4().hex
    data = begun(trade.form(content=_crossref_content(found)))
    kept = {name: list(values) for name, values in data.lists()}
    kept |= {"once": [key], "source": [found.abstract], "from_record": ["crossref"]}
    keep_form(actor=actor, kind=trade.kind, data=kept, now=timezone.now(), key=key)
    return redirect(f"{form_address(trade)}?{urlencode({'form': key})}")


def crossref_client() -> httpx.Client:
    """Who asks Crossref, by name, as its etiquette wants."""
    return httpx.Client(headers={"User-Agent": f"SciBridge ({settings.SITE_ADDRESS})"}, follow_redirects=True)


def _told(text: str) -> Any:
    """Words in the language they are in."""
    return bilingual(zh=text) if detect(text) == CHINESE else bilingual(en=text)


def _crossref_content(found: CrossrefWork) -> dict[str, Any]:
    identifiers = [{"scheme": "doi", "value": found.doi}]
    identifiers += [{"scheme": "spdx", "value": found.licence}] if found.licence else []
    return {
        "title": _told(found.title),
        "summary": _told(found.abstract),
        "kind": _KINDS.get(found.type, "paper"),
        "identifiers": identifiers,
    }


def work_content(work: Work) -> dict[str, Any]:
    """What a work of the open literature says of an offer made of it."""
    topics = [
        {"id": one.id, "name": {"en": one.name}}
        for one in work.topics
        if one.scheme == "topic" and one.score >= _LEAST_TOPIC_SCORE
    ]
    return {
        "title": _told(work.title),
        "summary": _told(work.abstract),
        "kind": _KINDS.get(work.type, "paper"),
        "keywords": _told("; ".join(work.keywords)) if work.keywords else bilingual(),
        "topics": topics[:_MOST_TOPICS],
        "identifiers": [{"scheme": "doi", "value": work.doi}] if work.doi else [],
    }


def first_data(request: HttpRequest, trade: Trade, choices: dict[str, Any]) -> QueryDict | None:
    """The form that the address asks for: of a text, a work, a DOI alone, or blank; else none."""
    get = request.GET
    text = get.get("text", "").replace("\x00", "").strip()[:LONGEST_SOURCE]
    content: dict[str, Any] = {}
    source = text
    if trade.kind is Kind.OFFER and (work := corpus.find_work(get.get("work", ""))) is not None:
        content, source = work_content(work), work.abstract
    elif trade.kind is Kind.OFFER and get.get("doi"):
        content = {"identifiers": [{"scheme": "doi", "value": get.get("doi", "")[:300]}], "kind": "paper"}
    elif not text and "blank" not in get:
        return None
    data = begun(trade.form(content=content, **choices))
    data["source"] = source
    data["from_record"] = "" if text else "work"
    return data
