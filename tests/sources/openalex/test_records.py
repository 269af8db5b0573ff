"""Both generations of the schema field by field; the absurd is left out, the impossible is refused."""

from collections import Counter
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.openalex.objects import ADDRESS, inverted, new_work, old_work

from scibridge.engines.lake.schema import ENTITIES
from scibridge.sources.openalex.records import (
    MOST_AUTHORS,
    MOST_TITLE_CHARACTERS,
    Refused,
    institution_rows,
    number_of,
    rebuilt,
    work_rows,
)


def named(table: str, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row with the names of its columns."""
    schema = next(tables[table] for tables in ENTITIES.values() if table in tables)
    return dict(zip(schema.names[1:], row, strict=True))


def rows_of(data: dict[str, Any]) -> tuple[dict[str, list[dict[str, Any]]], Counter[str]]:
    warnings: Counter[str] = Counter()
    rows = work_rows(orjson.loads(orjson.dumps(data)), warnings)
    return {table: [named(table, row) for row in found] for table, found in rows.items()}, warnings


def test_generation_of_2024_field_by_field() -> None:
    rows, warnings = rows_of(new_work())
    (work,) = rows["works"]
    assert len(work.pop("fingerprint")) == 16
    assert work == {
        "id": 1,
        "updated": "2024-06-01T00:00:00",
        "doi": "10.1234/abc.def",
        "title": "Solid electrolytes 1",
        "abstract": "We show that glass conducts",
        "language": "en",
        "type": "article",
        "year": 2024,
        "published": date(2024, 5, 6),
        "cited_by": 7,
        "is_retracted": False,
        "venue": "Journal of Batteries",
        "keywords": ["Lithium", "Glass"],
        "countries": ["CN", "US"],
        "sdgs": [7],
        "author_count": 2,
    }
    person = {
        "work_id": 1,
        "position": 0,
        "role": "first",
        "person_id": 11,
        "person_name": "Li Wei",
        "orcid": "0000-0002-1825-0097",
        "raw_affiliation": "Tsinghua, Beijing; MIT",
    }
    assert rows["authorships"] == [
        person
        | {
            "organisation_id": 21,
            "organisation_name": "Tsinghua University",
            "ror": "https://ror.org/03cve4549",
            "country": "CN",
            "organisation_type": "education",
        },
        person
        | {
            "organisation_id": 22,
            "organisation_name": "MIT",
            "ror": None,
            "country": "US",
            "organisation_type": None,
        },
        {
            "work_id": 1,
            "position": 1,
            "role": "last",
            "person_id": None,
            "person_name": "A. Nobody",
            "orcid": None,
            "organisation_id": None,
            "organisation_name": None,
            "ror": None,
            "country": None,
            "organisation_type": None,
            "raw_affiliation": None,
        },
    ]
    assert rows["works_topics"] == [
        {
            "work_id": 1,
            "rank": 0,
            "scheme": "topic",
            "topic_id": 31,
            "name": "Batteries",
            "score": 0.75,
            "level": None,
            "subfield_id": 2208,
            "subfield": "Electrical",
            "field_id": 22,
            "field": "Engineering",
            "domain_id": 3,
            "domain": "Physical Sciences",
        }
    ]
    assert rows["citations"] == [{"work_id": 1, "cited_id": 5}, {"work_id": 1, "cited_id": 6}]
    assert not warnings


def test_generation_of_2023_field_by_field() -> None:
    rows, warnings = rows_of(old_work())
    (work,) = rows["works"]
    work.pop("fingerprint")
    assert work == {
        "id": 2,
        "updated": "2023-02-17",
        "doi": None,
        "title": "Dolor in vivo – a review",
        "abstract": None,
        "language": None,
        "type": "journal-article",
        "year": 2019,
        "published": None,
        "cited_by": 0,
        "is_retracted": True,
        "venue": "Pain",
        "keywords": [],
        "countries": ["BR"],
        "sdgs": [],
        "author_count": 1,
    }
    (authorship,) = rows["authorships"]
    assert (authorship["person_id"], authorship["organisation_id"], authorship["raw_affiliation"]) == (
        12,
        23,
        "USP",
    )
    (concept,) = rows["works_topics"]
    assert (concept["scheme"], concept["topic_id"], concept["name"], concept["level"]) == (
        "concept",
        41,
        "Medicine",
        0,
    )
    assert concept["subfield"] is concept["field"] is concept["domain"] is None
    assert rows["citations"] == []
    assert not warnings


def test_absurd_values_are_left_out_and_counted() -> None:
    rows, warnings = rows_of(
        new_work(
            publication_year=20233,
            title="t" * 10_000_000,
            cited_by_count=-4,
            authorships=[
                {"author": {"id": f"{ADDRESS}A{n}", "display_name": f"N {n}"}} for n in range(1, 40_001)
            ],
        )
    )
    (work,) = rows["works"]
    assert (work["year"], work["published"], work["cited_by"]) == (None, None, 0)
    assert len(work["title"]) == MOST_TITLE_CHARACTERS
    assert len(rows["authorships"]) == MOST_AUTHORS
    assert work["author_count"] == 40_000
    assert warnings == {"absurd_year": 1, "long_title": 1, "authors_cut": 1}


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("a\x00b\x07c\u009dd", "abcd"),
        ("safe \u202egnp.exe\u202c end", "safe gnp.exe end"),
        ("\u2066iso\u2069lated\ufeff", "isolated"),
        ("  two\n\tlines\u2028 here ", "two lines here"),
        ("H<sub>2</sub>O at p<0.05 and x<or=56", "H2O at p<0.05 and x<or=56"),
        ("<p>one</p><p>two</p>", "one two"),
        ("Meyer &amp; Söhne &lt;b&gt;bold&lt;/b&gt;", "Meyer & Söhne bold"),
    ],
)
def test_titles_are_plain_text(title: str, kept: str) -> None:
    rows, _ = rows_of(new_work(title=title))
    assert rows["works"][0]["title"] == kept


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "no_id"),
        ({"id": 17}, "no_id"),
        ({"id": f"{ADDRESS}A17"}, "no_id"),
        ({"id": f"{ADDRESS}W٣"}, "no_id"),
        ({"title": 5}, "wrong_shape"),
        ({"language": {"code": "en"}}, "wrong_shape"),
        ({"type": 3}, "wrong_shape"),
        ({"authorships": "many"}, "wrong_shape"),
        ({"authorships": [None]}, "wrong_shape"),
        ({"authorships": [{"author": {"display_name": ["x"]}}]}, "wrong_shape"),
        ({"authorships": [{"institutions": [{"ror": 9}]}]}, "wrong_shape"),
        ({"abstract_inverted_index": ["a"]}, "wrong_shape"),
        ({"abstract_inverted_index": {"a": 1}}, "wrong_shape"),
        ({"abstract_inverted_index": {"a": ["x"], "b": [1]}}, "wrong_shape"),
        ({"referenced_works": [7]}, "wrong_shape"),
        ({"cited_by_count": "many"}, "wrong_shape"),
        ({"topics": [{"score": "high"}]}, "wrong_shape"),
    ],
)
def test_what_cannot_be_a_record_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows_of(new_work(**changes))
    assert refusal.value.reason == reason


def test_small_nonsense_does_not_cost_the_record() -> None:
    rows, warnings = rows_of(
        new_work(
            publication_year="2024",
            publication_date="soon",
            referenced_works=[f"{ADDRESS}W5", "elsewhere", f"{ADDRESS}A6"],
            authorships=[
                {
                    "author": {"id": f"{ADDRESS}W1", "display_name": None, "orcid": "0000"},
                    "institutions": [{"display_name": "X", "country_code": "Atlantis"}],
                }
            ],
            topics=[{"id": f"{ADDRESS}T1", "display_name": "t", "subfield": {"id": "9" * 30}}],
        )
    )
    assert rows["works"][0]["year"] is None
    assert rows["citations"] == [{"work_id": 1, "cited_id": 5}]
    (authorship,) = rows["authorships"]
    assert [authorship[name] for name in ("person_id", "person_name", "orcid", "country")] == [None] * 4
    assert rows["works_topics"][0]["subfield_id"] is None
    assert warnings == {"absurd_year": 1, "absurd_country": 1}


def test_the_fingerprint_is_of_the_content_alone() -> None:
    first, again, other = (
        rows_of(new_work(**changes))[0]["works"][0]["fingerprint"]
        for changes in ({}, {"updated_date": "2025-01-01", "related_works": ["x"]}, {"cited_by_count": 8})
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("https://openalex.org/W12", 12),
        ("W12", 12),
        ("https://openalex.org/works/W12", 12),
        ("w12", 12),
        ("https://openalex.org/W", None),
        ("https://openalex.org/W1_2", None),
        ("W" + "9" * 19, None),
        ("https://example.org/W12", None),
        (None, None),
    ],
)
def test_identifiers(identifier: object, number: int | None) -> None:
    assert number_of(identifier, "W") == number


def test_institutions() -> None:
    warnings: Counter[str] = Counter()
    data = {
        "id": f"{ADDRESS}I21",
        "display_name": "Tsinghua University",
        "international": {"display_name": {"zh": "清华大学", "zh-hans": "清华"}},
        "ror": "https://ror.org/03cve4549",
        "country_code": "CN",
        "type": "education",
        "updated_date": "2023-09-04",
    }
    (row,) = institution_rows(data, warnings)["institutions"]
    found = named("institutions", row)
    found.pop("fingerprint")
    assert found == {
        "id": 21,
        "updated": "2023-09-04",
        "name": "Tsinghua University",
        "name_zh": "清华",
        "ror": "https://ror.org/03cve4549",
        "country": "CN",
        "type": "education",
    }
    for changes, reason in (
        ({"id": "W1"}, "no_id"),
        ({"display_name": ""}, "no_title"),
        ({"ror": 1}, "wrong_shape"),
    ):
        with pytest.raises(Refused) as refusal:
            institution_rows(data | changes, warnings)
        assert refusal.value.reason == reason


words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters=" "), min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=60))
def test_an_abstract_is_rebuilt_from_its_inverted_index(text: list[str]) -> None:
    joined = " ".join(text)
    assert rebuilt(orjson.loads(orjson.dumps(inverted(joined)))) == joined


leaf = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False) | st.text(max_size=8)
anything = st.recursive(
    leaf,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(new_work())), anything, st.booleans())
def test_any_value_in_any_field_gives_rows_that_fit_or_a_refusal(
    field: str, value: object, new: bool
) -> None:
    import pyarrow as pa

    data = (new_work if new else old_work)(**{field: value})
    try:
        rows = work_rows(data, Counter())
    except Refused:
        return
    for table, schema in ENTITIES["works"].items():
        for column, kind in zip(zip(*rows[table], strict=True), list(schema)[1:], strict=False):
            pa.array(column, kind.type)
