"""What httpx has no setting for: a time limit for a whole response, the version of HTTP, and bytes after a response."""

import math
import re
import select
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from ssl import SSLContext
from typing import Any

import httpcore
import httpx
from attrs import define, field, frozen

_VERSION = b" HTTP/1.1"

_PROTOCOL = b"HTTP/"
"""How every response begins."""

_PROTOCOL_LENGTH = 16
"""Bytes that show whether a response begins, after some line ends."""

_MOST_KEPT = 65_536
"""The first bytes that are kept of what comes, enough for the head of a response."""

_SETTLING = 0.025
"""Seconds within which bytes that were sent right after a response arrive, on this machine."""

_INTERIM = re.compile(rb"HTTP/\S+ 1")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")


_GATHERING = 0.5
"""Seconds for which a request waits for the others."""


def wait_for_others(barrier: threading.Barrier) -> None:
    """Returns when all threads of the barrier wait. After a short time, it returns anyway and releases the others."""
    with suppress(threading.BrokenBarrierError):
        barrier.wait(_GATHERING)


class Wire(threading.local):
    """What the connections have to know about the request that this thread sends."""

    _at: float = math.inf
    """The time at which the response must be complete."""
    _version: bytes = _VERSION
    _first: bytes = b""
    """The first bytes since something was sent."""
    barrier: threading.Barrier | None = None
    """Where the next request waits for those of other threads, before its last byte."""

    def start(self, seconds: float, version: str) -> None:
        """Allows this many seconds from now, for a request of this version of HTTP, such as `1.1`."""
        self._at = time.monotonic() + seconds
        self._version = f" HTTP/{version}".encode()

    def remaining(self, at_most: float | None) -> float | None:
        """Returns the seconds that are left, or `at_most` if that is less.

        Raises:
            httpcore.ReadTimeout: if none is left.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the response is not complete in time")
        return at_most if math.isinf(left) else min(left, at_most or left)

    def forget(self) -> None:
        """Forgets what came before something is sent."""
        self._first = b""

    def note(self, data: bytes) -> None:
        """Remembers the first bytes that come after what was sent."""
        self._first = (self._first + data[:_PROTOCOL_LENGTH])[:_PROTOCOL_LENGTH]

    @property
    def speaks_http(self) -> bool:
        """Whether what came can be the start of a response."""
        first = self._first.lstrip(b"\r\n")
        return first.startswith(_PROTOCOL) or _PROTOCOL.startswith(first)

    def with_version(self, data: bytes) -> bytes:
        """Returns what is sent, with the version in the request line if it begins with one."""
        line, end, rest = data.partition(b"\r\n")
        return line.removesuffix(_VERSION) + self._version + end + rest if line.endswith(_VERSION) else data


def connect_through(http: httpx.Client, wire: Wire) -> None:
    """Lets every connection of this client keep the time limit, and send the version.

    The timeouts of httpx limit each wait for bytes. A server that sends one byte now and then does not exceed them: in
    the status line, in a header, in a chunk extension, or in endless interim responses.
    """
    # httpx has no public way to do this. A test fails if its internals change.
    inside: Any = http
    for transport in (inside._transport, *inside._mounts.values()):  # noqa: SLF001
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Backend(pool._network_backend, wire)  # noqa: SLF001


def surplus_of(response: httpx.Response) -> int:
    """Returns how many bytes follow a complete response, if its connection stays open.

    A client that sends the next request over the connection takes them for the start of the next response.
    """
    stream = response.extensions.get("network_stream")
    if not isinstance(stream, _Stream) or not _stays_open(response):
        return 0
    if "transfer-encoding" in response.headers:
        return 0  # the content length, if there is one as well, does not count
    has_no_body = response.request.method == "HEAD" or response.status_code in (204, 304)
    length = "0" if has_no_body else response.headers.get("content-length", "")
    surplus = stream.count_beyond(int(length)) if length.isdecimal() else 0
    if not surplus and (has_no_body or "content-length" in response.request.headers):
        surplus = stream.count_late()
    if surplus:
        stream.close()  # or the next response would begin with it
    return surplus


def length_twice(headers: Iterable[tuple[str, str]]) -> str | None:
    """Returns what is wrong if two headers say where the response ends."""
    is_twice = {"content-length", "transfer-encoding"} <= {name for name, _ in headers}
    return "`Content-Length` and `Transfer-Encoding` in one response" if is_twice else None


def line_ends_of(response: httpx.Response) -> str | None:
    """Returns what is wrong if a line of the head ends with LF alone."""
    stream = response.extensions.get("network_stream")
    is_wrong = isinstance(stream, _Stream) and stream.has_bare_line_feed()
    return "a line of the head that ends with LF alone" if is_wrong else None


def _stays_open(response: httpx.Response) -> bool:
    options = ",".join((response.request.headers.get("connection", ""), response.headers.get("connection", "")))
    return response.http_version == "HTTP/1.1" and "close" not in options.lower()


@frozen
class _Backend(httpcore.NetworkBackend):
    backend: httpcore.NetworkBackend
    wire: Wire

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self.wire.remaining(timeout)
        stream = self.backend.connect_tcp(host, port, seconds, local_address, socket_options)
        return _Stream(stream, self.wire)


@define(eq=False)
class _Stream(httpcore.NetworkStream):
    stream: httpcore.NetworkStream
    wire: Wire
    _start: bytearray = field(factory=bytearray, init=False)
    """The first bytes since the last request was sent."""
    _received: int = field(default=0, init=False)
    """All bytes since then."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self.stream.read(max_bytes, self.wire.remaining(timeout))
        self._received += len(data)
        self.wire.note(data)
        if len(self._start) < _MOST_KEPT:
            self._start += data
        return data

    def has_bare_line_feed(self) -> bool:
        """Returns whether a line before the body ends with LF alone."""
        return _BARE_LINE_FEED.search(self._start, 0, self._end_of_head()) is not None

    def count_beyond(self, length: int) -> int:
        """Returns how many bytes came after the response, if its body has this length."""
        return max(0, self._received - self._end_of_head() - length)

    def _end_of_head(self) -> int:
        """Returns how many of the first bytes are the head of the response, with those of interim responses."""
        start = 0
        while blank_line := _BLANK_LINE.search(self._start, start):
            if not _INTERIM.match(self._start, start):
                return blank_line.end()
            start = blank_line.end()
        return self._received

    def count_late(self) -> int:
        """Returns how many bytes arrive shortly after the response."""
        connection = self.get_extra_info("socket")
        try:
            if connection is None or not select.select([connection], [], [], _SETTLING)[0]:
                return 0
            return len(self.stream.read(_MOST_KEPT, _SETTLING))
        except (httpcore.ReadError, httpcore.ReadTimeout, OSError, ValueError):  # closed meanwhile, or part of TLS
            return 0

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._start, self._received = bytearray(), 0
        self.wire.forget()
        data = self.wire.with_version(buffer)
        barrier, self.wire.barrier = self.wire.barrier, None
        if barrier is not None:
            self.stream.write(data[:-1], self.wire.remaining(timeout))
            wait_for_others(barrier)
            data = data[-1:]
        self.stream.write(data, self.wire.remaining(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self.wire.remaining(timeout)
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, seconds), self.wire)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
