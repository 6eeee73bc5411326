"""The rules on transport, at their boundaries."""

from math import inf

import pytest

from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from flowmusic_contract.engine.expectation import Words, short_repr
from flowmusic_contract.server.probe import Headers
from self_tests.samples import compared


@pytest.mark.parametrize(
    ("transfer", "complete", "in_time"),
    [
        (Transfer(None, 10, 10), [True], [True]),
        (Transfer("cut", 10, 10), [False], [True]),
        (Transfer("cut", 9, 10), [False], [True]),
        (Transfer("timeout", inf, 10), [], [False]),
        (Transfer(None, 10.1, 10), [], [False]),
        (Transfer(), [True], [True]),
    ],
)
def test_late_response(transfer: Transfer, complete: list[bool], in_time: list[bool]) -> None:
    """A late response is not reported as incomplete as well."""

    assert complete == compared(transport.every_response_is_complete(transfer))
    assert in_time == compared(transport.every_response_is_in_time(transfer))


def test_failure_of_a_transfer_is_shown() -> None:
    """The finding about an incomplete response says why it is incomplete."""
    [expectation] = transport.every_response_is_complete(Transfer("the connection was lost", 1, 10))

    assert Words("the connection was lost") == expectation.actual


def test_wrong_frame_is_shown() -> None:
    """The finding about a wrong frame says what is wrong with it."""
    [expectation] = transport.every_response_is_framed_as_http_says(Transfer(misframed="a line that ends with LF"))

    assert Words("a line that ends with LF") == expectation.actual


@pytest.mark.parametrize(
    ("transfer", "documented", "complete"),
    [
        (Transfer(), [True], [True]),
        (Transfer("cut"), [True], [False]),
        (Transfer("cut", failed_twice=True), [False], []),
    ],
)
def test_second_failure(transfer: Transfer, documented: list[bool], complete: list[bool]) -> None:
    """The second failure in a row is one of the documented rule only."""

    assert documented == compared(transport.documented_requests_get_a_response(transfer))
    assert complete == compared(transport.every_response_is_complete(transfer))


@pytest.mark.parametrize(
    ("transfer", "outcomes"),
    [
        (Transfer(), [True]),
        (Transfer(misframed="a line that ends with LF"), [False]),
        (Transfer("cut", misframed="a line that ends with LF"), []),
    ],
)
def test_framing(transfer: Transfer, outcomes: list[bool]) -> None:
    """A complete response has a head as HTTP says."""

    assert outcomes == compared(transport.every_response_is_framed_as_http_says(transfer))


@pytest.mark.parametrize(
    ("accepts", "headers", "outcomes"),
    [
        (False, (), [True]),
        (False, (("content-encoding", ""),), [True]),
        (False, (("content-encoding", "identity"),), [True]),
        (False, (("content-encoding", "gzip"),), [False]),
        (True, (("content-encoding", "gzip"),), []),
        (False, None, []),
    ],
)
def test_content_encoding(accepts: bool, headers: Headers | None, outcomes: list[bool]) -> None:  # noqa: FBT001
    """Only a request that accepts no encoding must get none."""
    exchange = Exchange(RequestIntent(accepts_encodings=accepts), 200, headers)

    assert outcomes == compared(transport.content_encoding_is_accepted(exchange))


def test_content_encoding_of_a_request_that_is_not_known() -> None:
    """Unless it is known that a request accepts none, it may get any encoding."""
    exchange = Exchange(RequestIntent(), 200, (("content-encoding", "gzip"),))

    assert [] == compared(transport.content_encoding_is_accepted(exchange))


@pytest.mark.parametrize(
    ("failure", "seconds", "took"),
    [(None, inf, "no response by then"), ("9 bytes by then", inf, "9 bytes by then"), (None, 12.34, "12.3 s")],
)
def test_how_long_it_took(failure: str | None, seconds: float, took: str) -> None:
    """A finding shows how long the response took, or what came in time."""
    [expectation] = transport.every_response_is_in_time(Transfer(failure, seconds, 10))

    assert ("10 s or less", took) == (expectation.expected, short_repr(expectation.actual))


@pytest.mark.parametrize(
    ("headers", "outcomes"),
    [
        ((), []),
        ((("content-type", "a"),), [True]),
        ((("content-type", "a"), ("content-type", "a")), [True]),
        ((("content-type", "a"), ("x", "b"), ("content-type", "b")), [False]),
        ((("content-type", "a"), ("etag", "b")), [True, True]),
        ((("set-cookie", "a"), ("set-cookie", "b"), ("date", "c"), ("date", "d")), []),
    ],
)
def test_values_of_a_header(headers: Headers, outcomes: list[bool]) -> None:
    """A header that takes one value may be repeated with the same value; a list may have several."""

    assert outcomes == compared(
        transport.headers_do_not_contradict_themselves(Exchange(RequestIntent(), 200, headers=headers))
    )


@pytest.mark.parametrize(
    ("version", "headers", "outcomes"),
    [
        ("1.0", (), [True]),
        ("1.0", (("transfer-encoding", "chunked"),), [False]),
        ("0.9", (("transfer-encoding", "chunked"),), []),
        ("1.1", (("transfer-encoding", "chunked"),), []),
        ("1.0", None, []),
    ],
)
def test_chunks(version: str, headers: Headers | None, outcomes: list[bool]) -> None:
    """Only a request with HTTP/1.0 must get no chunks."""
    exchange = Exchange(RequestIntent(http_version=version), 200, headers)

    assert outcomes == compared(transport.http_1_0_gets_no_chunks(exchange))


@pytest.mark.parametrize(
    ("status", "content_range", "body", "outcomes"),
    [
        (199, None, b"{}", []),
        (200, None, b"{}", [True]),
        (206, "bytes 0-1/2942", b"{}", [True]),
        (206, "bytes 7-8/*", b"{}", [True]),
        (206, "bytes 0-999/2942", b"x" * 1000, [True]),
        (206, "bytes 0-2/2942", b"{}", [False]),
        (206, "bytes 0-1", b"{}", [False]),
        (206, "0-1/2942", b"{}", [False]),
        (206, None, b"{}", [False]),
        (206, "bytes 2-0/2942", b"", [False]),
        (416, "bytes */2942", b"", []),
    ],
)
def test_range(status: int, content_range: str | None, body: bytes, outcomes: list[bool]) -> None:
    """A part of a report has as many bytes as it says; the whole report is right as well."""
    headers = (("content-range", content_range),) if content_range else ()
    exchange = Exchange(RequestIntent(also_right=frozenset({206})), status, headers, body)

    assert outcomes == compared(transport.part_of_a_report_has_the_bytes_that_it_names(exchange))


@pytest.mark.parametrize(
    ("content_range", "expected"), [(None, "a range of bytes"), ("bytes 0-2/2942", "a range of 2 bytes")]
)
def test_right_range_is_shown(content_range: str | None, expected: str) -> None:
    """The finding says how many bytes a range that was sent should have."""
    headers = (("content-range", content_range),) if content_range else ()
    exchange = Exchange(RequestIntent(), 206, headers, b"{}")
    [expectation] = transport.part_of_a_report_has_the_bytes_that_it_names(exchange)

    assert expected == expectation.expected


def test_report_that_was_requested_as_a_whole() -> None:
    """The whole report shows nothing if no range was requested."""

    assert [] == compared(transport.part_of_a_report_has_the_bytes_that_it_names(Exchange(RequestIntent(), 200)))
