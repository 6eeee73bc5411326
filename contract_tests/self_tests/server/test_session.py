"""Requests are sent within limits."""

import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import pytest
from attrs import evolve

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import OutgoingRequest, request_of
from flowmusic_contract.server.probe import Probe, get
from flowmusic_contract.server.session import ProbeSession, UnreachableError
from flowmusic_contract.server.target import Target, Tenant
from self_tests.server.raw_server import exchanges_with, serving

TARGET = Target("http://127.0.0.1/v1", Tenant(DEMO_TOKEN, ("listener@example.com",)))
REQUEST = OutgoingRequest(httpx.Request("GET", TARGET.url), TARGET)
WAIT = ("retry-after", "0")


def test_rate_is_shared() -> None:
    """Threads that send at the same time share the rate."""
    with ThreadPoolExecutor(8) as pool:
        session = ProbeSession(TARGET, InProcessConnection(Api(demo_ledger())), Limits(rate=100))
        started = time.monotonic()
        list(pool.map(session.send, [REQUEST] * 8))

    assert time.monotonic() - started >= 0.07


def statuses(*responses: Response) -> list[int]:
    """Returns the statuses of two requests, after as many retries as the responses ask for; the last one repeats."""
    left = list(responses)
    session = ProbeSession(TARGET, InProcessConnection(lambda _: left.pop(0) if len(left) > 1 else left[0]))
    return [session.send(REQUEST).status for _ in range(2)]


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ([Response.of(503, {}, WAIT)] * 5 + [Response.of(200, {})], [200, 200]),
        ([Response.of(503, {}, WAIT)] * 6 + [Response.of(200, {})], [503, 200]),
        ([Response.of(429, {}, WAIT), Response.of(503, {}, WAIT), Response.of(200, {})], [200, 200]),
        ([Response.of(503, {}, WAIT)], [503, 503]),
        ([*[Response.of(503, {}, WAIT)] * 4, Response.of(200, {})] * 2, [200, 200]),
        ([Response.of(503, {}), Response.of(200, {})], [503, 200]),
        ([Response.of(500, {}, WAIT), Response.of(200, {})], [500, 200]),
    ],
)
def test_unavailable_server_is_given_time(responses: list[Response], expected: list[int]) -> None:
    """A 503 response with `Retry-After` is waited for, five times for each request; after that it is an answer."""

    assert expected == statuses(*responses)


def test_response_that_asks_to_wait_is_an_exchange() -> None:
    """What asks to wait is judged too, but nothing follows from its status."""
    responses = iter([Response.of(429, {}, WAIT), Response.of(503, {}, WAIT), Response.of(200, {})])
    session = ProbeSession(TARGET, InProcessConnection(lambda _: next(responses)))
    exchanges = session.send_within_limits(REQUEST)

    assert [(429, True), (503, True), (200, False)] == [(each.status, each.is_put_off) for each in exchanges]
    assert ["unclear", "unclear", "absent"] == [each.intent.token for each in exchanges]
    assert ["unclear", "unclear", "absent"] == [each.intent.account for each in exchanges]


@pytest.mark.parametrize(
    ("lost", "failed", "twice"), [(0, [False], False), (1, [True, False], False), (2, [True], True)]
)
def test_lost_connection(lost: int, failed: list[bool], twice: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A request whose status is documented is sent again if its connection is lost; a second loss is the server's."""
    report = Response.of(200, {})
    responses = iter([evolve(report, truncated=True)] * lost + [report])
    session = ProbeSession(TARGET, InProcessConnection(lambda _: next(responses)))
    exchanges = session.send_within_limits(request_of(get("listener@example.com", DEMO_TOKEN), TARGET))

    assert failed == [each.transfer.failure is not None for each in exchanges]
    assert twice == exchanges[-1].transfer.failed_twice


def test_lost_connection_is_not_a_wait() -> None:
    """A lost connection does not count as one of the five waits for a busy server."""
    busy, report = Response.of(503, {}, WAIT), Response.of(200, {})
    responses = iter([*[busy] * 4, evolve(report, truncated=True), busy, report])
    session = ProbeSession(TARGET, InProcessConnection(lambda _: next(responses)))

    assert 200 == session.send(request_of(get("listener@example.com", DEMO_TOKEN), TARGET)).status


def test_requests_that_are_sent_together_are_named() -> None:
    """The source of an exchange says that other requests were sent at the same time."""
    session = ProbeSession(TARGET, InProcessConnection(Api(demo_ledger())))
    together = [each.source for each in session.run() if "at the same time" in each.source]

    assert 16 == len(together)
    assert all(source.endswith(", at the same time as 7 other requests") for source in together)


def test_exchange_right_before() -> None:
    """An exchange knows the one right before, unless several requests were sent at the same time."""
    exchanges = list(ProbeSession(TARGET, InProcessConnection(Api(demo_ledger()))).run())
    alone = [each for each in exchanges if "at the same time" not in each.source]

    assert ["", *(each.source for each in alone[:-2]), ""] == [each.previous for each in alone]
    assert {""} == {each.previous for each in exchanges if each not in alone}


@pytest.mark.parametrize("probe", [get("listener@example.com", None), get("%", DEMO_TOKEN)])
def test_lost_connection_of_another_request(probe: Probe) -> None:
    """A request whose status is not documented is not sent again."""
    session = ProbeSession(TARGET, InProcessConnection(lambda _: Response(200, (), b"", truncated=True)))

    assert [False] == [each.transfer.failed_twice for each in session.send_within_limits(request_of(probe, TARGET))]
    assert session.sent == 1


def test_headers_of_the_first_report() -> None:
    """If the first request has to wait, the conditional requests still use the headers of the report."""
    responses = iter([Response.of(429, {}, WAIT)])
    api = Api(demo_ledger())
    sent: list[Request] = []

    def handle(request: Request) -> Response:
        sent.append(request)
        return next(responses, api(request).with_header("etag", '"1"'))

    list(ProbeSession(TARGET, InProcessConnection(handle)).run())
    assert ['"1"'] in [request.header("if-none-match") for request in sent]


@pytest.mark.parametrize(
    "date", ["Wed, 21 Oct 99999999999999999999 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 +99999999999999999999"]
)
def test_date_that_no_clock_can_show(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    """A `Retry-After` with a date that cannot be represented is read as a second."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)

    assert [200, 200] == statuses(Response.of(503, {}, ("retry-after", date)), Response.of(200, {}))
    assert [1.0] == waits


@pytest.mark.parametrize("location", ["http:no-slash", "//[::1", "http://\x7f/"])
def test_redirect_to_what_is_not_a_url(location: str) -> None:
    """A redirect that no client can follow is an exchange without a complete response, not an error of the check."""

    with serving(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()) as (target, _):
        [exchange] = exchanges_with(target, Limits())

    assert 0 == exchange.status


def test_failure_shows_no_bytes() -> None:
    """A failure does not show the bytes that it is about: they may be part of a report."""
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(start + b'{"email":"listener@example.com"}\r\n') as (target, _):
        [exchange] = exchanges_with(target, Limits(2))

    assert exchange.transfer.failure == "illegal chunk header"


def test_cookie_with_an_unreadable_date() -> None:
    """A cookie is not read, so that its date cannot cause a warning of Python's cookie jar."""
    cookie = b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=b; expires=Wed, 21 Ocp 2026 07:28:00 GMT\r\n\r\n"
    with serving(cookie) as (target, _), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        [exchange] = exchanges_with(target, Limits())

    assert (204, []) == (exchange.status, [str(each.message) for each in warned])


def test_server_that_is_often_busy_ends_the_session() -> None:
    """A server that lets each request wait is not waited for without end."""
    sent = count(1)
    session = ProbeSession(TARGET, InProcessConnection(lambda _: Response.of(429 if next(sent) % 2 else 200, {}, WAIT)))
    statuses = [session.send(REQUEST).status for _ in range(100)]
    with pytest.raises(UnreachableError):
        session.send(REQUEST)

    assert {200} == set(statuses)


def test_busy_server_ends_the_session() -> None:
    """A server that keeps responding with 429 is not judged."""

    with pytest.raises(UnreachableError):
        statuses(Response.of(429, {}, WAIT))


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate", "set SSL_CERT_FILE to the file that has it"),
        ("Connection refused", "Is the server running, and is the base URL right?"),
    ],
)
def test_server_that_cannot_be_reached(reason: str, hint: str) -> None:
    """A certificate that is not trusted is not mistaken for a server that is down."""

    def refuse(_: Request) -> Response:
        raise httpx.ConnectError(reason)

    with pytest.raises(UnreachableError, match=hint.replace("?", ".")):
        ProbeSession(TARGET, InProcessConnection(refuse)).send(REQUEST)


@pytest.mark.parametrize(
    ("start", "then"),
    [
        (b"220 mail.example ESMTP\r\n", None),
        (b"220 mail.example ESMTP\r\n", b""),
        (b"\x15\x03\x01\x00\x02\x02\x46", None),
        (b"-ERR unknown command\r\n", None),
        (b"H", b"2"),
    ],
    ids=["SMTP", "SMTP that waits", "TLS", "Redis", "slow"],
)
def test_server_of_another_protocol(start: bytes, then: bytes | None) -> None:
    """A server that does not speak HTTP is not taken for one that breaks the contract."""
    with serving(start, then) as (target, _), pytest.raises(UnreachableError, match=r"does not speak HTTP/1\.1\."):
        exchanges_with(target, Limits(seconds=0.3))


@pytest.mark.parametrize("start", [b"", b"\r\nHTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b"HTT"])
def test_server_that_may_speak_http(start: bytes) -> None:
    """A server that begins like HTTP, or sends nothing, is judged by what is missing."""
    with serving(start) as (target, _):
        [exchange] = exchanges_with(target, Limits())

    assert exchange.transfer.is_broken
