"""Needs meet offers through a real index: kept for their own side, built from what the reader may see."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.access import visible_need, visible_offer
from scibridge.domain.exchange.documents import need_document, offer_document
from scibridge.domain.exchange.explanations import match_list_json, read, read_match, write, write_match
from scibridge.domain.exchange.models import Match as StoredRow
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.queries import need_query, offer_query
from scibridge.domain.exchange.selectors import (
    answers_to,
    match_text,
    matches,
    needs_for_offer,
    similar_needs,
    stored_matches,
)
from scibridge.domain.indexing.models import IndexChange
from scibridge.engines.matching.documents import Document, Element, Filters, Kind, MustHave, Stage
from scibridge.engines.matching.explanation import (
    Adjustment,
    Bridge,
    Evidence,
    Explanation,
    Gap,
    Match,
    MatchList,
    Outcome,
    ReadinessDistance,
    TermShare,
    Verdict,
)
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.text.dictionary import Dictionary
from scibridge.engines.text.lexicon import Lexicon
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.errors import Conflict, NotAllowed, NotFound

MUST_HAVE = MustHave({"en": "mass", "zh": "质量"}, Operator.BETWEEN, 1.5, 2.0, "kg")
EVERYTHING = Match(
    id="person:abc",
    kind=Kind.PERSON,
    rank=3,
    score=4.25,
    title={"en": "A", "zh": "甲"},
    summary={},
    countries=("CN", "DE"),
    year=None,
    readiness=4,
    stage=Stage.DEVELOPMENT,
    challenges=("energy_security",),
    origin="corpus",
    contributors=(("ours:x", "X"), ("ror:y", "Y")),
    explanation=Explanation(
        terms=(
            TermShare(
                "固态电解质", "zh", 3.0, ("title",), Bridge("固态电解质", "zh", "solid", "en", 0.5, "learned")
            ),
            TermShare("cell", "en", 1.0, ()),
        ),
        adjustments=(Adjustment("readiness", 0.25),),
        verdicts=(
            Verdict(MUST_HAVE, Outcome.PARTLY, "1.8 kg", "en", "body", (3, 9), 1.8, 1.8, "kg", 1.8, 1.8),
            Verdict(MUST_HAVE, Outcome.UNKNOWN),
        ),
        readiness=ReadinessDistance(6, 4, -2),
        gaps=(Gap("readiness_short", {"required": 6, "offered": 4}),),
        evidence=(
            Evidence("work:W1", Kind.WORK, {"en": "W"}, 2020, 1.5, (TermShare("cell", "en", 1.0, ()),)),
        ),
    ),
)


@pytest.fixture
def index_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterable[Document]], None]:
    """Serve an index of these documents."""
    lexicon = Lexicon(Dictionary({}, {})).with_glossary(
        (("固态电解质", "solid electrolyte"), ("能量密度", "energy density"), ("电池", "battery"))
    )

    def serve(documents: Iterable[Document]) -> None:
        index = MatchIndex.create(tmp_path / "served")
        with index.writer(5) as writer:
            writer.put(documents)
        index.reload()
        IndexChange.objects.all().delete()
        monkeypatch.setattr(matches, "current_index", lambda: index)
        monkeypatch.setattr(matches, "current_lexicon", lambda: lexicon)

    return serve


def test_a_match_survives_json() -> None:
    answer, explanation = write_match(EVERYTHING)
    assert "explanation" not in answer
    assert read_match(answer, explanation) == EVERYTHING


def test_a_list_survives_json() -> None:
    found = MatchList((EVERYTHING,), 7, {"kind": {"person": 7}}, ("zh",), "bm25", ("x",), (MUST_HAVE,))
    assert read(MatchList, match_list_json(found)) == found
    assert write(found)["matches"][0]["explanation"]["verdicts"][0]["span"] == [3, 9]


@pytest.mark.parametrize(
    ("data", "error"),
    [([], TypeError), ({"score": 1}, TypeError), ({"colour": 1}, KeyError), ({"kind": "moon"}, ValueError)],
)
def test_other_json_is_refused(data: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(Match, data)


def test_a_query_holds_what_the_reader_may_see(
    owner: Account, moderator: Account, need_fields: dict[str, Any]
) -> None:
    fields = need_fields | {
        "product": {"en": "a cell", "zh": "电芯"},
        "field_tiers": {
            "must_haves": "after_nda",
            "shortfall": "signed_in",
            "excluded_approaches": "after_nda",
        },
    }
    need = services.create_need(actor=owner, fields=fields)
    need = services.publish_need(services.submit_need(need, actor=owner), actor=moderator)
    mine = need_query(visible_need(need, owner), filters=Filters(), limit=5)
    assert mine.must_haves == (
        MustHave({"en": "energy density", "zh": "能量密度"}, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg"),
        MustHave({"en": "operating temperature"}, Operator.BETWEEN, -40.0, 60.0, "degC"),
    )
    assert mine.excluded == ("liquid electrolyte",)
    assert mine.readiness_required == 6
    assert mine.elements == {Element.MATERIAL: "sulfide electrolyte", Element.PRODUCT: "a cell"}
    assert mine.texts["zh"].splitlines() == [
        "适用于寒冷港口的固态电解质",
        "电池；固态电解质",
        "冬季港口起重机电池电量减半。",
        "硫化物电解质",
        "电芯",
    ]
    assert "Heating takes a fifth" in mine.texts["en"]
    assert mine.filters.exclude_ids == (need.document_id,)
    public = need_query(visible_need(need, None), filters=Filters(), limit=5)
    assert (public.must_haves, public.excluded) == ((), ())
    assert "Heating takes a fifth" not in public.texts["en"]
    assert "Acme" not in repr(mine)


def test_a_draft_is_matched_privately_and_its_answers_are_kept(
    draft: Need, offer: Offer, owner: Account, stranger: Account, moderator: Account,
    index_of: Callable[[Iterable[Document]], None],
) -> None:  # fmt: skip
    index_of([offer_document(offer)])
    found = services.match_need(draft, actor=owner)
    assert [match.id for match in found.matches] == [offer.document_id]
    verdict = found.matches[0].explanation.verdicts[0]
    assert (verdict.outcome, verdict.converted_low) == (Outcome.MEETS, pytest.approx(420.0))
    kept = stored_matches(draft, owner)
    assert kept.matches == found.matches
    assert (kept.scorer, kept.stale) == (found.scorer, False)
    # A second run replaces the first.
    services.match_need(draft, actor=owner)
    assert StoredRow.objects.count() == 1
    changed = services.update_need(draft, actor=owner, fields={"sdgs": [1]}, expected_version=draft.version)
    assert stored_matches(changed, owner).stale
    for other in (stranger, moderator, None):
        with pytest.raises(NotFound):
            stored_matches(draft, other)
    with pytest.raises(NotFound):
        services.match_need(draft, actor=stranger)
    with pytest.raises(NotFound):
        answers_to(draft, stranger)


def test_kept_answers_of_a_published_need_are_its_owners_alone(
    published: Need, offer: Offer, owner: Account, stranger: Account,
    index_of: Callable[[Iterable[Document]], None],
) -> None:  # fmt: skip
    index_of([offer_document(offer), need_document(published)])
    services.match_need(published, actor=owner)
    with pytest.raises(NotAllowed):
        stored_matches(published, stranger)
    with pytest.raises(NotAllowed):
        services.match_need(published, actor=stranger)
    assert [match.id for match in answers_to(published, stranger).matches] == [offer.document_id]


def test_what_is_no_longer_published_is_left_out_even_as_evidence(
    draft: Need, offer: Offer, owner: Account
) -> None:
    evidence = Evidence(offer.document_id, Kind.OFFER, {"en": "Gone"}, 2020, 1.0)
    person = Match(
        "person:x", Kind.PERSON, 1, 1.0, {}, {}, (), None, None, None, (), "platform", (),
        Explanation((), evidence=(evidence,)),
    )  # fmt: skip
    answer, explanation = write_match(person)
    StoredRow.objects.create(
        need=draft, need_version=1, document_id=person.id, kind="person", rank=1, score=1.0, answer=answer,
        explanation=explanation, scorer="bm25", computed_at=draft.created_at,
    )  # fmt: skip
    assert stored_matches(draft, owner).matches[0].explanation.evidence == (evidence,)
    services.withdraw_offer(offer, actor=owner)
    assert stored_matches(draft, owner).matches[0].explanation.evidence == ()


def test_a_need_that_changes_during_the_search_keeps_its_old_answers(
    draft: Need, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search_while_someone_writes(*_args: object, **_options: object) -> MatchList:
        Need.objects.filter(pk=draft.pk).update(version=9)
        return MatchList((EVERYTHING,), 1, {}, ("en",), "bm25")

    monkeypatch.setattr(services.matching, "answers_to", search_while_someone_writes)
    with pytest.raises(Conflict):
        services.match_need(draft, actor=owner)
    assert StoredRow.objects.count() == 0


def test_text_asks_the_same_index(offer: Offer, index_of: Callable[[Iterable[Document]], None]) -> None:
    index_of([offer_document(offer)])
    assert [match.id for match in match_text("固态电解质 sulfide film").matches] == [offer.document_id]
    assert match_text("sulfide film", kinds=(Kind.WORK,)).matches == ()


def test_needs_for_an_offer_and_needs_like_this_one(
    published: Need, offer: Offer, owner: Account, need_fields: dict[str, Any],
    index_of: Callable[[Iterable[Document]], None],
) -> None:  # fmt: skip
    index_of([offer_document(offer), need_document(published)])
    assert [match.id for match in needs_for_offer(offer, owner).matches] == [published.document_id]
    fields = {"title": "电池 solid electrolyte for ports", "sdgs": [7]}
    assert [match.id for match in similar_needs(fields).matches] == [published.document_id]
    assert similar_needs(fields, exclude=[published]).matches == ()
    query = offer_query(visible_offer(offer, None), filters=Filters(), limit=1)
    assert query.texts["en"].startswith("Sulfide electrolyte film\nA rollable film")
