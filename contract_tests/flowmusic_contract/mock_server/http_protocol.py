"""HTTP as uvicorn reads it, with a limit on the size of a request's head, a short way to most responses, and resets."""

import socket
import struct
from functools import cache
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from flowmusic_contract.mock_server.api import Response
from flowmusic_contract.mock_server.asgi import RESET, Application, Sending
from flowmusic_contract.mock_server.changes import BODILESS

_MOST_BYTES = 65_536
"""The size of a request's head, far above what clients send. The parser needs quadratic time for a header."""

_LINGERING = 2
"""Seconds in which the rest of a refused request is read."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class HttpProtocol(HttpToolsProtocol):
    """Responds with 431 to a head that is too large, and drops the rest of it.

    Writes an ordinary response at once. A task for each request, and messages between it and this class, would cost
    more than everything else that the server does.
    """

    _head = 0
    """Bytes of the head that is being read; 0 between a head and the next message."""

    _is_refused = False

    def data_received(self, data: bytes) -> None:
        """Parses in pieces, so that a head cannot grow far beyond the limit."""
        for start in range(0, len(data), _MOST_BYTES):
            if self._is_refused or self.transport.is_closing():
                return
            piece = data[start : start + _MOST_BYTES]
            super().data_received(piece)
            if self._head:
                self._head += len(piece)
            if self._head > _MOST_BYTES:
                self._refuse()

    def on_message_begin(self) -> None:
        """Starts to count the head, and lets the application reset the connection."""
        super().on_message_begin()
        self._head = 1
        self.scope[RESET] = self._reset  # type: ignore[literal-required] # ours

    def on_headers_complete(self) -> None:
        """Ends to count."""
        self._head = 0
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        # Soon and not at once: what arrives on many connections at the same time is first read, and then answered.
        self.loop.call_soon(self._answer, cycle, app)

    def _answer(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        application: Any = self.config.app
        is_simple = isinstance(application, Application) and cycle.scope["method"] in ("GET", "HEAD")
        if is_simple and not self.flow.write_paused and not self.transport.is_closing():
            try:
                response = application.answer(cycle.scope)
            except Exception as error:  # noqa: BLE001 - uvicorn logs it and responds with 500
                app = _raising(error)
            else:
                if response is not None and _is_ordinary(response):
                    self._respond(cycle, response)
                    return
                app = Sending(response) if response is not None else app
        super()._start_asgi_task(cycle, app)

    def _respond(self, cycle: RequestResponseCycle, response: Response) -> None:
        head = [_status_line(response.status), f"content-length: {len(response.body)}\r\n"]
        head += [f"{name}: {value}\r\n" for name, value in response.headers]
        head.append("\r\n" if cycle.keep_alive else "connection: close\r\n\r\n")
        body = response.body if cycle.scope["method"] == "GET" else b""
        self.transport.write("".join(head).encode("latin-1") + body)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _refuse(self) -> None:
        self._is_refused = True
        if self.cycle and not self.cycle.response_complete:  # uvicorn has no cycle before the first request
            self.transport.close()
            return
        # A connection that is closed with unread bytes is reset, and the client does not see the response.
        self.transport.write(_TOO_LARGE)
        self.transport.write_eof()
        self.loop.call_later(_LINGERING, self.transport.close)

    def _reset(self) -> None:
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def _is_ordinary(response: Response) -> bool:
    return not (response.delay or response.reset or response.truncated or response.status in BODILESS)


@cache
def _status_line(status: int) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n"


def _raising(error: Exception) -> ASGI3Application:
    async def raise_it(_scope: object, _receive: object, _send: object) -> None:
        raise error

    return raise_it
