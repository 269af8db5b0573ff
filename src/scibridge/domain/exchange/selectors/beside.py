"""What a writer sees beside the form: duplicates, and who asks for what an offer gives.

Built from what is typed, complete or not, and from what this writer may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import visible_needs, visible_offers
from scibridge.domain.exchange.documents import keyword_list, written_offer_document
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.queries import must_haves_of, words_query
from scibridge.domain.exchange.selectors.matches import ask, repeated_elsewhere, similar_needs
from scibridge.domain.exchange.selectors.postings import needs_of, offers_of, published_needs
from scibridge.domain.exchange.states import State
from scibridge.domain.exchange.visible import NeedView, OfferView
from scibridge.domain.indexing.selectors import current_lexicon
from scibridge.engines.matching.documents import Document, Filters, Kind, TextFields
from scibridge.engines.matching.explanation import Match, Verdict
from scibridge.engines.matching.verdicts import judge, wanted
from scibridge.engines.proposals.voting import LIKELY, likeness
from scibridge.kernel.bilingual import versions

MOST: Final = 3
_DRAFTS_LOOKED_AT: Final = 40
_LEAST_LIKE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Twin:
    """Something that says much the same; ``across``: in the other language."""

    id: str
    title: Mapping[str, str]
    state: str
    own: bool
    likeness: float
    across: bool = False

    @property
    def likely(self) -> bool:
        """Most of the words of one are in the other, or each is what answers the other best."""
        return self.across or self.likeness >= LIKELY


def _texts(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Engine language → the words of these fields."""
    parts: dict[str, list[str]] = {}
    for name in names:
        value = values.get(name)
        known = value if isinstance(value, Mapping) else versions(value)
        for code, text in known.items():
            parts.setdefault("zh" if code.startswith("zh") else "en", []).append(text)
    return {language: "\n".join(texts) for language, texts in parts.items()}


def twins(
    kind: Kind, values: Mapping[str, Any], actor: Account, *, but: str = "", limit: int = MOST
) -> list[Twin]:
    """Published needs and the writer's own unpublished postings that say much the same, the likest first.

    ``but`` is the public id of the posting being written. Raises the index's own error.
    """
    names = ("title", "problem") if kind is Kind.NEED else ("title", "summary")
    mine = _texts(values, names)
    if not mine:
        return []
    found = {one.id: one for one in _own_twins(kind, mine, names, actor, but)}
    if kind is Kind.NEED:
        exclude = list(Need.objects.filter(public_id=but)) if but else []
        for match in similar_needs({name: values.get(name) for name in names}, exclude=exclude).matches:
            texts = {
                language: f"{match.title.get(language, '')}\n{match.summary.get(language, '')}"
                for language in match.title.keys() | match.summary.keys()
            }
            own_id = match.id.removeprefix("need:")
            one = Twin(own_id, match.title, State.PUBLISHED.value, own=False, likeness=likeness(mine, texts))
            found.setdefault(own_id, one)
    kept = [one for one in found.values() if one.likeness >= _LEAST_LIKE]
    if (other := _elsewhere(kind, values, mine, but)) is not None and other.id not in {
        one.id for one in kept
    }:
        kept.append(other)
    return sorted(kept, key=lambda one: (not one.across, -one.likeness, one.id))[:limit]


def _elsewhere(kind: Kind, values: Mapping[str, Any], mine: Mapping[str, str], but: str) -> Twin | None:
    """The published posting that says the same in the other language."""
    keywords = _texts(values, ("keywords",))
    texts = {
        language: TextFields(body=text, keywords=keyword_list(keywords.get(language, "")))
        for language, text in mine.items()
    }
    found = repeated_elsewhere(Document(id=f"{kind.value}:{but or 'new'}", kind=kind, texts=texts))
    if found is None:
        return None
    titles = {language: fields.title for language, fields in found.document.texts.items()}
    own_id = found.document.id.partition(":")[2]
    return Twin(own_id, titles, State.PUBLISHED.value, own=False, likeness=found.share, across=True)


def _own_twins(
    kind: Kind, mine: Mapping[str, str], names: Sequence[str], actor: Account, but: str
) -> list[Twin]:
    rows: Any = needs_of(actor) if kind is Kind.NEED else offers_of(actor)
    rows = rows.exclude(public_id=but).exclude(state=State.PUBLISHED.value)[:_DRAFTS_LOOKED_AT]
    views: Sequence[NeedView | OfferView] = (
        visible_needs(rows, actor) if kind is Kind.NEED else visible_offers(rows, actor)
    )
    return [
        Twin(
            view.id,
            view.title,
            view.state,
            own=True,
            likeness=likeness(mine, _texts({name: getattr(view, name) for name in names}, names)),
        )
        for view in views
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A published need that an offer may answer, and how the offer stands to each of its must-haves."""

    match: Match
    need: NeedView
    verdicts: tuple[Verdict, ...]


def needs_asking_for(values: Mapping[str, Any], viewer: Account, *, limit: int = MOST) -> list[Asked]:
    """Published needs that ask for what is being written; ``values`` as ``readable_content`` gives them.

    Raises the index's own error.
    """
    query = words_query(values, filters=Filters(kinds=(Kind.NEED,)), limit=limit, kind=Kind.OFFER)
    if not query.texts:
        return []
    matches = [match for match in ask(query, counted=False).matches if len(match.explanation.terms) > 1]
    rows = published_needs().filter(public_id__in=[one.id.removeprefix("need:") for one in matches])
    views = {view.document_id: view for view in visible_needs(rows, viewer)}
    document = written_offer_document(values)
    lexicon = current_lexicon()
    return [
        Asked(
            match,
            view,
            tuple(judge(one, document) for one in wanted(must_haves_of(view), lexicon)),
        )
        for match in matches
        if (view := views.get(match.id)) is not None
    ]
