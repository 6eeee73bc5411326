"""One time limit for a whole response, however slowly its bytes arrive."""

import math
import threading
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx
from attrs import frozen


class Deadline(threading.local):
    """The time at which the response must be complete that this thread waits for."""

    _at: float = math.inf

    def start(self, seconds: float) -> None:
        """Allows this many seconds from now."""
        self._at = time.monotonic() + seconds

    def remaining(self, at_most: float | None) -> float | None:
        """Returns the seconds that are left, or `at_most` if that is less.

        Raises:
            httpcore.ReadTimeout: if none is left.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the response is not complete in time")
        return at_most if math.isinf(left) else min(left, at_most or left)


def keep_deadline(http: httpx.Client, deadline: Deadline) -> None:
    """Lets every connection of this client keep the deadline.

    The timeouts of httpx bound each wait for bytes. A server that sends one byte now and then keeps them all, in the
    status line, a header, a chunk extension, or with interim responses without end.
    """
    # httpx has no public way to this. A test fails if its inside changes.
    inside: Any = http
    for transport in (inside._transport, *inside._mounts.values()):  # noqa: SLF001
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Backend(pool._network_backend, deadline)  # noqa: SLF001


@frozen
class _Backend(httpcore.NetworkBackend):
    backend: httpcore.NetworkBackend
    deadline: Deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self.deadline.remaining(timeout)
        stream = self.backend.connect_tcp(host, port, seconds, local_address, socket_options)
        return _Stream(stream, self.deadline)


@frozen
class _Stream(httpcore.NetworkStream):
    stream: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.remaining(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self.deadline.remaining(timeout)
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, seconds), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
