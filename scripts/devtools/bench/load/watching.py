"""An ordinary client beside the hostile ones: it must get right answers, and soon."""

import asyncio
import socket
import struct
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager

from attrs import define, field

from devtools.bench.load.generator import Step, WrongAnswerError

Address = tuple[str, int]

_SECONDS = 30
"""How long the ordinary client waits for a response."""


@define
class Seen:
    """The responses to an attack, and how an ordinary client fared during it."""

    outcomes: Counter[int | str] = field(factory=Counter[int | str])
    """How often each status was received, or something else happened."""
    slowest: float = 0
    """The seconds that the slowest ordinary response took."""

    @property
    def server_errors(self) -> int:
        """The number of responses with a status from 500."""
        return sum(count for status, count in self.outcomes.items() if isinstance(status, int) and status >= 500)


Attack = Callable[[Address, Seen], Coroutine[None, None, None]]


def attacked(address: Address, step: Step, attack: Attack) -> Seen:
    """Returns the outcome of an attack, during which another client keeps making an ordinary request.

    Raises:
        WrongAnswerError: if the ordinary request gets a wrong response, or none in time.
    """
    try:
        return asyncio.run(_attacked(address, step, attack))
    except ExceptionGroup as group:
        raise _first(group) from group


def _first(error: Exception) -> Exception:
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


async def _attacked(address: Address, step: Step, attack: Attack) -> Seen:
    seen = Seen()
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(address, step, seen))
        await attack(address, seen)
        watching.cancel()
    await _ordinary(address, step)
    return seen


async def _watch(address: Address, step: Step, seen: Seen) -> None:
    while True:
        started = time.monotonic()
        await _ordinary(address, step)
        seen.slowest = max(seen.slowest, time.monotonic() - started)
        await asyncio.sleep(0.05)


async def _ordinary(address: Address, step: Step) -> None:
    try:
        async with connected(address) as (reader, writer):
            writer.write(step.request)
            await expect(reader, step)
    except OSError as error:
        raise WrongAnswerError(f"an ordinary client lost its connection: {error}") from error


async def expect(reader: asyncio.StreamReader, step: Step) -> None:
    """Reads a response.

    Raises:
        WrongAnswerError: if it is not the right one.
    """
    try:
        async with asyncio.timeout(_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0]))
    except (TimeoutError, EOFError) as error:
        raise WrongAnswerError(f"an ordinary request got no response: {error!r}") from error
    if not head.startswith(b"HTTP/1.1 %d " % step.status) or step.body not in (None, body):
        raise WrongAnswerError(f"an ordinary request got a wrong response: {head + body[:200]!r}")


@asynccontextmanager
async def connected(address: Address) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connects, and resets the connection in the end, which leaves no port in use."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        connection: socket.socket | None = writer.get_extra_info("socket")
        if connection is not None and connection.fileno() >= 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
