"""A uvicorn server that stops at once, so that each test can have its own."""

import asyncio
import socket
import time
from contextlib import suppress
from threading import Event

import uvicorn
from starlette.types import ASGIApp

from flowmusic_contract.mock_server.http_protocol import HttpProtocol

_MOST_SECONDS = 1
"""How long a response that has begun may take when the server stops."""


class StoppableServer(uvicorn.Server):
    """Stops within milliseconds. uvicorn itself looks every 0.1 s whether it should stop, and then waits 0.1 s more."""

    @classmethod
    def of(cls, application: ASGIApp) -> "StoppableServer":
        """Returns a server that writes only errors to the log."""
        return cls(
            uvicorn.Config(
                application,
                http=HttpProtocol,
                ws="none",  # a request to upgrade is an ordinary request, whatever is installed
                lifespan="off",
                log_config=None,  # its own one fails if standard output is closed
                log_level="error",
                access_log=False,
                server_header=False,
                date_header=False,  # the application has its own
            )
        )

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._has_started = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves until `stop` is called."""
        try:
            super().run(sockets)
        finally:
            self._has_started.set()  # or failed to: in either case, nobody has to wait

    def stop(self) -> None:
        """Stops the server from another thread, if it still runs."""
        self._has_started.wait()
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        """Waits until the server should stop."""
        self._loop = asyncio.get_running_loop()
        self._has_started.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes the connections, each after the response that has begun."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        end = time.monotonic() + _MOST_SECONDS
        while self.server_state.connections and time.monotonic() < end:  # noqa: ASYNC110 - a connection sets no event
            await asyncio.sleep(0.001)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in self.server_state.tasks:
            task.cancel()
