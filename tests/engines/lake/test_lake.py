"""Reading: records whole, people and organisations as their works say, an absent lake is an empty one."""

from collections import Counter
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from tests.sources.openalex.objects import ADDRESS, new_work, old_work

from scibridge.engines.errors import UnknownOption
from scibridge.engines.lake.lake import Lake
from scibridge.engines.lake.loading import loading
from scibridge.engines.lake.records import (
    CorpusAffiliation,
    CorpusAuthor,
    CorpusOrganisation,
    CorpusPerson,
    CorpusTopic,
    Work,
    WorkLine,
)
from scibridge.sources.openalex.records import institution_rows, work_rows

TSINGHUA = CorpusAffiliation("I21", "Tsinghua University", "https://ror.org/03cve4549", "CN")
MIT = CorpusAffiliation("I22", "MIT", "", "US")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Three works in two parts and a record of an institution."""
    moved = {
        "author_position": "first",
        "author": {"id": f"{ADDRESS}A11", "display_name": "Wei Li"},
        "institutions": [{"id": f"{ADDRESS}I24", "display_name": "ETH", "country_code": "CH"}],
    }
    later = new_work(3, title="Later", publication_year=2025, publication_date=None, authorships=[moved])
    institution = {
        "id": f"{ADDRESS}I21",
        "display_name": "Tsinghua",
        "international": {"display_name": {"zh": "清华大学"}},
        "country_code": "CN",
    }
    with loading(tmp_path) as writing:
        for works in ([new_work(1), old_work(2)], [later]):
            part = writing.part("works")
            for one in works:
                part.add(work_rows(one, Counter()))
            writing.stage("works", [part], [])
        part = writing.part("institutions")
        part.add(institution_rows(institution, Counter()))
        writing.stage("institutions", [part], [])
        writing.settle()
    return Lake(tmp_path)


def test_a_work_whole(lake: Lake) -> None:
    work = lake.work("W1")
    assert work is not None
    assert len(work.fingerprint) == 16
    assert work == Work(
        id="W1",
        doi="10.1234/abc.def",
        title="Solid electrolytes 1",
        abstract="We show that glass conducts",
        language="en",
        type="article",
        year=2024,
        published=date(2024, 5, 6),
        cited_by=7,
        is_retracted=False,
        venue="Journal of Batteries",
        keywords=("Lithium", "Glass"),
        countries=("CN", "US"),
        sdgs=(7,),
        author_count=2,
        fingerprint=work.fingerprint,
        authors=(
            CorpusAuthor("A11", "Li Wei", "0000-0002-1825-0097", (TSINGHUA, MIT)),
            CorpusAuthor("", "A. Nobody", "", ()),
        ),
        topics=(
            CorpusTopic("T31", "topic", "Batteries", 0.75, "Electrical", "Engineering", "Physical Sciences"),
        ),
    )


def test_works_by_id_and_in_stream_are_the_same(lake: Lake) -> None:
    streamed = {work.id: work for batch in lake.stream_works(1) for work in batch}
    assert list(streamed) == ["W1", "W2", "W3"]
    assert lake.works(["W3", "W1", "W2", "W99", "A1", "", "Wx", "W" + "9" * 30]) == list(streamed.values())
    assert lake.work("W99") is None


def test_a_person_is_what_their_works_say(lake: Lake) -> None:
    person = lake.person("A11")
    assert person is not None
    assert person == CorpusPerson(
        id="A11",
        name="Wei Li",
        orcid="0000-0002-1825-0097",
        organisations=(CorpusAffiliation("I24", "ETH", "", "CH"), TSINGHUA, MIT),
        countries=("CH", "CN", "US"),
        works=2,
        first_year=2024,
        last_year=2025,
        topics=("Batteries",),
        fingerprint=person.fingerprint,
    )
    assert [one.id for batch in lake.stream_people(1) for one in batch] == ["A11", "A12"]
    assert [one.id for one in lake.people(["A12", "A11", "A99"])] == ["A11", "A12"]
    assert lake.person("A99") is None


def test_an_organisation_is_its_record_and_what_works_say(lake: Lake) -> None:
    organisation = lake.organisation("I21")
    assert organisation is not None
    assert organisation == CorpusOrganisation(
        id="I21",
        name="Tsinghua",
        name_zh="清华大学",
        ror="https://ror.org/03cve4549",
        country="CN",
        type="education",
        works=1,
        first_year=2024,
        last_year=2024,
        topics=("Batteries",),
        fingerprint=organisation.fingerprint,
    )
    assert lake.organisation_by_ror("https://ror.org/03cve4549") == organisation
    assert lake.organisation_by_ror("https://ror.org/none") is None
    assert [one.id for batch in lake.stream_organisations() for one in batch] == ["I21", "I22", "I23", "I24"]
    assert lake.organisations(["I21"]) == [organisation]


def test_lists_of_works_and_people(lake: Lake) -> None:
    newest = WorkLine("W3", "Later", 2025, "Journal of Batteries", "en", 7)
    older = WorkLine("W1", "Solid electrolytes 1", 2024, "Journal of Batteries", "en", 7)
    assert lake.works_of_person("A11") == [newest, older]
    assert lake.works_of_person("A11", limit=1, offset=1) == [older]
    assert lake.works_of_organisation("I21") == [older]
    assert lake.works_of_organisation("nonsense") == []
    assert [one.id for one in lake.people_of_organisation("I22")] == ["A11"]
    assert lake.people_of_organisation("A1") == []


def test_fingerprints_are_of_every_record(lake: Lake) -> None:
    marks = dict(lake.fingerprints())
    assert sorted(marks) == ["A11", "A12", "I21", "I22", "I23", "I24", "W1", "W2", "W3"]
    assert marks["W1"] == lake.works(["W1"])[0].fingerprint
    assert marks["A11"] == lake.people(["A11"])[0].fingerprint
    assert marks["I21"] == lake.organisations(["I21"])[0].fingerprint


def test_an_absent_lake_is_an_empty_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "none")
    assert set(lake.counts().values()) == {0}
    assert (lake.generation, lake.work("W1"), lake.person("A1"), lake.organisation("I1")) == (
        0,
        None,
        None,
        None,
    )
    assert list(lake.stream_works()) == list(lake.stream_people()) == list(lake.fingerprints()) == []
    assert lake.works_of_person("A1") == lake.people_of_organisation("I1") == []
    assert not (tmp_path / "none").exists()


def test_statements_are_named(lake: Lake) -> None:
    with pytest.raises(UnknownOption) as refusal:
        lake.query("works; DROP TABLE works")
    assert "works_by_id" in refusal.value.data["choices"]
    hostile = "x' OR '1'='1"
    assert lake.query("organisation_by_ror", ror=hostile).num_rows == 0


def test_threads_share_a_lake(lake: Lake) -> None:
    found: list[int] = []
    threads = [Thread(target=lambda: found.append(len(lake.works(["W1", "W2", "W3"])))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 8
