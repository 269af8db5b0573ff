"""Which names answer, and in which order."""

from collections.abc import Callable
from pathlib import Path

import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scibridge.engines.naming.entries import Named, build_schema, entries, pack_rank, unpack_rank
from scibridge.engines.naming.searching import How, Names
from scibridge.engines.naming.writing import folded, joined, read

Make = Callable[..., Names]
KIND = "organisation"


def organisation(number: int, *names: str, known: int = 0, **more: object) -> Named:
    fields = {"codes": (), "spoken": True} | more
    key = int(fields.pop("same", number))
    return Named(f"organisation:o{number}", KIND, number, key, names, known=known, **fields)  # type: ignore[arg-type]


WORLD = (
    organisation(1, "Massachusetts Institute of Technology", "麻省理工学院", "MIT", known=40),
    organisation(2, "Melbourne Institute of Technology", "MIT", known=4),
    organisation(3, "Mitsubishi Electric", known=90),
    organisation(4, "Chinese Academy of Sciences", "中国科学院", "CAS", known=158),
    organisation(5, "Tsinghua University", "清华大学", known=30),
    organisation(6, "Peking University", "北京大学", known=35),
    organisation(7, "University of Cambridge", "Cambridge University", known=87),
    organisation(8, "Cambridge Press House", known=3),
    organisation(9, "Stanford University", "Leland Stanford Junior University", known=59),
    organisation(10, "University of Łódź", known=8),
    organisation(11, "ETH Zürich", known=124, codes=("https://ror.org/05a28rw58",)),
    organisation(12, "Universität Zürich", known=25),
    Named("person:p1", "person", 101, 101, ("Minghua Li", "李明华"), spoken=True, turned=True),
    Named("work:W1", "work", 201, 201, ("Stanford university hospitals compared",), known=3),
)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def made(*things: Named) -> Names:
        path: Path = tmp_path_factory.mktemp("names")
        index = tantivy.Index(build_schema(), str(path))
        writer = index.writer(15_000_000, 1)
        for thing in things:
            for entry in entries(thing):
                writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return Names(index)

    return made


@pytest.fixture(scope="module")
def names(make: Make) -> Names:
    return make(*WORLD)


def found(names: Names, text: str, kind: str = KIND) -> list[str]:
    return [one.id.partition(":o")[2] for one in names.precise(read(text), kind, 10)]


@pytest.mark.parametrize(
    ("text", "first", "how"),
    [
        ("MIT", "1", How.EXACT),
        ("ｍｉｔ", "1", How.EXACT),
        ("stanf", "9", How.BEGINS),
        ("stan ford", "9", How.BEGINS),
        ("zgkxy", "4", How.SOUND),
        ("zhongguo kexueyuan", "4", How.SOUND),
        ("qinghua", "5", How.SOUND),
        ("清華", "5", How.BEGINS),
        ("北大", "6", How.EXACT),
        ("理工", "1", How.WORDS),
        ("technology massachusetts", "1", How.WORDS),
        ("univ of cam", "7", How.WORDS),
        ("lodz", "10", How.WORDS),
        ("zurich", "11", How.WORDS),
        ("https://ror.org/05a28rw58", "11", How.EXACT),
        ("cambridge", "7", How.BEGINS),
    ],
)
def test_what_is_meant_comes_first(names: Names, text: str, first: str, how: How) -> None:
    answer = names.precise(read(text), KIND, 5)[0]
    assert (answer.id, answer.how) == (f"organisation:o{first}", how)


def test_exact_names_come_before_better_known_beginnings(names: Names) -> None:
    # Mitsubishi is better known than either, but is not called MIT.
    assert found(names, "mit") == ["1", "2", "3"]


def test_a_thing_answers_once_by_its_best_name(names: Names) -> None:
    answers = names.precise(read("stanford university"), KIND, 10)
    assert [(one.id, one.name, one.how) for one in answers] == [
        ("organisation:o9", "Stanford University", How.EXACT)
    ]


def test_kinds_do_not_mix(names: Names) -> None:
    assert [one.id for one in names.precise(read("stanford"), "work", 5)] == ["work:W1"]
    assert names.precise(read("stanford"), "person", 5) == []


@pytest.mark.parametrize(
    "text", ["liminghua", "li minghua", "minghua li", "lmh", "Li Minghua", "李明", "minghua"]
)
def test_a_person_is_found_either_way_round(names: Names, text: str) -> None:
    assert [one.id for one in names.precise(read(text), "person", 5)] == ["person:p1"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Standford Univeristy", "9"),
        ("stanfrod", "9"),
        ("massachusets institute tecnology", "1"),
        ("chinese academie sciences", "4"),
        ("中科院", "4"),
        ("清化大学", "5"),
        ("qingua", "5"),
        ("university cambrigde uk", "7"),
    ],
)
def test_typing_errors_are_forgiven_after_all_else(names: Names, text: str, first: str) -> None:
    assert names.precise(read(text), KIND, 5) == []
    close = names.close(read(text), KIND, 5)
    assert (close[0].id, close[0].how) == (f"organisation:o{first}", How.CLOSE)


@pytest.mark.parametrize(
    "text", ["", "  ", "()", "zzzzzzzz", "q", "%", ".*", "organisation:", "\x00", "a" * 5000]
)
def test_what_nothing_is_called_finds_nothing(names: Names, text: str) -> None:
    assert names.precise(read(text), KIND, 5) == []
    assert names.close(read(text), KIND, 5) == []


def test_a_pattern_is_no_pattern(names: Names) -> None:
    assert found(names, "st.*ford") == []
    assert found(names, "(mit|eth)") == []


def test_what_may_not_answer_does_not(names: Names) -> None:
    without = ("organisation:o1",)
    assert [one.id for one in names.precise(read("mit"), KIND, 1, without)] == ["organisation:o2"]
    assert names.close(read("massachusets"), KIND, 5, without) == []


def test_two_records_of_one_thing_answer_as_the_first(make: Make) -> None:
    corpus = organisation(1, "Umeå University", known=500, same=7)
    ours = organisation(2, "Umeå University", "Umeå universitet", known=2, same=7, first=True)
    other = organisation(3, "Umeå Research Park", known=100)
    for order in ((corpus, ours, other), (other, ours, corpus)):
        answers = make(*order).precise(read("umea"), KIND, 5)
        assert [(one.id, one.known) for one in answers] == [
            ("organisation:o2", 500),
            ("organisation:o3", 100),
        ]


def test_of_equally_known_names_the_shorter_comes_first(make: Make) -> None:
    made = make(organisation(1, "Rotor works of the north"), organisation(2, "Rotor works"))
    assert found(made, "rotor") == ["2", "1"]


@given(st.integers(0, 10**8), st.integers(0, 511), st.booleans())
def test_a_rank_gives_its_parts_back(known: int, length: int, first: bool) -> None:
    assert unpack_rank(pack_rank(known, length, first=first)) == (known, length, first)


LETTERS = st.text("abcdefghij klmnop", min_size=5, max_size=24).map(lambda text: " ".join(text.split()))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LETTERS.filter(lambda text: len(joined(text)) > 4), min_size=1, max_size=6), st.data())
def test_every_beginning_finds_its_name(make: Make, called: list[str], data: st.DataObject) -> None:
    made = make(*(organisation(place, name) for place, name in enumerate(called)))
    place = data.draw(st.integers(0, len(called) - 1))
    whole = joined(folded(called[place]))
    typed = whole[: data.draw(st.integers(2, len(whole)))]
    assert str(place) in found(made, typed)
    assert str(place) in found(made, typed.upper())
    swapped = whole[:2] + whole[3] + whole[2] + whole[4:]
    nearly = {one.id for one in made.close(read(swapped), KIND, 10)}
    assert f"organisation:o{place}" in nearly or str(place) in found(made, swapped)
