"""What was read in a pasted text, as the form shows it: the text with numbered quotes, and proposals to tick.

A tick puts a proposal into its field, taking the tick away takes it out again, unless its writer has made it
their own; what is typed is never overwritten. All of it is data in, data out, so it works without JavaScript.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.http import QueryDict

from scibridge.domain.exchange.documents import written_number
from scibridge.domain.exchange.selectors.proposing import Voted, vote_for
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.matching.documents import Kind
from scibridge.engines.proposals.proposal import Proposal, ProposedMustHave, ProposedWords, Quote
from scibridge.engines.proposals.reading import read_proposal
from scibridge.engines.text.quantity import Operator
from scibridge.kernel.bilingual import html_language, show
from scibridge.web.addresses import document_address
from scibridge.web.exchange.typed import row_count
from scibridge.web.registry import corpus

LONGEST_SOURCE = 20_000
_BODY = {Kind.NEED: "problem", Kind.OFFER: "summary"}
_ROWS = {Kind.NEED: "must_haves", Kind.OFFER: "claims"}
# How a unit is written into an input, where that is not its name in the registry.
_WRITTEN_UNITS = {
    "degC": "°C",
    "degF": "°F",
    "percent": "%",
    "permille": "‰",
    "dimensionless": "",
    "second": "s",
    "minute": "min",
    "hour": "h",
}
_CODES = ("en", "zh")
_MOST_VOTERS = 1


@dataclass(frozen=True, slots=True)
class Voter:
    """A document that stands for a proposal."""

    title: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal: where it goes (``inputs``, those of one row for a condition), and why."""

    id: str
    field: str
    language: str
    words: str
    certain: bool
    inputs: Mapping[str, str]
    quote: Quote | None = None
    condition: ProposedMustHave | None = None
    voters: tuple[Voter, ...] = ()
    number: int = 0
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the source: its words, language, the proposals quoting it, and those whose quote ends here."""

    text: str
    language: str
    inside: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The source and what it proposes; ``voted`` is False where the index could not be asked."""

    source: str
    pieces: tuple[Piece, ...]
    items: tuple[Item, ...]
    languages: tuple[str, ...]
    applied: tuple[str, ...] = ()
    voted: bool = True

    @property
    def applied_now(self) -> tuple[str, ...]:
        """What is in the form once it is brought in line: whatever is ticked."""
        return tuple(one.id for one in self.items if one.ticked)


def read_source(kind: Kind, source: str, data: QueryDict | None = None) -> Reading | None:
    """What ``source`` proposes, with the ticks of ``data``; at first, what is certain is ticked."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")[:LONGEST_SOURCE]
    if not text.strip():
        return None
    proposal = read_proposal(text, offered=kind is Kind.OFFER)
    try:
        voted, has_voted = vote_for(proposal), True
    except ScibridgeError:
        voted, has_voted = Voted(), False
    bodies = proposal.bodies
    if data is not None and data.get("from_record"):
        # The record has said these better than its abstract can.
        proposal = replace(proposal, titles=(), keywords=())
        voted, bodies = replace(voted, keywords=()), ()
    items = _numbered([*_worded(kind, proposal, voted, bodies), *_conditions(kind, proposal), *_coded(voted)])
    if data is None or "applied_once" not in data:
        items = [replace(one, ticked=one.certain) for one in items]
    else:
        ticks = set(data.getlist("take"))
        items = [replace(one, ticked=one.id in ticks) for one in items]
    known = {one.id for one in items}
    applied = tuple(one for one in (data.getlist("applied") if data is not None else ()) if one in known)
    languages = tuple(html_language(one) for one in proposal.languages if one in _CODES)
    return Reading(text, _pieces(proposal, items), tuple(items), languages, applied, voted=has_voted)


def _worded(
    kind: Kind, proposal: Proposal, voted: Voted, bodies: tuple[ProposedWords, ...]
) -> Iterator[Item]:
    def item(own_id: str, name: str, language: str, words: str, certain: bool, **more: Any) -> Item:
        inputs = {f"{name}_{language}": words}
        return Item(own_id, name, html_language(language), words, certain, inputs, **more)

    for one in proposal.titles:
        yield item(f"title.{one.language}", "title", one.language, one.words, one.certain)
    for one in bodies:
        yield item(f"body.{one.language}", _BODY[kind], one.language, one.words, one.certain)
    for element in proposal.elements:
        name = element.element.value
        own_id = f"{name}.{element.quote.start}"
        text, certain = element.quote.text, element.certain
        yield item(own_id, name, element.language, text, certain, quote=element.quote)
    for listed in proposal.keywords:
        own_id = f"keywords.{listed.language}"
        yield item(own_id, "keywords", listed.language, listed.words, listed.certain, quote=listed.quote)
    for word in voted.keywords if not proposal.keywords else ():
        voters = _voters(voted, word.voters)
        own_id = f"keywords.{word.quote.start}"
        text, certain = word.quote.text, word.certain
        yield item(own_id, "keywords", word.language, text, certain, quote=word.quote, voters=voters)


def _conditions(kind: Kind, proposal: Proposal) -> Iterator[Item]:
    for one in proposal.must_haves:
        inputs = {f"metric_{language}": words for language, words in one.metric.items()}
        inputs |= {
            "operator": one.operator.value,
            "low": written_number(one.low),
            "high": written_number(one.high) if one.operator is Operator.BETWEEN else "",
            "unit": _WRITTEN_UNITS.get(one.unit, one.unit),
        }
        language = html_language(next(iter(one.metric), "en"))
        yield Item(
            f"row.{one.quote.start}", _ROWS[kind], language, "", one.certain, inputs, one.quote, condition=one
        )


def _coded(voted: Voted) -> Iterator[Item]:
    for one in voted.challenges:
        quote = one.quotes[0] if one.quotes else None
        inputs = {"challenge": one.code}
        voters = _voters(voted, one.voters)
        yield Item(
            f"challenge.{one.code}", "challenge", "", one.code, one.certain, inputs, quote, voters=voters
        )
    works = [one for topic in voted.topics for one in topic.voters if one.startswith("work:")]
    names = corpus.topic_names([one.removeprefix("work:") for one in works]) if works else {}
    for topic in voted.topics:
        # The field takes ids, each with its name; whoever reads the proposal needs the name alone.
        name = names.get(topic.id, "")
        voters = _voters(voted, topic.voters)
        inputs = {"topics": f"{topic.id} {name}".strip()}
        yield Item(
            f"topic.{topic.id}", "topics", "en", name or topic.id, topic.certain, inputs, voters=voters
        )


def _voters(voted: Voted, ids: tuple[str, ...]) -> tuple[Voter, ...]:
    found = []
    for document_id in ids[:_MOST_VOTERS]:
        title = show((voted.titles or {}).get(document_id, {}))
        found.append(Voter(title.text or document_id, title.language, document_address(document_id)))
    return tuple(found)


def _numbered(items: list[Item]) -> list[Item]:
    """Numbers for those that quote, in order of the source; what the whole text says goes first."""
    quoting = sorted(
        (one for one in items if one.quote is not None),
        key=lambda one: (one.quote.start, one.quote.end, one.id) if one.quote else (0, 0, ""),
    )
    numbers = {one.id: place for place, one in enumerate(quoting, start=1)}
    found = [replace(one, number=numbers.get(one.id, 0)) for one in items]
    whole = [one for one in found if one.id.startswith(("title.", "body."))]
    numbered = sorted((one for one in found if one.number), key=lambda one: one.number)
    return [*whole, *numbered, *(one for one in found if not one.number and one not in whole)]


def _pieces(proposal: Proposal, items: list[Item]) -> tuple[Piece, ...]:
    """The source cut where a quote or a passage begins or ends."""
    quotes = [(one.number, one.quote) for one in items if one.quote is not None]
    edges = {0, len(proposal.source)}
    edges |= {place for _number, quote in quotes for place in (quote.start, quote.end)}
    edges |= {place for one in proposal.passages for place in (one.start, one.end)}
    ordered = sorted(edges)
    pieces = []
    for start, end in pairwise(ordered):
        passage = next((one for one in proposal.passages if one.start <= start < one.end), None)
        language = html_language(passage.language) if passage and passage.language in _CODES else ""
        inside = tuple(number for number, quote in quotes if quote.start <= start and end <= quote.end)
        ends = tuple(number for number, quote in quotes if quote.end == end and quote.start <= start)
        pieces.append(Piece(proposal.source[start:end], language, inside, ends))
    return tuple(pieces)


def fit(data: QueryDict, reading: Reading | None) -> QueryDict:
    """The form's data brought in line with the ticks."""
    if reading is None:
        return data
    fitted = data.copy()
    for one in reading.items:
        if one.ticked and one.id not in reading.applied:
            _apply(fitted, one)
        elif not one.ticked and one.id in reading.applied:
            _retract(fitted, one)
    ticked = [one.id for one in reading.items if one.ticked]
    fitted.setlist("take", ticked)
    fitted.setlist("applied", ticked)
    fitted["applied_once"] = "1"
    return fitted


def _apply(data: QueryDict, item: Item) -> None:
    if item.condition is not None:
        _apply_row(data, item)
        return
    for name, words in item.inputs.items():
        held = data.get(name, "").strip()
        if item.field == "challenge" or not held:
            data[name] = words
        elif item.field in ("keywords", "topics"):
            if words.lower() not in held.lower():
                data[name] = f"{held}; {words}"
        elif item.field != "title" and words not in held:
            data[name] = f"{held}\n{words}"


def _retract(data: QueryDict, item: Item) -> None:
    """Take out what was put in, where it stands as it was put."""
    if item.condition is not None:
        place = _row_holding(data, item)
        for name in item.inputs if place is not None else ():
            data[f"{item.field}-{place}-{name}"] = ""
        return
    for name, words in item.inputs.items():
        held = data.get(name, "")
        if held.strip() == words.strip():
            data[name] = ""
        elif item.field in ("keywords", "topics"):
            parts = [one.strip() for one in held.replace("；", ";").split(";")]
            data[name] = "; ".join(one for one in parts if one and one != words)
        elif held.endswith(f"\n{words}"):
            data[name] = held.removesuffix(f"\n{words}")


def _row_holding(data: QueryDict, item: Item) -> int | None:
    """The row that holds just this."""
    for place in range(row_count(data, item.field) or 0):
        at = f"{item.field}-{place}-"
        if all(data.get(at + name, "").strip() == value for name, value in item.inputs.items()):
            return place
    return None


def _apply_row(data: QueryDict, item: Item) -> None:
    if _row_holding(data, item) is not None:
        return
    count = row_count(data, item.field) or 0
    typed = ("metric_en", "metric_zh", "low", "high", "unit")
    place = next(
        (one for one in range(count) if not any(data.get(f"{item.field}-{one}-{name}") for name in typed)),
        count,
    )
    data[f"{item.field}-TOTAL_FORMS"] = str(max(count, place + 1))
    data.setdefault(f"{item.field}-INITIAL_FORMS", "0")
    for name, value in item.inputs.items():
        data[f"{item.field}-{place}-{name}"] = value
