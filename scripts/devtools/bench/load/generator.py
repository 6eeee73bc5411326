"""A load generator that costs little: keep-alive connections, each with one request at a time."""

import asyncio
import re
import time
from collections.abc import Sequence
from functools import partial
from typing import cast

from attrs import define, field, frozen

_HEAD = re.compile(rb"HTTP/1\.1 (\d{3})[^\n]*\r\n(?:[^\n]*\r\n)*?content-length: *(\d+)\r\n", re.IGNORECASE)
_LONGEST = 30
"""Seconds in which the requests that have been sent must be answered."""


class WrongAnswerError(Exception):
    """A server does not answer as it should; the message says what came."""


@frozen
class Step:
    """A request, and what is right as its response."""

    request: bytes
    status: int = 200
    body: bytes | None = None
    """The only right body, or None."""


def load(address: tuple[str, int], connections: Sequence[Sequence[Step]], seconds: float) -> int:
    """Opens connections, repeats the steps of each on it, and returns the number of rounds that were completed in all.

    Raises:
        WrongAnswerError: if a response is not right, or does not come.
    """
    return asyncio.run(_load(address, connections, seconds))


async def _load(address: tuple[str, int], connections: Sequence[Sequence[Step]], seconds: float) -> int:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    opened: list[_Connection] = []
    for steps in connections:
        _, connection = await loop.create_connection(partial(_Connection, tuple(steps), end), *address)
        opened.append(connection)
    spinning = loop.create_task(_spin())
    try:
        async with asyncio.timeout(seconds + _LONGEST):
            await asyncio.gather(*(connection.ended for connection in opened))
    except TimeoutError:
        raise WrongAnswerError(f"a response did not come within {_LONGEST} seconds") from None
    finally:
        spinning.cancel()
        for connection in opened:
            connection.close()
    return sum(connection.rounds for connection in opened)


async def _spin() -> None:
    """Keeps this process awake: to wake it up at each response would cost the server processor time."""
    while True:  # noqa: ASYNC110 - it waits for no event
        await asyncio.sleep(0)


@define(eq=False)
class _Connection(asyncio.Protocol):
    """A connection that repeats its steps until the time is over."""

    steps: tuple[Step, ...]
    end: float
    rounds: int = 0
    """How often all steps were completed."""
    ended: "asyncio.Future[None]" = field(factory=lambda: asyncio.get_running_loop().create_future())
    _position: int = 0
    _received: bytes = b""
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self.steps[0].request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        match = _HEAD.match(head + b"\r\n")
        if not match:
            self._fail(f"not a response with a content length: {head[:200]!r}")
        elif len(body) >= int(match[2]):
            self._received = b""
            self._judge(int(match[1]), body)

    def _judge(self, status: int, body: bytes) -> None:
        step = self.steps[self._position]
        if status != step.status or (step.body is not None and body != step.body):
            self._fail(f"expected {step.status} and the right body, got {status} and {body[:200]!r}")
            return
        self._position += 1
        if self._position == len(self.steps):
            self._position = 0
            self.rounds += 1
            if time.monotonic() >= self.end:
                self.ended.set_result(None)
                self.close()
                return
        if self._transport:
            self._transport.write(self.steps[self._position].request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self._fail(f"the connection was closed: {exc}")

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def _fail(self, message: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(WrongAnswerError(message))
