"""A server that takes the next connection when it can answer it.

uvicorn takes every connection that comes. Of several processes at one socket one then holds requests in wait
while another has nothing to do; left in the system's queue, they go to whichever process is free first.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvicorn

# How long a connection that was taken may be silent before the next one is: someone's line is slow.
_SILENCE_SECONDS: Final = 0.01
_PAUSE_SECONDS: Final = 0.1
_log: Final = logging.getLogger("uvicorn.error")


class Accepting(uvicorn.Server):
    """Answers at one listening socket; ``begun`` and ``free`` tell when the process has something to do."""

    def __init__(
        self, config: uvicorn.Config, begun: Callable[[], Awaitable[Any]], free: Callable[[], Awaitable[Any]]
    ) -> None:
        super().__init__(config)
        self._begun, self._free = begun, free
        self._taking: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Everything but listening as uvicorn does it."""
        await super().startup(sockets=[])
        self._taking = [asyncio.create_task(self._take(one)) for one in sockets or ()]
        for one in self._taking:
            one.add_done_callback(self._no_longer_takes)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing more, finish what was taken."""
        for one in self._taking:
            one.cancel()
        await asyncio.gather(*self._taking, return_exceptions=True)
        await super().shutdown(sockets=sockets)

    async def _take(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        listening.setblocking(False)
        while True:
            await self._free()
            try:
                connection, _address = await loop.sock_accept(listening)
            except OSError:  # who came has gone, or too many files are open: others may still come
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            connection.setblocking(False)
            try:
                await loop.connect_accepted_socket(self._protocol, connection)
            except BaseException as error:
                connection.close()
                if not isinstance(error, OSError):
                    raise
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._begun(), _SILENCE_SECONDS)

    def _no_longer_takes(self, taking: asyncio.Task[None]) -> None:
        """End rather than be deaf: whoever watches starts another."""
        if not taking.cancelled() and (error := taking.exception()) is not None:
            _log.error("connections are taken no longer", exc_info=error)
            self.should_exit = True

    def _protocol(self) -> asyncio.Protocol:
        chosen: Any = self.config.http_protocol_class
        made: asyncio.Protocol = chosen(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made
