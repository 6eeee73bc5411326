"""Clients that no server likes, each bounded in number and time."""

import asyncio
import re
import time
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import suppress
from typing import Any

from devtools.bench.load.fuzzed import Fuzzed
from devtools.bench.load.generator import Step
from devtools.bench.load.watching import Address, Attack, Seen, connected, expect

CLOSED = "closed"
"""The connection was closed without a response."""

WAITING = "waiting"
"""The server waits for the rest of a request that is not whole."""

UNANSWERED = "unanswered"
"""A whole request did not get a response in time."""

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n[\w-]+: ")
_SECONDS = 30
"""How long the response to a whole request may take."""

_IDLE_SECONDS = 0.3


async def _together(tasks: Iterable[Coroutine[None, None, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(task)


def many_connections(step: Step, connections: int, times: int) -> Attack:
    """Opens all connections before the first request; each then makes several."""

    async def attack(address: Address, seen: Seen) -> None:
        everyone = asyncio.Barrier(connections)

        async def client() -> None:
            async with connected(address) as (reader, writer):
                await everyone.wait()
                for _ in range(times):
                    writer.write(step.request)
                    await expect(reader, step)
                    seen.outcomes[step.status] += 1
                await everyone.wait()

        await _together(client() for _ in range(connections))

    return attack


def slow_loris(request: bytes, connections: int, seconds: float) -> Attack:
    """Sends a request on each connection byte by byte, and never ends it."""

    async def attack(address: Address, seen: Seen) -> None:
        async def client() -> None:
            async with connected(address) as (reader, writer):
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
    """Does the same as `sent`, with the request `last` after each, which ends the connection."""

    async def attack(address: Address, seen: Seen) -> None:
        shared = iter(requests)
        await _together(_fuzz(address, shared, last, seen) for _ in range(connections))

    return attack


async def _fuzz(address: Address, requests: Iterator[Fuzzed], last: bytes, seen: Seen) -> None:
    for request in requests:
        async with connected(address) as (reader, writer):
            writer.write(request.data + last)
            received, is_closed = await _read(reader, _SECONDS if request.is_whole else _IDLE_SECONDS)
            statuses = [int(status) for status in _STATUS.findall(received)]
            seen.outcomes.update(statuses)
            if not is_closed:
                seen.outcomes[UNANSWERED if request.is_whole else WAITING] += 1
            elif not statuses:
                seen.outcomes[CLOSED] += 1


async def _read(reader: asyncio.StreamReader, idle_seconds: float) -> tuple[bytes, bool]:
    """Returns what is received until the connection is closed or idle, and whether it was closed."""
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
        async with connected(address) as (reader, writer):
            writer.write(step.request * count)
            for _ in range(count):
                await expect(reader, step)
                seen.outcomes[step.status] += 1

    return attack


def unread(request: bytes, connections: int, count: int) -> Attack:
    """Sends many requests on each connection and reads no response, until the server reads no more requests."""

    async def attack(address: Address, seen: Seen) -> None:
        async def client() -> None:
            async with connected(address) as (_, writer):
                transport: Any = writer.transport
                transport.pause_reading()
                writer.write(request * count)
                with suppress(TimeoutError):
                    await asyncio.wait_for(writer.drain(), 2)
                seen.outcomes[WAITING] += 1

        await _together(client() for _ in range(connections))

    return attack
