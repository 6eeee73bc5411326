"""The mock server ends connections that only cost: idle ones, and requests that do not arrive whole."""

import gc
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from devtools.bench.load.requests import LAST, ordinary
from flowmusic_contract.mock_server import MockServer
from flowmusic_contract.mock_server.api import PATH, Response
from flowmusic_contract.mock_server.http_protocol import HttpProtocol
from flowmusic_contract.mock_server.trouble import Trouble
from self_tests.mock_server.test_abuse import LINE, PROPER, TOKEN, statuses

SHORT, LONG = 0.1, 300
"""Limits in seconds."""

MOST = 5
"""A test that would wait without end fails after so many seconds."""

LARGE = 16_000_000
"""Bytes of a response that sockets do not hold."""

NEW = LINE + TOKEN + b"x-new: 1\r\n\r\n"
"""A request that is parsed, because the server does not know it."""

SLOW = PROPER[:-4] + b"x" * 5000

Connect = Callable[[float, float], socket.socket]


@pytest.fixture
def connect(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Connects to a server that has these limits for an idle connection and for a request."""
    connections: list[socket.socket] = []

    def connect(idle: float, request: float) -> socket.socket:
        monkeypatch.setattr(HttpProtocol, "idle_seconds", idle)
        monkeypatch.setattr(HttpProtocol, "request_seconds", request)
        connections.append(socket.create_connection(address, timeout=MOST))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


def received(connection: socket.socket) -> list[int]:
    """Returns the statuses of the responses until the server closes the connection."""
    data = b""
    while piece := connection.recv(100_000):
        data += piece
    return statuses(data)


def sent_slowly(connection: socket.socket, data: bytes) -> list[int]:
    """Sends a byte now and then until the server ends the connection, and returns the statuses of its responses."""
    connection.settimeout(0.005)
    answer, end = b"", time.monotonic() + MOST
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
            piece = connection.recv(100_000)
            answer += piece
            if not piece:
                break
        except TimeoutError:
            assert time.monotonic() < end
        except ConnectionError:
            break
    else:
        raise AssertionError("the server has read everything")
    return statuses(answer)


def read(connection: socket.socket, least: int) -> int:
    """Reads at least so many bytes and returns how many it has read."""
    total = 0
    while total < least:
        piece = connection.recv(100_000)
        assert piece
        total += len(piece)
    return total


def posted(length: int) -> bytes:
    return f"POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n".encode()


@pytest.mark.parametrize(("first", "expected"), [(b"", []), (PROPER, [200]), (NEW, [200])])
def test_idle_connection(connect: Connect, first: bytes, expected: list[int]) -> None:
    """A connection is closed when no request comes for a while, whether there was one or not."""
    connection = connect(SHORT, LONG)
    connection.sendall(first)

    assert expected == received(connection)


@pytest.mark.parametrize("request_", [PROPER, NEW], ids=["known", "new"])
def test_connection_that_is_used_now_and_then(connect: Connect, request_: bytes) -> None:
    """The time begins again with each response."""
    connection = connect(6 * SHORT, LONG)
    for _ in range(4):
        connection.sendall(request_)
        time.sleep(2 * SHORT)
    connection.sendall(LAST)

    assert [200] * 5 == received(connection)


@pytest.mark.parametrize(
    ("before", "slow", "expected"),
    [
        (b"", SLOW, [408]),
        (NEW, SLOW, [200, 408]),
        (LINE[:50], LINE[50:] + b"x" * 5000, [408]),
        (posted(9000).replace(PATH.encode(), b"/_mock/charges"), b" " * 8000, []),
        (posted(9000), b" " * 8000, [405]),
    ],
    ids=["head", "second head", "rest of a head", "body", "body after the response"],
)
def test_request_that_comes_byte_by_byte(connect: Connect, before: bytes, slow: bytes, expected: list[int]) -> None:
    """A request that does not arrive whole in time ends the connection, however often a byte of it comes."""
    connection = connect(LONG, SHORT)
    connection.sendall(before)

    assert expected == sent_slowly(connection, slow)


def test_empty_lines_are_not_a_request(connect: Connect) -> None:
    """A connection on which only empty lines come is idle."""
    assert [] == sent_slowly(connect(SHORT, LONG), b"\r\n" * 5000)


@pytest.mark.parametrize(
    ("first", "next_", "status"),
    [
        (PROPER, b"", 200),
        (NEW, PROPER[:50], 200),
        (NEW, ordinary().request, 200),
        (posted(1_000_000), b"x" * 1_000_000, 405),
    ],
    ids=["alone", "half a request", "a request", "a body"],
)
def test_late_response(mock_server: MockServer, connect: Connect, first: bytes, next_: bytes, status: int) -> None:
    """A response that a change delays beyond the limits is sent, whatever else has come meanwhile."""
    connection = connect(SHORT, SHORT)
    mock_server.changes.apply("late", Trouble(delay=3 * SHORT), times=1)
    connection.sendall(first)
    time.sleep(0.02)
    connection.sendall(next_)

    assert status == received(connection)[0]


def test_body_that_is_complete_after_the_response(connect: Connect) -> None:
    """After the last byte of a request, only the limit for an idle connection applies."""
    connection = connect(LONG, SHORT)
    connection.sendall(posted(10) + b"12345")
    first = statuses(connection.recv(100_000))
    connection.sendall(b"67890")
    time.sleep(2 * SHORT)
    connection.sendall(LAST)

    assert [405, 200] == first + received(connection)


def test_refused_request_is_refused_once(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """A head that is too large is not too late as well."""
    connection = connect(LONG, SHORT)
    connection.sendall(LINE + b"x: " + b"x" * 300_000)
    assert [431] == received(connection)
    time.sleep(2 * SHORT)

    assert "" == caplog.text


@pytest.fixture(params=[PROPER, NEW, LAST], ids=["known", "new", "last"])
def large_response(
    mock_server: MockServer, connect: Connect, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[socket.socket]:
    """Yields a connection on which a response waits that is larger than what sockets hold."""
    monkeypatch.setattr(HttpProtocol, "unread_seconds", 3 * SHORT)
    body = b" " * LARGE
    mock_server.changes.apply("large", lambda _handler: lambda _request: Response(200, (), body))
    connection = connect(LONG, LONG)
    connection.sendall(request.param)
    yield connection
    mock_server.changes.clear()


def test_client_that_reads_nothing(large_response: socket.socket) -> None:
    """A client that reads nothing of a response is reset."""
    connection = select.poll()
    connection.register(large_response, 0)

    assert [(large_response.fileno(), select.POLLERR | select.POLLHUP)] == connection.poll(MOST * 1000)


def fill(connection: socket.socket) -> None:
    """Lets the server send until the sockets hold no more."""
    ends = {"sockname": connection.getpeername(), "peername": connection.getsockname()}
    protocols = [each for each in gc.get_objects() if isinstance(each, HttpProtocol)]
    transports = [each.transport for each in protocols if not each.transport.is_closing()]
    [transport] = [each for each in transports if all(each.get_extra_info(name) == end for name, end in ends.items())]
    with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as end:
        for _ in range(3):  # the first bytes can still move from one socket to the other
            with suppress(BlockingIOError):
                while True:
                    end.send(b" " * 100_000)
            time.sleep(SHORT / 2)


@pytest.mark.parametrize("request_", [PROPER, NEW], ids=["known", "new"])
def test_client_that_reads_nothing_of_a_small_response(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, request_: bytes
) -> None:
    """A client is also reset if only a few bytes wait for it."""
    monkeypatch.setattr(HttpProtocol, "unread_seconds", 3 * SHORT)
    client = connect(LONG, LONG)
    client.sendall(PROPER)
    read(client, 1)
    fill(client)
    client.sendall(request_)
    connection = select.poll()
    connection.register(client, 0)

    assert [(client.fileno(), select.POLLERR | select.POLLHUP)] == connection.poll(MOST * 1000)


def test_client_that_reads_slowly(large_response: socket.socket) -> None:
    """A client that reads a response piece by piece gets all of it, however long that takes."""
    total = 0
    while total < LARGE:
        total += read(large_response, min(LARGE // 8, LARGE - total))
        time.sleep(SHORT)


def test_connection_that_is_reset_leaves_nothing(connect: Connect) -> None:
    """What belongs to a connection is gone with it, and not only when its time is over."""
    connection = connect(LONG, LONG)
    connection.sendall(PROPER)
    connection.recv(100_000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    end = time.monotonic() + MOST
    while any(isinstance(each, HttpProtocol) for each in gc.get_objects()):
        assert time.monotonic() < end
        time.sleep(0.01)
        gc.collect()
