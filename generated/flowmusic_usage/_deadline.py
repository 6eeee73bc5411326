# Generated from openapi.yaml by scripts/generate. Do not edit.
"""One time limit for a whole call, however slowly the bytes of the response arrive."""

import math
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

LONGEST = 2_000_000
"""The longest timeout or wait in seconds: sockets and clocks refuse much longer ones."""


class _Limit(threading.local):
    """The time at which the call of this thread must be complete."""

    at: float = math.inf


_limit = _Limit()


@contextmanager
def deadline(at: float) -> Generator[None]:
    """Lets the reads and writes of this thread end at this time, by the clock `time.monotonic`.

    Raises:
        TimeoutError: From such a read or write.
    """
    before, _limit.at = _limit.at, at
    try:
        yield
    finally:
        _limit.at = before


def keep_deadline(http: Any) -> None:
    """Lets every connection of a blocking httpx client keep the deadline of the thread that uses it.

    The timeouts of httpx bound each wait for bytes. A server that sends one byte now and then keeps them all.
    """
    # httpx has no public way to this. With another transport than its own, only its timeouts count.
    for transport in (http._transport, *http._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend") and not isinstance(pool._network_backend, _Backend):
            pool._network_backend = _Backend(pool._network_backend)


def _remaining(at_most: float | None) -> float | None:
    left = _limit.at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return at_most if left > LONGEST else min(left, at_most or left)


class _Backend:
    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Any:
        return _Stream(self.backend.connect_tcp(host, port, timeout=_remaining(timeout), **options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.backend, name)


class _Stream:
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self.stream.read(max_bytes, timeout=_remaining(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, timeout=_remaining(timeout))

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, timeout=_remaining(timeout)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
