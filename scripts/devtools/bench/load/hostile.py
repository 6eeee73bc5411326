"""Clients that no server likes, each bounded in number and time."""

import asyncio
import re
import socket
import struct
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from attrs import define, field

from devtools.bench.load.fuzzed import Fuzzed
from devtools.bench.load.generator import Step, WrongAnswerError

Address = tuple[str, int]

CLOSED = "closed"
"""The connection was closed without a response."""

WAITING = "waiting"
"""The server waits for the rest of a request that is not whole."""

UNANSWERED = "unanswered"
"""A whole request did not get a response in time."""

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n[\w-]+: ")
_SECONDS = 30
_IDLE_SECONDS = 0.3


@define
class Seen:
    """What came back, and how an ordinary client fared meanwhile."""

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
    """Returns what comes of an attack, while another client makes an ordinary request again and again.

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
        async with _connected(address) as (reader, writer):
            writer.write(step.request)
            await _expect(reader, step)
    except OSError as error:
        raise WrongAnswerError(f"an ordinary client lost its connection: {error}") from error


async def _expect(reader: asyncio.StreamReader, step: Step) -> None:
    try:
        async with asyncio.timeout(_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0]))
    except (TimeoutError, EOFError) as error:
        raise WrongAnswerError(f"an ordinary request got no response: {error!r}") from error
    if not head.startswith(b"HTTP/1.1 %d " % step.status) or step.body not in (None, body):
        raise WrongAnswerError(f"an ordinary request got a wrong response: {head + body[:200]!r}")


@asynccontextmanager
async def _connected(address: Address) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connects, and resets the connection in the end, which leaves no port in use."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        connection: socket.socket | None = writer.get_extra_info("socket")
        if connection is not None and connection.fileno() >= 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def _together(tasks: Iterable[Coroutine[None, None, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(task)


def many_connections(step: Step, connections: int, times: int) -> Attack:
    """Opens all connections before the first request; each then makes several."""

    async def attack(address: Address, seen: Seen) -> None:
        everyone = asyncio.Barrier(connections)

        async def client() -> None:
            async with _connected(address) as (reader, writer):
                await everyone.wait()
                for _ in range(times):
                    writer.write(step.request)
                    await _expect(reader, step)
                    seen.outcomes[step.status] += 1
                await everyone.wait()

        await _together(client() for _ in range(connections))

    return attack


def slow_loris(request: bytes, connections: int, seconds: float) -> Attack:
    """Sends a request on each connection byte by byte, and never ends it."""

    async def attack(address: Address, seen: Seen) -> None:
        async def client() -> None:
            async with _connected(address) as (reader, writer):
                end = time.monotonic() + seconds
                with suppress(ConnectionError):
                    for byte in request[:-1] + b"x: " + b"a" * int(seconds * 100):
                        if time.monotonic() >= end or reader.at_eof():
                            break
                        writer.write(bytes([byte]))
                        await asyncio.sleep(0.05)
                seen.outcomes[CLOSED if reader.at_eof() else WAITING] += 1

        await _together(client() for _ in range(connections))

    return attack


def sent(requests: Iterable[bytes], connections: int) -> Attack:
    """Sends each of these on a connection of its own, and reads until it is closed; several connections at a time."""
    return fuzz((Fuzzed(request, is_whole=True) for request in requests), connections, b"")


def fuzz(requests: Iterable[Fuzzed], connections: int, last: bytes) -> Attack:
    """Does the same with `last` after each, which is a request that ends the connection."""

    async def attack(address: Address, seen: Seen) -> None:
        shared = iter(requests)
        await _together(_fuzz(address, shared, last, seen) for _ in range(connections))

    return attack


async def _fuzz(address: Address, requests: Iterator[Fuzzed], last: bytes, seen: Seen) -> None:
    for request in requests:
        async with _connected(address) as (reader, writer):
            writer.write(request.data + last)
            received, is_closed = await _read(reader, _SECONDS if request.is_whole else _IDLE_SECONDS)
            statuses = [int(status) for status in _STATUS.findall(received)]
            seen.outcomes.update(statuses)
            if not is_closed:
                seen.outcomes[UNANSWERED if request.is_whole else WAITING] += 1
            elif not statuses:
                seen.outcomes[CLOSED] += 1


async def _read(reader: asyncio.StreamReader, idle_seconds: float) -> tuple[bytes, bool]:
    """Returns what comes, and whether the connection was closed before nothing more came for some time."""
    received = b""
    try:
        async with asyncio.timeout(idle_seconds) as limit:
            while data := await reader.read(1_000_000):
                received += data
                limit.reschedule(asyncio.get_running_loop().time() + idle_seconds)
    except TimeoutError:
        return received, False
    except ConnectionError:
        pass
    return received, True


def pipelined(step: Step, count: int) -> Attack:
    """Sends all requests at once on one connection, and expects the responses in order."""

    async def attack(address: Address, seen: Seen) -> None:
        async with _connected(address) as (reader, writer):
            writer.write(step.request * count)
            for _ in range(count):
                await _expect(reader, step)
                seen.outcomes[step.status] += 1

    return attack


def unread(request: bytes, connections: int, count: int) -> Attack:
    """Sends many requests on each connection and reads no response, until the server reads no more requests."""

    async def attack(address: Address, seen: Seen) -> None:
        async def client() -> None:
            async with _connected(address) as (_, writer):
                transport: Any = writer.transport
                transport.pause_reading()
                writer.write(request * count)
                with suppress(TimeoutError):
                    await asyncio.wait_for(writer.drain(), 2)
                seen.outcomes[WAITING] += 1

        await _together(client() for _ in range(connections))

    return attack
