"""The index made anew from database and lake, and the examination that compares the three."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import withdraw_need
from scibridge.domain.indexing.selectors import waiting_count
from scibridge.engines.lake.loading import loading
from scibridge.engines.lake.manifest import Input
from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.failures import IndexAbsent
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.doctor import Difference, Finding, examine
from scibridge.flows.indexing.rebuilding import rebuild_index, update_corpus
from scibridge.flows.indexing.updating import bring_up_to_date

Publish = Callable[..., Need]
Rows = dict[str, list[tuple[Any, ...]]]
pytestmark = pytest.mark.django_db


def work(number: int, title: str, updated: str = "2026-01-01") -> Rows:
    content = (None, title, "An abstract.", "en", "article", 2024, date(2024, 5, 1), 3, False, "A journal")
    authorship = (
        number,
        0,
        "first",
        500 + number,
        f"Author {number}",
        None,
        9,
        "Institute",
        None,
        "KE",
        None,
        None,
    )
    return {
        "works": [(number, f"{title:.8}{updated}", updated, *content, [], ["KE"], [3], 1)],
        "authorships": [authorship],
        "works_topics": [],
        "citations": [],
    }


def works(*numbers: int, title: str = "Rapid dengue tests", updated: str = "2026-01-01") -> Iterator[Rows]:
    return (work(number, f"{title} {number}", updated) for number in numbers)


def load(rows: Iterator[Rows], source: str) -> None:
    with loading(settings.LAKE_DIRECTORY) as lake:
        part = lake.part("works")
        number = sum(part.add(one) for one in rows)
        lake.stage("works", [part], [Input("works", source, source, number)])
        lake.settle()


def opened() -> MatchIndex:
    return MatchIndex.open(settings.INDEX_DIRECTORY)


def test_rebuilding_takes_database_and_lake_and_the_waiting_changes(publish: Publish) -> None:
    publish()
    load(works(1, 2), "first")
    seen: list[tuple[int, int]] = []
    assert rebuild_index(lambda done, total: seen.append((done, total))) == 6
    assert seen[-1] == (6, 6)
    assert opened().count_by_kind() == {Kind.NEED: 1, Kind.WORK: 2, Kind.PERSON: 2, Kind.ORGANISATION: 1}
    assert waiting_count() == 0
    assert examine().findings == ()


def test_a_corpus_document_carries_what_answers_need(publish: Publish) -> None:
    load(works(7), "first")
    update_corpus()
    found = opened().get("work:W7")
    assert isinstance(found, Document)
    assert (found.origin, found.year, found.countries) == ("corpus", 2024, ("KE",))
    assert found.challenges == ("human_health",)
    assert [(one.kind, one.key, one.name) for one in found.contributors] == [
        (Kind.PERSON, "openalex:A507", "Author 7"),
        (Kind.ORGANISATION, "openalex:I9", "Institute"),
    ]


def test_updating_the_corpus_writes_what_changed_and_nothing_else(publish: Publish) -> None:
    load(works(1, 2), "first")
    assert update_corpus() == 5
    assert update_corpus() == 0
    load(works(2, title="Better dengue tests", updated="2026-02-01"), "second")
    # The work changed; its author and the institution describe themselves by works, whose number stayed.
    assert update_corpus() == 1
    changed = opened().get("work:W2")
    assert changed is not None
    assert changed.texts["en"].title == "Better dengue tests 2"
    assert examine().agrees


def test_a_lake_that_lost_records_loses_them_in_the_index_too() -> None:
    load(works(1, 2), "first")
    update_corpus()
    (settings.LAKE_DIRECTORY / "manifest.json").unlink()
    assert update_corpus() == 5
    assert opened().count_by_kind() == {}


def test_the_doctor_names_what_is_missing_stale_and_left_over(publish: Publish, owner: Account) -> None:
    stale, missing, gone = publish("Stale"), publish("Missing"), publish("Gone")
    bring_up_to_date()
    Need.objects.filter(pk=stale.pk).update(title='{"en": "Changed behind everyone\'s back"}')
    with opened().writer() as writer:
        writer.remove([missing.document_id])
    Need.objects.filter(pk=gone.pk).delete()
    report = examine()
    assert report.findings == (
        Finding("database", Difference.MISSING, 1, (missing.document_id,)),
        Finding("database", Difference.STALE, 1, (stale.document_id,)),
        Finding("index", Difference.SURPLUS, 1, (gone.document_id,)),
    )
    assert not report.agrees
    rebuild_index()
    assert examine().agrees


def test_what_waits_for_the_worker_is_no_difference(publish: Publish, owner: Account) -> None:
    need = publish()
    bring_up_to_date()
    withdraw_need(need, actor=owner)
    report = examine()
    assert (report.waiting, report.in_database, report.in_index, report.agrees) == (1, 0, 1, True)


def test_without_an_index_the_doctor_says_so() -> None:
    with pytest.raises(IndexAbsent):
        examine()
