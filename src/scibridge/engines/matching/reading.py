"""Named candidates put beside the query: the match as the list has it, and all that was looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from scibridge.engines.matching import verdicts
from scibridge.engines.matching.asking import Asked
from scibridge.engines.matching.documents import Document, Kind, MustHave, Query
from scibridge.engines.matching.explanation import Bridge, Match, Verdict
from scibridge.engines.matching.highlights import Sought, sought_with
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import search
from scibridge.engines.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate: its document, what it is sought by, and its match; none where nothing of it answers.

    ``across`` are words of a query in two languages that say in the one what carried the score in the other.
    """

    document: Document
    sought: tuple[Sought, ...]
    across: tuple[Sought, ...]
    match: Match | None


def read(
    index: MatchIndex, lexicon: Lexicon, query: Query, document_ids: Sequence[str]
) -> Mapping[str, Reading]:
    """Id → reading of those documents the index holds, scored exactly as :func:`search` scores them.

    The query's other filters do not apply: whatever is named is read.

    Raises:
        IndexAbsent, IndexOutdated, IndexCorrupt: no usable index.
    """
    held = {one: document for one in document_ids if (document := index.get(one)) is not None}
    if not held:
        return {}
    kinds = tuple(Kind(kind) for kind in dict.fromkeys(document.kind for document in held.values()))
    wanted = replace(
        query,
        filters=replace(
            query.filters,
            kinds=kinds,
            only_ids=tuple(held),
            countries=(),
            stages=(),
            languages=(),
            challenges=(),
            topics=(),
            year_from=None,
            year_to=None,
            must_haves_met=False,
        ),
        limit=len(held),
        offset=0,
    )
    matches = {match.id: match for match in search(index, lexicon, wanted, counted=False).matches}
    plan = Asked(index.snapshot, lexicon, wanted).plan
    found = {}
    for one, document in held.items():
        match = matches.get(one)
        sought = sought_with(plan, match.explanation.terms if match else ())
        found[one] = Reading(document, sought, _across(lexicon, query, sought), match)
    return found


def _across(lexicon: Lexicon, query: Query, sought: Sequence[Sought]) -> tuple[Sought, ...]:
    """The query's words whose rendering is made of words that carried the score on their own."""
    if len(query.texts) < 2:
        return ()
    carried = {one.terms[0]: one for one in sought if one.share > 0 and len(one.terms) == 1}
    found: dict[str, Sought] = {}
    for language, text in query.texts.items():
        segments = lexicon.translate_text(text, language) if language in ("en", "zh") else ()
        for segment in chain.from_iterable((one, *one.words) for one in segments):
            for way in segment.translations:
                held = [carried[term] for term in way.terms if term in carried]
                if held and len(held) == len(way.terms) and segment.surface not in found:
                    target = held[0].language
                    bridge = Bridge(segment.surface, language, way.text, target, way.weight, way.origin)
                    share = sum(each.share for each in dict.fromkeys(held))
                    found[segment.surface] = Sought(way.terms, segment.surface, language, share, bridge)
    return tuple(found.values())


def judged(lexicon: Lexicon, must_haves: Sequence[MustHave], document: Document) -> tuple[Verdict, ...]:
    """The verdicts on a document as given, which may say more to one reader than the index says to all."""
    return tuple(verdicts.judge(one, document) for one in verdicts.wanted(must_haves, lexicon))
