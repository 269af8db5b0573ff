"""The live API, on answers written as OpenAlex writes them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.sources.openalex.objects import new_work

from scibridge.sources.failures import ServiceFailed
from scibridge.sources.openalex.live import ATTEMPTS, LONGEST_WAIT_SECONDS, search_works

Answer = httpx.Response | Exception


def page(numbers: list[int], cursor: str | None, count: int = 5) -> httpx.Response:
    meta = {"count": count, "db_response_time_ms": 31, "page": None, "per_page": 200, "next_cursor": cursor}
    return httpx.Response(200, json={"meta": meta, "results": [new_work(n) for n in numbers], "group_by": []})


class Service:
    """Gives prepared answers in turn and remembers what it was asked and how long it was left alone."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.QueryParams] = []
        self.pauses: list[float] = []

    def search(self, **options: Any) -> list[dict[str, Any]]:
        def answer(request: httpx.Request) -> httpx.Response:
            self.asked.append(request.url.params)
            given = self.answers.pop(0)
            if isinstance(given, Exception):
                raise given
            return given

        with httpx.Client(transport=httpx.MockTransport(answer)) as client:
            return list(search_works("solid state", client=client, pause=self.pauses.append, **options))


def test_pages_are_followed_by_cursor() -> None:
    told: list[tuple[int, int]] = []
    service = Service(page([1, 2], "abc"), page([3, 4], "def"), page([5], None))
    works = service.search(key="k1", mail="me@example.org", progress=lambda *step: told.append(step))
    assert [one["id"][-1] for one in works] == ["1", "2", "3", "4", "5"]
    assert [dict(one) for one in service.asked] == [
        {"search": "solid state", "per-page": "200", "cursor": c, "api_key": "k1", "mailto": "me@example.org"}
        for c in ("*", "abc", "def")
    ]
    assert service.pauses == [0.15, 0.15]
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_the_limit_ends_the_search() -> None:
    service = Service(page([1, 2], "abc"), page([3, 4], "def"))
    assert len(service.search(limit=3)) == 3
    assert service.asked[0]["per-page"] == "3"


def test_an_empty_page_ends_the_search() -> None:
    assert Service(page([], "abc", count=0)).search() == []


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        (lambda: httpx.Response(429, headers={"Retry-After": "7"}), 7.0),
        (lambda: httpx.Response(429, headers={"Retry-After": "86400"}), LONGEST_WAIT_SECONDS),
        (
            lambda: httpx.Response(
                503,
                headers={
                    "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
                    "Retry-After": "Wed, 21 Oct 2026 07:28:12 GMT",
                },
            ),
            12.0,
        ),
        (lambda: httpx.Response(500, headers={"Retry-After": "soon"}), 1.0),
        (lambda: httpx.Response(502), 1.0),
        (lambda: httpx.ReadTimeout("slow"), 1.0),
        (lambda: httpx.ConnectError("no route"), 1.0),
    ],
)
def test_passing_faults_are_tried_again(fault: Callable[[], Answer], pause: float) -> None:
    service = Service(fault(), page([1], None))
    assert len(service.search()) == 1
    assert service.pauses == [pause]


@pytest.mark.parametrize(
    ("fault", "reason", "status"),
    [
        (lambda: httpx.Response(429), "limit", 429),
        (lambda: httpx.Response(500), "refused", 500),
        (lambda: httpx.ReadTimeout("slow"), "timeout", None),
        (lambda: httpx.ConnectError("no route"), "refused", None),
    ],
)
def test_lasting_faults_end_it(fault: Callable[[], Answer], reason: str, status: int | None) -> None:
    service = Service(*(fault() for _ in range(ATTEMPTS)))
    with pytest.raises(ServiceFailed) as failure:
        service.search()
    assert (failure.value.reason, failure.value.data["status"]) == (reason, status)
    assert service.pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_refusal_is_not_tried_again_and_does_not_tell_the_key() -> None:
    service = Service(httpx.Response(403, text='{"error": "Invalid api_key=s3cret"}'))
    with pytest.raises(ServiceFailed) as failure:
        service.search(key="s3cret")
    assert failure.value.data["status"] == 403
    assert "s3cret" not in str(failure.value)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"results": []}),
        httpx.Response(200, json={"results": ["W1"], "meta": {}}),
    ],
)
def test_an_answer_that_is_none(answer: httpx.Response) -> None:
    with pytest.raises(ServiceFailed) as failure:
        Service(answer).search()
    assert failure.value.reason == "answer"
