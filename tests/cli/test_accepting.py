"""The server takes the next connection when it can answer it, and finishes what it took."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Self

import pytest
import uvicorn
from tests.loops import run

from scibridge.cli.accepting import Accepting

PATIENCE = 10.0
QUESTION = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
Answering = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Place:
    """A server under test, what it has begun, and when it may go on."""

    def __init__(self) -> None:
        self.begun, self.free, self.go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.free.set()
        self.asked = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        config = uvicorn.Config(
            self.answer, interface="asgi3", log_level="critical", lifespan="off", ws="none"
        )
        self.server = Accepting(config, self.begun.wait, self.free.wait)
        self.running: asyncio.Task[None] | None = None

    async def answer(self, _scope: dict[str, Any], _receive: Any, send: Any) -> None:
        self.asked += 1
        self.begun.set()
        self.free.clear()
        await self.go_on.wait()
        self.begun.clear()
        self.free.set()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def __aenter__(self) -> Self:
        # Its handlers of signals are for a main thread.
        self.running = asyncio.create_task(self.server._serve([self.listening]))
        await self.until(lambda: self.server.started)
        return self

    async def __aexit__(self, *_failure: object) -> None:
        self.go_on.set()
        self.server.should_exit = True
        assert self.running is not None
        await asyncio.wait_for(self.running, PATIENCE)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(0.005)

    async def ask(self) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(QUESTION)
        await writer.drain()
        answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
        writer.close()
        return answer


def test_while_one_is_answered_the_next_waits_outside() -> None:
    async def trial() -> None:
        async with Place() as place:
            first = asyncio.create_task(place.ask())
            await place.until(lambda: place.asked == 1)
            second = asyncio.create_task(place.ask())
            await asyncio.sleep(0.1)
            assert len(place.server.server_state.connections) == 1
            place.go_on.set()
            answers = await asyncio.gather(first, second)
            assert [one.endswith(b"\r\n\r\nok") for one in answers] == [True, True]
            assert place.asked == 2

    run(trial())


def test_a_silent_line_keeps_nobody_out() -> None:
    async def trial() -> None:
        async with Place() as place:
            place.go_on.set()
            _reader, silent = await asyncio.open_connection("127.0.0.1", place.port)
            await place.until(lambda: len(place.server.server_state.connections) == 1)
            assert (await place.ask()).endswith(b"ok")
            silent.close()

    run(trial())


def test_what_was_taken_is_finished_and_nothing_more_is_taken() -> None:
    async def trial() -> bytes:
        async with Place() as place:
            asked = asyncio.create_task(place.ask())
            await place.until(lambda: place.asked == 1)
            place.server.should_exit = True
            await place.until(lambda: place.listening.fileno() == -1)
            place.go_on.set()
            return await asked

    assert run(trial()).endswith(b"ok")


def test_another_process_takes_what_this_one_cannot() -> None:
    """Two servers at one socket: what comes while the first is busy goes to the second."""

    async def trial() -> tuple[int, int]:
        async with Place() as busy:
            first = asyncio.create_task(busy.ask())
            await busy.until(lambda: busy.asked == 1)
            idle = Place()
            idle.listening.close()
            idle.listening, idle.port = busy.listening.dup(), busy.port
            idle.go_on.set()
            async with idle:
                for _number in range(5):
                    assert (await idle.ask()).endswith(b"ok")
            busy.go_on.set()
            await first
            return busy.asked, idle.asked

    assert run(trial()) == (1, 5)


def test_a_server_that_could_take_no_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def trial() -> bool:
        place = Place()

        def broken() -> asyncio.Protocol:
            raise RuntimeError

        monkeypatch.setattr(place.server, "_protocol", broken)
        async with place:
            _reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            await place.until(lambda: place.server.should_exit)
            writer.close()
            return place.server.should_exit

    assert run(trial())


@pytest.mark.parametrize("number", [1, 3])
def test_the_thread_that_answers_tells_when_it_is_free(number: int) -> None:
    """:class:`~scibridge.config.asgi.OneVisit` says so itself."""
    from django.http import HttpRequest, HttpResponse

    from scibridge.config.asgi import OneVisit

    visit, going = OneVisit(), threading.Event()

    def answer(_request: HttpRequest) -> HttpResponse:
        assert going.wait(PATIENCE)
        return HttpResponse()

    visit.get_response = answer  # type: ignore[method-assign]

    async def trial() -> None:
        await asyncio.wait_for(visit.free(), PATIENCE)
        asked = [asyncio.create_task(visit.get_response_async(HttpRequest())) for _one in range(number)]
        await asyncio.wait_for(visit.begun(), PATIENCE)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(visit.free(), 0.02)
        going.set()
        await asyncio.gather(*asked)
        await asyncio.wait_for(visit.free(), PATIENCE)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(visit.begun(), 0.02)

    run(trial())
