"""A request that repeats an earlier one byte by byte is not parsed again, and nobody can see that."""

import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from attrs import define, field

from devtools.bench.load.requests import HEAD, LAST, ordinary, report_of
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, MockServer, Request, Response, demo_ledger, running
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.trouble import Trouble
from self_tests.addresses import address_of

KNOWN = ordinary().request
OTHER = report_of(DEMO_EMAILS[2]).request


@define
class Scripted:
    """Answers with its body after the next delay, and counts the requests."""

    body: bytes = b"{}"
    delays: list[float] = field(factory=list[float])
    requests: int = 0
    is_broken: bool = False

    def __call__(self, request: Request) -> Response:
        """Responds, and says to which query."""
        self.requests += 1
        if self.is_broken:
            raise ValueError
        delay = self.delays.pop(0) if self.delays else 0
        return Response(200, (("x-query", request.query),), self.body, delay)


@pytest.fixture
def handler() -> Scripted:
    return Scripted()


@pytest.fixture
def connection(handler: Scripted) -> Iterator[socket.socket]:
    """A connection to a server that knows the requests already."""
    with running(handler) as base_url, socket.create_connection(address_of(base_url), timeout=3) as connected:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in KNOWN, OTHER:
            connected.sendall(request)
            connected.recv(10_000)
        handler.requests = 0
        yield connected


def queries(connection: socket.socket) -> list[str]:
    """Sends a last request, and returns the queries of all that were answered."""
    connection.sendall(LAST)
    received = b""
    while data := connection.recv(100_000):
        received += data
    return re.findall(r"x-query: email=(\S*)", received.decode())


def test_response_is_the_same(connection: socket.socket) -> None:
    """The bytes of the response are those that a request gets which is parsed."""
    unknown = HEAD + b"x-unknown: 1\r\n\r\n"
    answers: list[bytes] = []
    for request in KNOWN, unknown:
        connection.sendall(request)
        answers.append(re.sub(rb"date: [^\r]*", b"date:", connection.recv(10_000)))

    assert answers[0] == answers[1]


def test_connection_is_its_own() -> None:
    """A request that is known from another connection is recorded with the connection on which it came."""
    recorded: list[str] = []

    def handle(request: Request) -> Response:
        recorded.append(request.connection)
        return Response(200, (), b"{}")

    ends: list[str] = []
    with running(handle) as base_url:
        for _ in range(2):
            with socket.create_connection(address_of(base_url), timeout=3) as connected:
                ends.append(":".join(map(str, connected.getsockname())))
                connected.sendall(KNOWN)
                connected.recv(10_000)

    assert ends == recorded


def test_order_of_responses(connection: socket.socket, handler: Scripted) -> None:
    """A response does not overtake an earlier one that is late."""
    handler.delays = [0.2]
    connection.sendall(KNOWN)
    time.sleep(0.05)
    connection.sendall(OTHER)
    time.sleep(0.05)

    assert [DEMO_EMAILS[0], DEMO_EMAILS[2], DEMO_EMAILS[0]] == queries(connection)


def test_late_response_is_of_one_call(connection: socket.socket, handler: Scripted) -> None:
    """A request whose response is not an ordinary one is handled once."""
    handler.delays = [0.01]
    connection.sendall(KNOWN)
    connection.recv(10_000)

    assert 1 == handler.requests


@pytest.mark.parametrize("length", [len(KNOWN), 2 * len(KNOWN)])
def test_body_that_looks_like_a_request(connection: socket.socket, handler: Scripted, length: int) -> None:
    """What belongs to a body is not answered, even if it is a known request."""
    connection.sendall(f"POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n".encode())
    time.sleep(0.05)
    connection.sendall(KNOWN)
    time.sleep(0.05)

    assert 1 == handler.requests


def test_head_that_goes_on_with_a_request(connection: socket.socket, handler: Scripted) -> None:
    """What belongs to a head is not a request."""
    connection.sendall(b"GET / HTTP/1.1\r\nx: ")
    time.sleep(0.05)
    connection.sendall(KNOWN)
    connection.recv(10_000)

    assert 1 == handler.requests


def test_requests_in_two_parts(connection: socket.socket) -> None:
    """A request is whole before it is answered, wherever it is cut."""
    connection.sendall(KNOWN[:50])
    time.sleep(0.05)
    connection.sendall(KNOWN[50:] + OTHER)

    assert [DEMO_EMAILS[0], DEMO_EMAILS[2], DEMO_EMAILS[0]] == queries(connection)


def test_client_that_reads_nothing(connection: socket.socket, handler: Scripted) -> None:
    """A client that reads no answer gets only as many as the system holds for it."""
    handler.body = b"x" * 1_000_000
    connection.settimeout(0.3)
    for _ in range(100):
        connection.sendall(KNOWN)
        time.sleep(0.001)

    assert handler.requests < 50


@pytest.mark.parametrize("_time", ["first", "second"])
def test_request_that_ends_the_connection(connection: socket.socket, _time: str) -> None:
    """The connection ends after a request that says so, each time."""
    assert [DEMO_EMAILS[0]] == queries(connection)
    assert b"" == connection.recv(1)


@pytest.mark.parametrize("lost", ["truncated", "reset"])
def test_lost_connection(lost: str) -> None:
    """A change that loses the connection applies to a known request, once."""
    mock_server = MockServer(demo_ledger(), token=DEMO_TOKEN)
    with running(mock_server) as base_url, httpx.Client() as http:
        get = {"params": {"email": DEMO_EMAILS[0]}, "headers": {"authorization": f"Bearer {DEMO_TOKEN}"}}
        url = f"{base_url}/flowmusic/accounts/usage"
        before = [http.get(url, **get).status_code for _ in range(2)]  # type: ignore[arg-type]
        mock_server.changes.apply("lost", Trouble(lost=lost), times=1)
        with pytest.raises(httpx.TransportError):
            http.get(url, **get)  # type: ignore[arg-type]

        assert [200, 200, 200] == [*before, http.get(url, **get).status_code]  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [201, 299, 401, 599, 600, 999])
def test_any_status(status: int) -> None:
    """Each status that can be chosen is sent, the first time and after that."""
    headers = {"authorization": f"Bearer {DEMO_TOKEN}", "prefer": f"code={status}"}
    with running(MockServer(demo_ledger(), token=DEMO_TOKEN)) as base_url, httpx.Client(headers=headers) as http:
        responses = [http.get(f"{base_url}/flowmusic/accounts/usage?email={status}@example.com") for _ in range(2)]

    assert [status, status] == [response.status_code for response in responses]


def test_handler_that_fails(connection: socket.socket, handler: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    """An error of the server is a 500 with a line in the log, whether the request is known or not."""
    handler.is_broken = True
    connection.sendall(KNOWN)

    assert connection.recv(100).startswith(b"HTTP/1.1 500 ")
    assert "Exception in ASGI application" in caplog.text


def test_ledger_that_changes() -> None:
    """The response is that of the present ledger."""
    mock_server = MockServer(demo_ledger(), token=DEMO_TOKEN)
    totals: list[float] = []
    with running(mock_server) as base_url, httpx.Client() as http:
        for _ in range(4):
            http.post(base_url.replace("/v1", "/_mock/charges"), json={"email": "a@b.c", "title": "x", "tokens": 12})
            url = f"{base_url}/flowmusic/accounts/usage?email=a@b.c"
            report = http.get(url, headers={"authorization": f"Bearer {DEMO_TOKEN}"}).json()
            totals.append(report["summary"]["total_charged_credits"])

    assert [1, 2, 3, 4] == totals


def test_response_in_chunks() -> None:
    """A response with the header `transfer-encoding` is sent in chunks, also to a request that is known."""
    chunked = Response(200, (("transfer-encoding", "chunked"),), b"{}")
    with running(lambda _: chunked) as base_url, httpx.Client(trust_env=False) as client:
        answers = [client.get(f"{base_url}/flowmusic/accounts/usage") for _ in range(2)]

    assert [(b"{}", False)] * 2 == [(answer.content, "content-length" in answer.headers) for answer in answers]
