"""Named candidates put beside the query: the match as the list has it, and all that was looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scibridge.engines.matching import planning, verdicts
from scibridge.engines.matching.documents import Document, Kind, MustHave, Query
from scibridge.engines.matching.explanation import Match, Verdict
from scibridge.engines.matching.highlights import Sought, sought_with
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import search
from scibridge.engines.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate: its document, what it is sought by, and its match; none where nothing of it answers."""

    document: Document
    sought: tuple[Sought, ...]
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
    matches = {match.id: match for match in search(index, lexicon, wanted).matches}
    snapshot = index.snapshot
    plan = planning.plan(snapshot.things, snapshot.actors, lexicon, wanted)
    return {
        one: Reading(document, sought_with(plan, match.explanation.terms if match else ()), match)
        for one, document in held.items()
        for match in [matches.get(one)]
    }


def judged(lexicon: Lexicon, must_haves: Sequence[MustHave], document: Document) -> tuple[Verdict, ...]:
    """The verdicts on a document as given, which may say more to one reader than the index says to all."""
    return tuple(verdicts.judge(one, document) for one in verdicts.wanted(must_haves, lexicon))
