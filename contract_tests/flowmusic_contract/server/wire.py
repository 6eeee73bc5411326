"""What httpx has no setting for: one time limit for a whole response, and the version of HTTP of a request."""

import math
import threading
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx
from attrs import frozen

_VERSION = b" HTTP/1.1"


class Wire(threading.local):
    """What the connections have to know about the request that this thread sends."""

    _at: float = math.inf
    """The time at which the response must be complete."""
    _version: bytes = _VERSION

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

    def with_version(self, data: bytes) -> bytes:
        """Returns what is sent, with the version in the request line if it begins with one."""
        line, end, rest = data.partition(b"\r\n")
        return line.removesuffix(_VERSION) + self._version + end + rest if line.endswith(_VERSION) else data


def connect_through(http: httpx.Client, wire: Wire) -> None:
    """Lets every connection of this client keep the time limit, and send the version.

    The timeouts of httpx bound each wait for bytes. A server that sends one byte now and then keeps them all, in the
    status line, a header, a chunk extension, or with interim responses without end.
    """
    # httpx has no public way to this. A test fails if its inside changes.
    inside: Any = http
    for transport in (inside._transport, *inside._mounts.values()):  # noqa: SLF001
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Backend(pool._network_backend, wire)  # noqa: SLF001


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


@frozen
class _Stream(httpcore.NetworkStream):
    stream: httpcore.NetworkStream
    wire: Wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.wire.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(self.wire.with_version(buffer), self.wire.remaining(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self.wire.remaining(timeout)
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, seconds), self.wire)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
