"""Odd headers of a response change nothing but what is said about it."""

import pytest

from flowmusic_contract.check import check_server
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.server.limits import Limits
from self_tests.server.raw_server import PROBE, exchanges_with, serving

_REFUSED = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n%s\r\n{}"


@pytest.mark.parametrize("cookie", [b"session=secret", b"session=\xc3\xa9", b"\xff=\xfe", b"a=b; Domain=127.0.0.1"])
def test_cookies_are_not_sent_back(cookie: bytes) -> None:
    """A cookie that the server sets is not kept, so that it has no effect on the next request."""
    with serving(_REFUSED % (b"Connection: close\r\nSet-Cookie: " + cookie + b"; Path=/\r\n")) as (target, requests):
        exchanges = exchanges_with(target, Limits(seconds=2), [PROBE] * 3)

    assert [400] * 3 == [exchange.status for exchange in exchanges]
    assert not any(b"cookie" in request.lower() for request in requests)


@pytest.mark.parametrize("value", [b"\xc3\xa9", b"\xff\xfe", "日本".encode(), b"\xe9; \x80"])
def test_headers_that_are_not_ascii(value: bytes) -> None:
    """Headers of any bytes are judged and reported."""
    lines = b"".join(b"%s: %s\r\n" % (name, value) for name in (b"X-Name", b"Content-Type", b"Server", b"Retry-After"))
    with serving(_REFUSED % (b"Connection: close\r\n" + lines)) as (target, _):
        report = check_server(target, Limits(seconds=2, live_safe=True), 0)

    assert "broken" == report.conclusion
    assert json_report(report, redaction("secret"))
