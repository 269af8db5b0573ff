"""Meaning beside words: who joins, what it adds, and that explanations add up."""

import numpy as np
import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.encoding.encoder import unit_rows
from scibridge.engines.matching.documents import Filters, Kind, Query
from scibridge.engines.matching.entries import key_of
from scibridge.engines.matching.meaning import Meaning, Reader
from scibridge.engines.matching.reading import read
from scibridge.engines.matching.search import candidates, search

SUBJECTS = ("battery", "rice", "vaccine")
ALIKE = {"accumulator": "battery", "paddy": "rice", "jab": "vaccine", "cell": "battery"}


class Subjects:
    """Counts subjects, whatever they are called: what an encoder knows and words do not."""

    dimensions = 3

    def __init__(self, name: str = "subjects") -> None:
        self.name, self.seen = name, []

    def encode(self, texts):
        self.seen += texts
        rows = [[sum(ALIKE.get(w, w) == s for w in text.lower().split()) for s in SUBJECTS] for text in texts]
        return unit_rows(np.array(rows, dtype=np.float32).reshape(-1, 3))


WORLD = [
    work("1", "battery charging"),
    work("2", "accumulator charging", kind=Kind.OFFER),
    work("3", "rice charging"),
    work("4", "vaccine trial", countries=("CN",)),
    work("5", "jab trial", countries=("DE",)),
    work("6", zh="电池"),
]


@pytest.fixture
def meaning(tmp_path, lexicon):
    made = Meaning(Reader.open(Subjects(), tmp_path), None, lexicon)
    made.read(WORLD, thoroughly=False, progress=lambda _number: None)
    return made


@pytest.fixture
def index(build, meaning):
    made = build(WORLD)
    made.read_with(meaning)
    return made


def ids(answer):
    return [one.id for one in answer.matches]


def test_what_shares_no_word_is_found_and_said_to_be_found_by_meaning(index, lexicon):
    answer = search(index, lexicon, Query({"en": "battery"}))
    assert answer.scorer == "bm25+dense"
    assert {"work:1", "work:6", "offer:2"} == set(ids(answer))
    by_meaning = next(one for one in answer.matches if one.id == "offer:2")
    assert by_meaning.explanation.terms == ()
    assert [one.code for one in by_meaning.explanation.adjustments] == ["dense"]


@pytest.mark.parametrize("text", ["battery", "battery charging", "accumulator", "rice vaccine", "电池"])
def test_shares_sum_to_the_score(index, lexicon, text):
    for match in search(index, lexicon, Query({"": text})).matches:
        parts = [one.share for one in match.explanation.terms]
        parts += [one.share for one in match.explanation.adjustments]
        assert sum(parts) == pytest.approx(match.score, rel=1e-5)
        assert match.score > 0


def test_chinese_reaches_an_encoder_of_english_through_the_lexicon(index, meaning, lexicon):
    assert meaning.asked(Query({"zh": "电池"}), lexicon) == "battery"
    assert meaning.text(WORLD[5]) == "battery"
    assert "offer:2" in ids(search(index, lexicon, Query({"zh": "电池"})))


def test_filters_hold_for_what_meaning_found(index, lexicon):
    kinds = search(index, lexicon, Query({"en": "battery"}, filters=Filters(kinds=(Kind.OFFER,))))
    assert ids(kinds) == ["offer:2"]
    assert ids(search(index, lexicon, Query({"en": "vaccine"}, filters=Filters(countries=("DE",))))) == [
        "work:5"
    ]


def test_a_score_is_the_same_alone_and_in_the_list(index, lexicon):
    query = Query({"en": "battery charging"})
    listed = {one.id: one.score for one in search(index, lexicon, query).matches}
    for one, score in listed.items():
        assert read(index, lexicon, query, [one])[one].match.score == score
    found = candidates(index, lexicon, query)
    assert [one.score for one in found] == sorted(listed.values(), reverse=True)


def test_nothing_changes_where_nothing_was_read(build, lexicon, tmp_path):
    index = build(WORLD)
    plain = search(index, lexicon, Query({"en": "battery"}))
    index.read_with(Meaning(Reader.open(Subjects(), tmp_path / "none"), None, lexicon))
    assert search(index, lexicon, Query({"en": "battery"})) == plain
    assert plain.scorer == "bm25"


def test_a_query_the_encoder_knows_nothing_of_is_ranked_by_words(index, lexicon):
    answer = search(index, lexicon, Query({"en": "charging"}))
    assert set(ids(answer)) == {"work:1", "offer:2", "work:3"}
    assert all(one.explanation.adjustments == () for one in answer.matches)


def test_only_texts_that_changed_are_read_again(meaning):
    encoder = meaning.quick.encoder
    assert len(encoder.seen) == 6
    changed = [work("1", "rice charging"), *WORLD[1:], work("7", "rice")]
    assert meaning.read(changed, thoroughly=False, progress=lambda _number: None) == 2
    assert encoder.seen[6:] == ["rice charging", "rice"]


def test_the_thorough_encoder_reads_while_somebody_waits_no_more_than_allowed(build, lexicon, tmp_path):
    thorough = Subjects("thorough")
    meaning = Meaning(Reader.open(Subjects(), tmp_path), Reader.open(thorough, tmp_path), lexicon, at_once=1)
    meaning.read(WORLD, thoroughly=False, progress=lambda _number: None)
    index = build(WORLD)
    index.read_with(meaning)
    search(index, lexicon, Query({"en": "battery"}))
    assert len(meaning.thorough.held) == 1
    assert meaning.read(WORLD, thoroughly=True, progress=lambda _number: None) == 5
    assert set(meaning.thorough.held.rows([key_of(one.id) for one in WORLD])) == set(range(6))
