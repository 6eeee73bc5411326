"""HTTP as uvicorn reads it, with a limit on the size of a request's head, and connections that can be reset."""

import socket
import struct

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

RESET = "flowmusic.reset"
"""Where the scope of a request keeps the function that resets its connection."""

_MOST_BYTES = 65_536
"""The size of a request's head, far above what clients send. The parser needs quadratic time for a header."""

_LINGERING = 2
"""Seconds in which the rest of a refused request is read."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class HttpProtocol(HttpToolsProtocol):
    """Responds with 431 to a head that is too large, and drops the rest of it; upgrades no connection."""

    _head = 0
    """Bytes of the head that is being read; 0 between a head and the next message."""

    _is_refused = False

    def data_received(self, data: bytes) -> None:
        """Parses in pieces, so that a head cannot grow far beyond the limit."""
        for start in range(0, len(data), _MOST_BYTES):
            if self._is_refused or self.transport.is_closing():
                return
            piece = data[start : start + _MOST_BYTES]
            self._parse(piece)
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

    def _should_upgrade(self) -> bool:
        return self.parser.get_method() != b"CONNECT"  # which the parser takes for an upgrade, too

    def _parse(self, piece: bytes) -> None:
        self._unset_keepalive_if_required()
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
