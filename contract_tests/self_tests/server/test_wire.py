"""The time for a response bounds all of it, a request has its version, and bytes after a response are noticed."""

import gzip
import math
import time
from threading import Barrier

import pytest
from attrs import evolve

from flowmusic_contract.areas.transport.faults import body_of_a_request_is_not_read, head_has_a_body
from flowmusic_contract.areas.transport.rules import nothing_follows_a_response
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.judge import judge_server
from flowmusic_contract.mock_server import Api, demo_ledger, running
from flowmusic_contract.server import wire
from flowmusic_contract.server.connection import HttpConnection, connect
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import Probe
from flowmusic_contract.server.target import DEMO_TENANT, Target
from self_tests.server.raw_server import PROBE, exchanges_with, serving

_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP = gzip.compress(b"{}")[:9]


@pytest.mark.parametrize(
    ("start", "then"),
    [
        pytest.param(b"", b"", id="silence"),
        pytest.param(b"HTTP/1.1 200 ", b"O", id="status line"),
        pytest.param(_OK + b"X: ", b"x", id="header"),
        pytest.param(_OK, b"X: x\r\n", id="headers"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", id="interim responses"),
        pytest.param(_CHUNKED + b"1;", b"x", id="chunk extension"),
        pytest.param(_CHUNKED, b"1\r\n \r\n", id="chunks"),
        pytest.param(_CHUNKED + b"2\r\n{}\r\n0\r\nX: ", b"x", id="trailer"),
        pytest.param(_OK + b"Content-Length: 1000\r\n\r\n", b" ", id="body"),
        pytest.param(_OK + b"Content-Encoding: gzip\r\n\r\n" + _GZIP[:3] + b"\x08" + _GZIP[4:], b"x", id="gzip header"),
    ],
)
def test_slow_response(start: bytes, then: bytes) -> None:
    """A response of which some bytes always come, but never the last one, is late, and is not waited for."""
    started = time.monotonic()
    with serving(start, then) as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=0.4))

    assert (0, math.inf) == (exchange.status, exchange.transfer.seconds)
    assert time.monotonic() - started < 2


def test_what_came_in_time() -> None:
    """Of a late response, the failure says how much came in time."""
    with serving(_OK + b"Content-Length: 9\r\n\r\n{}", b"") as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=0.4))

    assert "the head and 2 of 9 bytes of the body by then" == exchange.transfer.failure


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_version(version: str) -> None:
    """The request line has the version of the probe, and nothing else of the request changes."""
    probe = evolve(PROBE, http_version=version, headers=(*PROBE.headers, ("X-Name", "HTTP/1.1")))
    with serving(_OK + b"Content-Length: 0\r\n\r\n") as (target, requests):
        [exchange] = exchanges_with(target, Limits(seconds=2), [probe])
    line, _, rest = requests[0].decode().partition("\r\n")

    assert (200, version) == (exchange.status, exchange.intent.http_version)
    assert f"GET /v1/flowmusic/accounts/usage?{PROBE.query} HTTP/{version}" == line
    assert "X-Name: HTTP/1.1" in rest


HEAD = evolve(PROBE, method="HEAD")
POST = evolve(PROBE, method="POST", body=b"{}")
EMPTY = _OK + b"Content-Length: 0\r\n\r\n"
REPORT = _OK + b"Content-Length: 2\r\n\r\n{}"
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"


@pytest.mark.parametrize(
    ("probe", "response", "surplus"),
    [
        pytest.param(HEAD, REPORT, 2, id="HEAD with a body"),
        pytest.param(HEAD, REPORT[:-2], 0, id="HEAD with the content length of GET"),
        pytest.param(PROBE, NOT_MODIFIED + b"{}", 2, id="304 with a body"),
        pytest.param(PROBE, NOT_MODIFIED, 0, id="304"),
        pytest.param(PROBE, b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", 2, id="204 with a body"),
        pytest.param(PROBE, REPORT + b"\r\n", 2, id="a body longer than said"),
        pytest.param(PROBE, REPORT, 0, id="a body"),
        pytest.param(PROBE, b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + REPORT + b" ", 1, id="after a hint"),
        pytest.param(PROBE, b"HTTP/1.1 200\nContent-Length: 2\n\n{} ", 1, id="lines that end with LF"),
        pytest.param(PROBE, _CHUNKED + b"0\r\n\r\n", 0, id="chunks"),
        pytest.param(HEAD, _OK + b"Connection: close\r\n\r\n{}", 0, id="HEAD with a body on a connection that ends"),
        pytest.param(evolve(HEAD, http_version="1.0"), b"HTTP/1.0 200 OK\r\n\r\n{}", 0, id="HTTP/1.0"),
        pytest.param(POST, EMPTY + b"HTTP/1.1 400 Bad Request\r\n\r\n", 28, id="a second response"),
    ],
)
def test_bytes_after_a_response(probe: Probe, response: bytes, surplus: int) -> None:
    """What comes together with a response is counted if it is not part of it and the connection stays open."""
    with serving(response) as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=2), [probe])

    assert surplus == exchange.transfer.surplus


_TWICE = "`Content-Length` and `Transfer-Encoding` in one response"
_LINE_FEED = "a line of the head that ends with LF alone"


@pytest.mark.parametrize(
    ("response", "misframed"),
    [
        pytest.param(REPORT, None, id="CRLF"),
        pytest.param(_OK + b"Content-Length: 2\r\n\r\n\n\n", None, id="LF in the body"),
        pytest.param(b"HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\n{}", _LINE_FEED, id="LF after the status"),
        pytest.param(_OK + b"Content-Length: 2\r\n\n{}", _LINE_FEED, id="LF as the blank line"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n" + REPORT.replace(b"\r", b""), _LINE_FEED, id="after a hint"),
        pytest.param(_CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", None, id="chunks"),
        pytest.param(_CHUNKED[:-2] + b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", _TWICE, id="both lengths"),
    ],
)
def test_framing_of_a_response(response: bytes, misframed: str | None) -> None:
    """A head with other line ends, or with two lengths, is found although the response can be read."""
    with serving(response) as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=2), [PROBE])

    assert (misframed, 0) == (exchange.transfer.misframed, exchange.transfer.surplus)


@pytest.mark.parametrize(("probe", "surplus"), [(HEAD, 2), (POST, 2), (PROBE, 0)])
def test_bytes_a_little_later(monkeypatch: pytest.MonkeyPatch, probe: Probe, surplus: int) -> None:
    """What comes a little later is waited for after a response that may have a surplus, and not after others."""
    monkeypatch.setattr(wire, "_SETTLING", 5)
    with serving(EMPTY, b"{}", every=0.005) as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=2), [probe])

    assert (200, surplus) == (exchange.status, exchange.transfer.surplus)


@pytest.mark.parametrize(("fault", "method"), [(head_has_a_body, "HEAD"), (body_of_a_request_is_not_read, "POST")])
def test_surplus_of_the_mock_server(fault: Fault, method: str) -> None:
    """The mock server sends a surplus over its socket, and the next request is answered."""
    with running(fault(Api(demo_ledger()))) as base_url:
        probes = [evolve(PROBE, method=method), PROBE]
        exchanges = exchanges_with(Target(base_url, DEMO_TENANT), Limits(seconds=5), probes)
    [verdict] = judge_server(exchanges, [nothing_follows_a_response])

    assert (1, 200) == (verdict.broken, exchanges[1].status)


def test_last_byte_waits_for_other_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last byte of a request is held back until those of other threads are as far, but not for long."""
    monkeypatch.setattr(wire, "_GATHERING", 0.05)
    with serving(REPORT) as (target, requests), connect(target, Limits(seconds=2)) as http:
        connection = HttpConnection(http, Limits(seconds=2))
        connection.gather(Barrier(2))
        received = connection.receive(request_of(PROBE, target).http)

    assert (200, b"\n\r") == (received.status, requests[0][-2:])
