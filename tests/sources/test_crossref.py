"""Crossref by DOI: what its records say, and what happens when it does not answer."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.sources.crossref import ATTEMPTS, CrossrefAuthor, CrossrefWork, fetch_work
from scibridge.sources.failures import ServiceFailed

DOI = "10.5555/quiet(rotor)"
MESSAGE: dict[str, Any] = {
    "DOI": DOI,
    "type": "journal-article",
    "language": "en",
    "title": ["A <i>quiet</i> rotor &amp; its noise"],
    "subtitle": ["Field trial"],
    "container-title": ["Journal of Rotors"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>We cut noise\n by 12 dB.</jats:p>"
    "<jats:p>At <jats:sup>2</jats:sup> m &lt; 60 dB.</jats:p>",
    "published": {"date-parts": [[2024, 3]]},
    "license": [
        {"URL": "http://www.elsevier.com/tdm/userlicense/1.0/"},
        {"URL": "https://creativecommons.org/licenses/by/4.0/"},
    ],
    "author": [
        {"given": "Lena", "family": "Maes", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
        {"name": "The Rotor Group"},
        {"given": ""},
    ],
}


class Service:
    """Answers from a list; keeps what was asked and how long was waited."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.asked, self.waits = list(answers), [], []  # type: ignore[var-annotated]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def fetch(self, **options: str) -> CrossrefWork | None:
        with httpx.Client(transport=httpx.MockTransport(self)) as client:
            return fetch_work(DOI, client=client, pause=self.waits.append, **options)


def answer(message: object = None, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"status": "ok", "message": message or MESSAGE}, headers=headers)


def test_a_record_is_read() -> None:
    service = Service(answer())
    assert service.fetch(mail="desk@example.org") == CrossrefWork(
        doi=DOI,
        title="A quiet rotor & its noise: Field trial",
        abstract="We cut noise\nby 12 dB.\nAt 2 m < 60 dB.",
        type="journal-article",
        language="en",
        year=2024,
        venue="Journal of Rotors",
        licence="CC-BY-4.0",
        authors=(CrossrefAuthor("Lena Maes", "0000-0002-1825-0097"), CrossrefAuthor("The Rotor Group", "")),
    )
    (request,) = service.asked
    assert request.url.raw_path == b"/works/10.5555%2Fquiet%28rotor%29?mailto=desk%40example.org"


def test_a_doi_nobody_registered_is_none() -> None:
    assert Service(httpx.Response(404, text="Resource not found.")).fetch() is None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda: httpx.ConnectTimeout("slow"), "timeout"),
        (lambda: httpx.ReadTimeout("slow"), "timeout"),
        (lambda: httpx.ConnectError("no route"), "refused"),
        (lambda: httpx.Response(503), "refused"),
        (lambda: httpx.Response(429), "limit"),
    ],
)
def test_passing_faults_are_tried_again(fault: Callable[[], httpx.Response | Exception], reason: str) -> None:
    service = Service(fault(), fault(), answer())
    found = service.fetch()
    assert found is not None
    assert found.year == 2024
    assert service.waits == [0.5, 1.0]
    service = Service(*(fault() for _ in range(ATTEMPTS)))
    with pytest.raises(ServiceFailed) as failed:
        service.fetch()
    assert (failed.value.reason, len(service.asked)) == (reason, ATTEMPTS)


def test_the_service_is_waited_for_within_reason() -> None:
    service = Service(
        httpx.Response(429, headers={"Retry-After": "2"}),
        httpx.Response(429, headers={"Retry-After": "900"}),
        answer(),
    )
    service.fetch()
    assert service.waits == [2.0, 4.0]


@pytest.mark.parametrize(
    "odd",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"message": "x"}),
        httpx.Response(403),
    ],
)
def test_an_answer_that_is_none_is_not_tried_again(odd: httpx.Response) -> None:
    service = Service(odd)
    with pytest.raises(ServiceFailed):
        service.fetch()
    assert service.waits == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(MESSAGE, _JSON)))
def test_a_record_of_any_shape_is_read(message: dict[str, Any]) -> None:
    found = Service(httpx.Response(200, json={"message": message})).fetch()
    assert found is not None
    assert found.doi == DOI
