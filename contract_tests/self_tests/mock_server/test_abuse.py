"""What no proper client sends: the mock server refuses it or responds, and goes on responding correctly."""

import socket
import struct
from collections.abc import Iterator

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, MockServer
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.trouble import Trouble

LINE = f"GET {PATH}?email=listener@example.com HTTP/1.1\r\nhost: localhost\r\n".encode()
TOKEN = f"authorization: Bearer {DEMO_TOKEN}\r\n".encode()
PROPER = LINE + TOKEN + b"\r\n"
CHARGE = b'{"email": "a@example.com", "title": "Song", "tokens": 60}'
OFFER = b"connection: upgrade, http2-settings\r\nupgrade: h2c\r\n"  # as Java sends it
TYPE = b"content-type: application/json\r\ncontent-length: %d\r\n" % len(CHARGE)
UPGRADE = b"POST /_mock/charges HTTP/1.1\r\nhost: localhost\r\n" + OFFER + TYPE + b"\r\n"
LAST = LINE + TOKEN + b"connection: close\r\n\r\n"


def exchanged(address: tuple[str, int], *parts: bytes) -> bytes:
    """Sends the parts and a last request, and returns everything that comes back until the connection is closed."""
    with socket.create_connection(address, timeout=10) as connection:
        received = b""
        try:
            for part in (*parts, LAST):
                connection.sendall(part)
            while data := connection.recv(1_000_000):
                received += data
        except ConnectionError:
            pass  # it does not read what it refuses
        return received


def statuses(received: bytes) -> list[int]:
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.fixture(autouse=True)
def _goes_on(address: tuple[str, int]) -> Iterator[None]:
    yield
    assert [200] == statuses(exchanged(address))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            [LINE, TOKEN, b"connection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n"],
            [200],
        ),
        ([LINE, TOKEN, b"connection: upgrade, close, http2-settings\r\nupgrade: h2c\r\n\r\n"], [200]),
        ([UPGRADE, CHARGE], [201, 200]),
        ([(UPGRADE + CHARGE) * 2], [201, 201, 200]),
        ([bytes([byte]) for byte in UPGRADE + CHARGE], [201, 200]),
        ([PROPER * 50], [200] * 51),
        ([LINE, TOKEN, b"x: ", b"a" * 60_000, b"\r\n\r\n"], [200, 200]),
        ([LINE, TOKEN, b"x: ", *[b"a" * 100_000] * 10, b"\r\n\r\n"], [431]),
        ([LINE, TOKEN, *[b"x: " + b"a" * 1000 + b"\r\n"] * 1000, b"\r\n"], [431]),
        ([b"GET /", *[b"a" * 100_000] * 10, b" HTTP/1.1\r\nhost: localhost\r\n\r\n"], [431]),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], [400]),
        ([b"GET / HTTP/9.9\r\n\r\n"], [400]),
        ([b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], [400]),
        ([b"BREW / HTTP/1.1\r\nhost: localhost\r\n\r\n"], [400]),
        ([b"GET http://[::1/ HTTP/1.1\r\nhost: localhost\r\n\r\n"], [400]),
        ([b"CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\nconnection: close\r\n\r\n"], [400]),
        ([b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n"], [404, 200]),
        ([b"GET http://evil.example/v1 HTTP/1.1\r\nhost: localhost\r\n\r\n"], [404, 200]),
        ([b"GET //%00/%ff/../.. HTTP/1.1\r\nhost: localhost\r\n\r\n"], [404, 200]),
        ([LINE, b"authorization: \xff\xfe\r\n\r\n"], [401, 200]),
        ([b"POST ", LINE[4:], TOKEN, b"content-length: 3\r\n\r\nabc"], [405, 200]),
        ([b"POST /_mock/reset HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"], [403, 200]),
        (
            [
                b"PUT /_mock/clock HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n",
                b"content-length: 4\r\n\r\n\xff\xff\xff\xff",
            ],
            [400, 200],
        ),
    ],
)
def test_odd_requests(address: tuple[str, int], parts: list[bytes], expected: list[int]) -> None:
    """Each gets its response, and none causes a server error."""

    assert expected == statuses(exchanged(address, *parts))


def test_slow_loris(address: tuple[str, int]) -> None:
    """Two hundred connections that never complete a request keep nobody from a response."""
    connections = [socket.create_connection(address) for _ in range(200)]
    for connection in connections:
        connection.sendall(LINE)

    assert [200] == statuses(exchanged(address))
    for connection in connections:
        connection.close()


def test_reset_connection(address: tuple[str, int], mock_server: MockServer) -> None:
    """A connection is reset, as by a crashed server: the client sees no orderly end."""
    mock_server.changes.apply("reset", Trouble(lost="reset"), times=1)
    with socket.create_connection(address) as connection:
        connection.sendall(PROPER)
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_client_that_leaves_within_a_body(address: tuple[str, int], caplog: pytest.LogCaptureFixture) -> None:
    """A client that sends half a body to the control API and leaves is not an error of the server."""
    head = b"POST /_mock/charges HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    with socket.create_connection(address) as connection:
        connection.sendall(head + b"content-length: 100\r\n\r\n{")
    exchanged(address)

    assert "" == caplog.text


def test_client_that_resets(address: tuple[str, int]) -> None:
    """A client that resets its connection in the middle of a request does no harm."""
    for _ in range(50):
        with socket.create_connection(address) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(PROPER[: len(PROPER) // 2])
