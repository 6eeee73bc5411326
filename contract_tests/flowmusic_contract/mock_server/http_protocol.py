"""HTTP as uvicorn reads it, with limits of size and time for a request, and a short way to the usual response."""

import asyncio
import math
import socket
import struct
from functools import lru_cache
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from flowmusic_contract.mock_server.api import PATH, Request, Response
from flowmusic_contract.mock_server.asgi import RESET, RESPONSE, WRITE, Application, request_of
from flowmusic_contract.mock_server.trouble import BODILESS

_MOST_BYTES = 65_536
"""The size of a request's head, far above what clients send. The parser needs quadratic time for a header."""

_LINGERING = 2
"""Seconds in which the rest of a refused request is read."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

# uvicorn knows the statuses up to 599 only, and closes the connection instead of sending another one.
STATUS_LINE.update({status: f"HTTP/1.1 {status} \r\n".encode() for status in range(600, 1000)})

_CHUNKED = ("transfer-encoding", "chunked")
"""What leaves it to uvicorn to send the body in chunks."""

_KNOWN: dict[tuple[tuple[str, int] | None, bytes], Request] = {}
"""What the bytes from a client's end mean: whole GET requests to the documented path that leave the connection open."""

_MOST_KNOWN = 1000
_LONGEST_KNOWN = 2000


class HttpProtocol(HttpToolsProtocol):
    """Responds with 431 to a head that is too large, and drops the rest of it; upgrades no connection.

    A connection ends with 408 if the head of a request is late, and without a response if its body is, or if no request
    begins. The time in which a client waits for a response does not count. The connection is reset if the client stops
    reading a response.

    Most requests repeat an earlier one of their connection byte by byte. They are not parsed again, and their response
    is written at once: parsing, a task for each request and its messages would cost more than everything else.
    """

    idle_seconds = 300
    """How long a connection stays open without a request, at least: clients keep one for minutes."""

    request_seconds = 60
    """How long a request may take from its first byte to its last."""

    unread_seconds = 60
    """How long a client may read nothing while a part of a response waits."""

    _head: int | None = None
    """Bytes of the head that is being read, without the piece in which it began; None outside of a head."""

    _piece = 0
    """Bytes of the piece that is being parsed."""

    _is_refused = False
    _whole_messages = 0
    _is_within_message = False
    _reader_timer: asyncio.TimerHandle | None = None
    """Runs while a part of a response waits for the client to read."""

    _response: Response | None = None
    """The response to the next message, if the application has been called already."""

    _responded_at = -math.inf
    """When a request that is known got its response. The timer goes on, and looks here when it ends: restarting it
    would cost as much as the response."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts to wait for a request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that writing is paused whenever something waits to be sent
        self.timeout_keep_alive = self.idle_seconds
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops waiting, so that nothing keeps what belonged to the connection."""
        self._unset_keepalive_if_required()
        super().connection_lost(exc)
        self._stop_awaiting_reader()

    def pause_writing(self) -> None:
        """Starts to wait for the client to read."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Stops waiting: the client has read everything."""
        super().resume_writing()
        self._stop_awaiting_reader()

    def _await_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._reader_timer = self.loop.call_later(self.unread_seconds, self._reset_unless_read, unread)

    def _stop_awaiting_reader(self) -> None:
        if self._reader_timer:
            self._reader_timer.cancel()

    def _reset_unless_read(self, before: int) -> None:
        if self.transport.get_write_buffer_size() < before:
            self._await_reader()
        else:
            self._reset()

    def _await_request(self) -> None:
        """Limits the time until the next request, or until the rest of one."""
        self._unset_keepalive_if_required()
        seconds = self.request_seconds if self._is_within_message else self.idle_seconds
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self._give_up)

    def on_response_complete(self) -> None:
        """Goes on to the next request, or waits for one, or for the rest of one."""
        super().on_response_complete()
        if self._is_within_message and self.timeout_keep_alive_task:
            self._await_request()

    def data_received(self, data: bytes) -> None:
        """Responds to a request that is known, and parses others."""
        is_next = not self._is_within_message and not self._is_responding()
        request = _KNOWN.get((self.client, data))
        if request and is_next and not self.flow.write_paused and self._responds_to(request):
            return
        before = self._whole_messages
        self._parse_in_pieces(data)
        if is_next and self._whole_messages == before + 1 and not self._is_within_message:
            self._remember(data)

    def _parse_in_pieces(self, data: bytes) -> None:
        # So that a head cannot grow far beyond the limit.
        for start in range(0, len(data), _MOST_BYTES):
            if self._is_refused or self.transport.is_closing():
                return
            piece = data[start : start + _MOST_BYTES]
            self._piece = len(piece)
            self._parse(piece)
            if self._head is not None:
                self._head += len(piece)
                if self._head > _MOST_BYTES:
                    self._refuse(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Starts to count the head and the time, and lets the application reset the connection."""
        super().on_message_begin()
        self._head, self._is_within_message = -self._piece, True
        self._await_request()
        scope: Any = self.scope
        scope[RESET], scope[WRITE], scope[RESPONSE] = self._reset, self.transport.write, self._response
        self._response = None

    def on_headers_complete(self) -> None:
        """Stops counting the head."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stops counting the time, and counts the message."""
        super().on_message_complete()
        self._is_within_message = False
        self._whole_messages += 1
        if self._is_responding():
            self._unset_keepalive_if_required()
        else:
            self._await_request()

    def _should_upgrade(self) -> bool:
        return self.parser.get_method() != b"CONNECT"  # which the parser takes for an upgrade, too

    def _parse(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._parse_again(piece[upgrade.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")

    def _parse_again(self, rest: bytes) -> None:
        """Parses a request to upgrade as an ordinary one: the parser stopped before its body."""
        request = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        headers = self.headers
        self.parser = httptools.HttpRequestParser(self)  # the former one ignores what follows `Connection: close`
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        lines = [name + b": " + value for name, value in headers if name != b"upgrade"]
        self._parse(b"\r\n".join([request, *lines, b"", b""]))
        self.headers[:] = headers
        self._parse(rest)

    def _remember(self, data: bytes) -> None:
        scope: Any = self.scope
        parser: Any = self.parser
        is_usual = scope["method"] == "GET" and scope.get("path") == PATH and self.cycle.keep_alive
        if is_usual and len(data) <= _LONGEST_KNOWN and not parser.should_upgrade():
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[self.client, data] = request_of(scope)

    def _responds_to(self, request: Request) -> bool:
        """Writes the response, if it is an ordinary one."""
        application: Any = self.config.app
        if not isinstance(application, Application) or self.transport.is_closing():
            return False
        try:
            response = application.respond(request)
        except Exception:  # noqa: BLE001 - parsed, the request fails again: uvicorn logs it and responds with 500
            return False
        is_usual = response.status not in BODILESS and not response.surplus and _CHUNKED not in response.headers
        if response.delay or response.reset or response.truncated or not is_usual:
            self._response = response
            return False
        self.transport.write(_message(response))
        self.server_state.total_requests += 1
        self._responded_at = self.loop.time()
        return True

    def timeout_keep_alive_handler(self) -> None:
        """Ends an idle connection."""
        self._give_up()

    def _give_up(self) -> None:
        """Ends a connection that is idle or slow, unless it is the server that has stopped reading."""
        is_within_head = self._head is not None
        was_used = not self._is_within_message and self.loop.time() < self._responded_at + self.idle_seconds
        if was_used or self.flow.read_paused or (is_within_head and self._is_responding()):
            self._await_request()
        elif is_within_head:
            self._refuse(_TOO_LATE)
        else:
            self.transport.close()

    def _is_responding(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete  # uvicorn has no cycle before the first request

    def _refuse(self, response: bytes) -> None:
        self._is_refused = True
        self._unset_keepalive_if_required()
        if self._is_responding():
            self.transport.close()
            return
        # A connection that is closed with unread bytes is reset, and the client does not see the response.
        self.transport.write(response)
        self.transport.write_eof()
        self.loop.call_later(_LINGERING, self.transport.close)

    def _reset(self) -> None:
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


@lru_cache(maxsize=16)  # one response is often sent many times in a second
def _message(response: Response) -> bytes:
    length = [] if "content-length" in dict(response.headers) else [("content-length", str(len(response.body)))]
    headers = [*length, *response.headers]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"".join((STATUS_LINE[response.status], lines.encode("latin-1"), b"\r\n", response.body))
