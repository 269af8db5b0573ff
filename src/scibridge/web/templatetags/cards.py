"""The card of an answer, in Python: lists show twenty, and as a template they took half the page's time."""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from scibridge.domain.exchange.selectors import Backer
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import Shown
from scibridge.web.match.answers import Answer, EvidenceShown, Reason, Step, VerdictShown
from scibridge.web.match.marking import Marked
from scibridge.web.templatetags.house import (
    about,
    address_of,
    country,
    html_language,
    icon,
    label,
    language_of,
    marks_quoted,
    must_have,
    name_of,
    only_in,
    slugify_id,
    value_range,
)
from scibridge.web.templatetags.parts import score_bar, verdict
from scibridge.web.words import figure, percent

register = template.Library()
_COUNTRIES: Final = 3


@register.simple_tag
def answer_card(answer: Answer, scorer: str, mixed: bool = False, choosable: bool = False) -> SafeString:
    """An answer in a list: what it is, what it meets, why it is here, and the next step. ``mixed`` lists say
    of which kind each is; ``choosable`` ones can be put beside each other."""
    anchor = slugify_id(answer.match.id)
    parts = (
        f'<article class="answer" id="{escape(anchor)}" aria-labelledby="t-{escape(anchor)}">\n',
        _head(answer, escape(anchor), choosable),
        _facts(answer, mixed),
        _verdicts(answer.verdicts),
        _summary(answer),
        _why(answer),
        _foot(answer, scorer),
        "</article>\n",
    )
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped where it is drawn


@register.simple_tag
def step_link(step: Step, address: str = "") -> SafeString:
    """The next step as a link, for instance to write to whoever is behind an answer."""
    return mark_safe(_step(step, address))  # noqa: S308 - escaped where it is drawn


@register.simple_tag
def reason_words(reason: Reason) -> SafeString:
    """A word of the query that is answered, how it is said there, and its part of the score."""
    return mark_safe(_reason(reason))  # noqa: S308 - escaped where it is drawn


@register.simple_tag
def marked_text(marked: Iterable[Marked]) -> SafeString:
    """A text whose answering stretches are marked, each with the reason in words."""
    return mark_safe(_marked(marked))  # noqa: S308 - escaped where it is drawn


def _lang(shown: Shown) -> str:
    return f' lang="{escape(shown.language)}"' if shown.fallback else ""


def _head(answer: Answer, anchor: str, choosable: bool) -> str:
    title = answer.title
    if answer.address:
        words = escape(title.text or answer.own_id)
        named = f'<a href="{escape(answer.address)}"{_lang(title)}>{words}</a>'
    else:
        named = f"<span{_lang(title)}>{escape(title.text)}</span>"
    chosen = _choice(answer.match.id, anchor) if choosable else ""
    return f'<div class="answer-head"><h3 id="t-{anchor}">{named}{only_in(title)}</h3>{chosen}</div>\n'


def _choice(document_id: str, anchor: str) -> str:
    return (
        f'<p class="choose"><input type="checkbox" form="compare" name="with" value="{escape(document_id)}"'
        f' id="c-{anchor}" aria-describedby="t-{anchor}"><label for="c-{anchor}">'
        f"{escape(_('Compare'))}</label></p>"
    )


def _facts(answer: Answer, mixed: bool) -> str:
    match = answer.match
    facts = [f'<span class="tag">{escape(label(match.kind, "one_of_kind"))}</span>'] if mixed else []
    if match.band:
        facts.append(escape(label(match.band, "band")))
    named: list[str] = [backer_link(one) for one in (*answer.organisations, *answer.people)]
    if answer.people and answer.more_people:
        named[-1] += f' <span class="nowrap">+{answer.more_people}</span>'
    facts += named
    facts += [escape(country(code)) for code in match.countries[:_COUNTRIES]]
    if match.stage:
        readiness = f" · TRL {match.readiness}" if match.readiness else ""
        facts.append(escape(label(match.stage, "stage")) + readiness)
    if match.year:
        facts.append(str(match.year))
    if match.origin == "corpus" and match.kind is not Kind.WORK:
        facts.append(escape(label(match.origin, "index_origin")))
    return f'<ul class="facts">{"".join(f"<li>{one}</li>" for one in facts)}</ul>\n'


@register.simple_tag
def backer_link(backer: Backer) -> SafeString:
    """Whoever stands behind an answer, by name, leading to their page where they have one."""
    name = name_of(backer.name)
    if not backer.document_id:
        return mark_safe(name)  # noqa: S308 - escaped by its own tag
    return mark_safe(f'<a href="{escape(address_of(backer.document_id))}">{name}</a>')  # noqa: S308 - escaped


def _verdicts(verdicts: Iterable[VerdictShown]) -> str:
    rows = "".join(f"<li>{_verdict(one)}</li>" for one in verdicts)
    return f'<ul class="verdicts">{rows}</ul>\n' if rows else ""


def _verdict(shown: VerdictShown) -> str:
    one = shown.verdict
    said = f'{verdict(one.outcome)} <span class="asked">{must_have(one.must_have)}</span>'
    if one.found_low is None:
        return said
    found = (
        value_range(one.converted_low, one.converted_high, one.must_have.unit)
        if shown.converts
        else value_range(one.found_low, one.found_high, one.found_unit)
    )
    return f'{said} <span class="found">{escape(_("Here:"))} <strong>{found}</strong></span>'


def _summary(answer: Answer) -> str:
    if not answer.summary.text:
        return ""
    return f'<p class="summary"{_lang(answer.summary)}>{_marked(answer.summary_marked)}</p>\n'


def _marked(marked: Iterable[Marked]) -> str:
    page = html_language(get_language() or "en")
    return "".join(_mark(one, page) if one.tone else escape(one.text) for one in marked)


def _mark(one: Marked, page: str) -> str:
    look = f"{one.tone} {one.outcome}" if one.outcome else one.tone
    own, text = language_of(one.text), escape(one.text)
    said = text if own == page else f'<span lang="{own}">{text}</span>'
    return f'<mark class="{escape(look)}" title="{escape(one.words)}" lang="{page}">{said}</mark>'


def _why(answer: Answer) -> str:
    if answer.evidence:
        return _best_evidence(answer.evidence)
    if not answer.reasons:
        return ""
    reasons = "".join(f"{_reason(one)} " for one in answer.reasons)
    more = f'<span class="quiet nowrap">+{answer.more_reasons}</span>' if answer.more_reasons else ""
    said = f'<p class="reasons"><span class="quiet">{escape(_("Answers"))}</span> {reasons}{more}</p>\n'
    if not answer.missing:
        return said
    comma = escape(pgettext("between items of a list", ", "))
    missing = comma.join(
        f'<span lang="{html_language(language)}">{escape(term)}</span>' for term, language in answer.missing
    )
    return (
        f'{said}<p class="missing"><span class="quiet">{escape(_("Not mentioned:"))}</span> {missing}</p>\n'
    )


def _best_evidence(evidence: tuple[EvidenceShown, ...]) -> str:
    more = f' <span class="quiet nowrap">+{len(evidence) - 1}</span>' if len(evidence) > 1 else ""
    heading = f'<span class="quiet">{escape(_("Best evidence"))}</span>'
    return f'<p class="reasons">{heading} {_evidence(evidence[0])}{more}</p>\n'


def _evidence(one: EvidenceShown) -> str:
    words = escape(one.title.text or one.evidence.id)
    year = f' <span class="quiet">{one.evidence.year}</span>' if one.evidence.year else ""
    return f'<a href="{escape(one.address)}" lang="{escape(one.title.language)}">{words}</a>{year}'


def _reason(reason: Reason) -> str:
    asked = f'<span lang="{html_language(reason.language)}">{escape(reason.asked)}</span>'
    bridge = ""
    if reason.bridge is not None:
        target = html_language(reason.bridge.target_language)
        bridge = (
            f' <span aria-hidden="true">→</span><span class="unseen">{escape(_("found as"))}</span>'
            f' <span lang="{target}">{escape(reason.bridge.target)}</span>'
        )
    part = f'<span class="quiet">{escape(percent(reason.part))}</span>'
    return f'<span class="reason">{asked}{bridge} {part}</span>'


def _step(step: Step, address: str) -> str:
    if step.code in _CONTACTS:
        return _link(reverse("contact", args=[step.kind, step.own_id]), _contact_words(step.code))
    if step.code == "answer":
        return _link(reverse("offer_new"), _("Answer it with an offer"))
    if step.code == "put_forward":
        return _link(
            f"{reverse('offer_new')}?work={quote(step.own_id)}", _("Yours? Put it forward as an offer")
        )
    return _link(address, _("Open")) if address else ""


_CONTACTS: Final = frozenset({"contact", "contact_behind", "contact_author"})


def _contact_words(code: str) -> str:
    if code == "contact":
        return _("Write to them")
    return _("Write to whoever offers it") if code == "contact_behind" else _("Write to its authors")


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _foot(answer: Answer, scorer: str) -> str:
    named = about(answer.title)
    asked = f"{icon('list-checks')}{escape(_('Why this answer'))}{named}"
    why = f'<a href="{escape(answer.why_address)}">{asked}</a>'
    quotations = "".join(f"<li>{quotation(one)}</li>" for one in answer.verdicts if one.quoted)
    gaps = "".join(f"<li>{marks_quoted(one)}</li>" for one in answer.gaps)
    evidence = "".join(f"<li>{score_bar(one.part)} {_evidence(one)}</li>" for one in answer.evidence)
    score = _("Score %(score)s (%(scorer)s)") % {"score": figure(answer.match.score), "scorer": scorer}
    speaks = (
        f'<p class="label">{escape(_("What speaks for it"))}</p><ol class="plain evidence">{evidence}</ol>'
    )
    return (
        f'<div class="foot"><p class="step">{why} {_step(answer.step, "")}</p>\n'
        f'<details class="more-reasons"><summary>{escape(_("Details"))}{named}</summary>'
        f"{_listed('quotations', quotations)}{_listed('gaps', gaps)}{speaks if evidence else ''}"
        f'<p class="quiet small">{escape(score)}</p></details></div>\n'
    )


def _listed(look: str, rows: str) -> str:
    return f'<ul class="{look}">{rows}</ul>' if rows else ""


@register.simple_tag
def quotation(shown: VerdictShown) -> SafeString:
    """The words a verdict rests on, its figure marked, and the figure in the unit asked for."""
    quoted, said = shown.quoted, ""
    if quoted is not None:
        language = f' lang="{escape(quoted.language)}"' if quoted.language else ""
        mark = f'<mark class="figure {escape(str(shown.verdict.outcome))}">{escape(quoted.marked)}</mark>'
        said = f"<q{language}>{escape(quoted.before)}{mark}{escape(quoted.after)}</q>"
    if shown.converts:
        one = shown.verdict
        converted = value_range(one.converted_low, one.converted_high, one.must_have.unit)
        said += f' <span class="converted">= {converted}</span>'
    return mark_safe(said)  # noqa: S308 - escaped above
