"""The time allowed for a response bounds all of it, and a request is sent with the version of its probe."""

import gzip
import math
import time

import pytest
from attrs import evolve

from flowmusic_contract.server.limits import Limits
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
