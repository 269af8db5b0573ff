"""What the platform's own postings and records suggest for a text: challenge, topics, keywords.

Voted by what is most like the text in the index; nothing is proposed that only one document stands for. The
index holds what everyone may read, so nothing else can be proposed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scibridge.domain.exchange.selectors.matches import ask
from scibridge.domain.indexing.selectors import current_index
from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.explanation import Match
from scibridge.engines.proposals.proposal import Proposal, Quote
from scibridge.engines.proposals.voting import Ballot, Elected, elect
from scibridge.engines.text.languages import detect

NEIGHBOURS: Final = 8
MOST_TOPICS, MOST_KEYWORDS = 3, 6
_SHORTEST_KEYWORD: Final = 2


@dataclass(frozen=True, slots=True)
class VotedChallenge:
    """A challenge: what votes for it, the words of the text that speak of it, and whether both agree."""

    code: str
    voters: tuple[str, ...]
    quotes: tuple[Quote, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class VotedTopic:
    """An OpenAlex topic by its id."""

    id: str
    voters: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class VotedKeyword:
    """A keyword of similar documents that stands in the text itself."""

    language: str
    quote: Quote
    voters: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Voted:
    """Everything voted, and the titles of who voted by document id."""

    challenges: tuple[VotedChallenge, ...] = ()
    topics: tuple[VotedTopic, ...] = ()
    keywords: tuple[VotedKeyword, ...] = ()
    titles: Mapping[str, Mapping[str, str]] | None = None


def vote_for(proposal: Proposal) -> Voted:
    """What is like the text has its say. Raises the index's own error where there is none."""
    texts = {one.language: one.words for one in proposal.bodies}
    if not texts:
        return Voted()
    found: list[Match] = []
    for kind in (Kind.NEED, Kind.OFFER, Kind.WORK):
        query = Query(texts=texts, filters=Filters(kinds=(kind,)), limit=NEIGHBOURS)
        found.extend(ask(query, explain=False, counted=False).matches)
    index = current_index()
    neighbours = [(match, document) for match in found if (document := index.get(match.id)) is not None]

    def ballots(values: Callable[[Document], Iterable[str]], *, speaking: bool = False) -> list[Ballot]:
        given = [Ballot(match.id, match.score, tuple(values(document))) for match, document in neighbours]
        return [one for one in given if one.values] if speaking else given

    return Voted(
        challenges=_challenges(proposal, elect(ballots(lambda one: one.challenges, speaking=True))),
        topics=tuple(
            VotedTopic(one.value, one.voters, one.clear)
            for one in elect(ballots(lambda one: one.topics, speaking=True))[:MOST_TOPICS]
        ),
        keywords=_keywords(proposal, ballots(_keywords_of)),
        titles={match.id: match.title for match, _document in neighbours},
    )


def _challenges(proposal: Proposal, elected: Iterable[Elected]) -> tuple[VotedChallenge, ...]:
    """Votes and cues together; certain where both name the same and the cues name no other."""
    votes = {one.value: one for one in elected}
    cues = {one.code: one.quotes for one in proposal.challenges}
    first = next(iter(votes), "")
    found = [
        VotedChallenge(
            code,
            votes[code].voters if code in votes else (),
            cues.get(code, ()),
            certain=code == first and set(cues) == {code},
        )
        for code in dict.fromkeys([*votes, *cues])
    ]
    return tuple(sorted(found, key=lambda one: (not one.voters, -len(one.quotes))))[:3]


def _keywords_of(document: Document) -> list[str]:
    words = [word for fields in document.texts.values() for word in fields.keywords]
    return list(
        dict.fromkeys(word.strip().lower() for word in words if len(word.strip()) >= _SHORTEST_KEYWORD)
    )


def _keywords(proposal: Proposal, ballots: list[Ballot]) -> tuple[VotedKeyword, ...]:
    """Keywords of the neighbours that the text itself uses; those that many neighbours have go first."""
    voters: dict[str, list[str]] = {}
    for one in ballots:
        for value in one.values:
            voters.setdefault(value, []).append(one.voter)
    held = [(word, who) for word, who in voters.items() if (word in proposal.source.lower())]
    found: list[VotedKeyword] = []
    for word, who in sorted(held, key=lambda pair: (-len(pair[1]), -len(pair[0]), pair[0])):
        edge = r"\b" if word.isascii() else ""
        place = re.search(rf"{edge}{re.escape(word)}{edge}", proposal.source, re.IGNORECASE)
        if place is None or any(word in one.quote.text.lower() for one in found):
            continue
        language = detect(word)
        if language in ("en", "zh"):
            quote = Quote(place.start(), place.end(), place.group())
            found.append(VotedKeyword(language, quote, tuple(who), certain=len(who) > 1))
    return tuple(found[:MOST_KEYWORDS])
