"""The way of a request through the server: one thread answers, another reads what streams."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from tests.loops import run

from scibridge.config.asgi import OneVisit

View = Callable[[HttpRequest], HttpResponseBase]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[View], OneVisit]:
    """A server whose every address is one view."""

    def serving(view: View) -> OneVisit:
        def answer(request: HttpRequest) -> HttpResponseBase:
            response = view(request)
            response._resource_closers.append(request.close)  # as Django's own does
            return response

        made = OneVisit()
        monkeypatch.setattr(made, "get_response", answer)
        return made

    return serving


def asked(server: OneVisit, path: str = "/", times: int = 1) -> list[bytes]:
    """The bodies of so many requests, one after the other."""

    async def ask() -> list[bytes]:
        bodies = []
        for _ in range(times):
            scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
            visitor = ApplicationCommunicator(server, scope)
            await visitor.send_input({"type": "http.request"})
            assert (await visitor.receive_output(5))["status"] == 200
            body, more = b"", True
            while more:
                message = await visitor.receive_output(5)
                body, more = body + message.get("body", b""), message.get("more_body", False)
            bodies.append(body)
            await visitor.wait(5)
        return bodies

    return run(ask())


def test_requests_share_one_thread_and_its_connection(server: Callable[[View], OneVisit]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{threading.get_ident()} {id(connections['default'])}")

    found = asked(server(view), times=3)
    assert len(set(found)) == 1
    assert found[0].split()[0] != str(threading.get_ident()).encode()


def test_what_streams_is_read_in_another_thread_whole_and_in_the_language_of_the_request(
    server: Callable[[View], OneVisit],
) -> None:
    threads: dict[str, Any] = {}

    def rows() -> Iterator[bytes]:
        threads["reading"] = threading.current_thread().name
        for number in range(3):
            yield f"{number} {translation.get_language()}\n".encode()

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        threads["answering"] = threading.current_thread().name
        translation.activate("zh-hans")
        return StreamingHttpResponse(rows())

    assert asked(server(view)) == [b"0 zh-hans\n1 zh-hans\n2 zh-hans\n"]
    assert threads["answering"].startswith("answering")
    assert threads["reading"].startswith("reading")


def test_a_language_does_not_stay_for_the_next_request(server: Callable[[View], OneVisit]) -> None:
    seen: list[str | None] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        translation.activate("zh-hans")
        return HttpResponse()

    asked(server(view), times=2)
    assert seen == ["en", "en"]


def test_only_http_is_answered() -> None:
    async def ask() -> None:
        await OneVisit()({"type": "websocket"}, None, None)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="websocket"):
        run(ask())
