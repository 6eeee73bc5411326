"""Rules on complete responses in time."""

import math
import re
from collections.abc import Iterator

from flowmusic_contract.engine.exchange import Exchange, Transfer
from flowmusic_contract.engine.expectation import HELD, Expectation, Words, broken, holds
from flowmusic_contract.engine.header_forms import HEADER_FORMS
from flowmusic_contract.engine.rule import documented, inferred

_SINGLE = frozenset({"content-length", "content-type", "etag", "location", "retry-after"})
"""The headers that say what a response is and what to do with it. `Date` is not among them: proxies add their own."""


_PARTIAL = 206
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


@documented("#/paths/~1flowmusic~1accounts~1usage", about=Transfer)
def documented_requests_get_a_response(transfer: Transfer) -> Iterator[Expectation]:
    """A request whose status is documented gets a complete response."""
    actual = Words(f"twice in a row: {transfer.failure}")
    yield holds(not transfer.failed_twice, "a complete response", actual)


@inferred(because="a client cannot use half a response", about=Transfer)
def every_response_is_complete(transfer: Transfer) -> Iterator[Expectation]:
    """Every request gets one complete HTTP response."""
    if transfer.seconds <= transfer.seconds_allowed and not transfer.failed_twice:
        yield holds(transfer.failure is None, "a complete response", Words(transfer.failure or ""))


@inferred(because="a client cannot wait forever", about=Transfer)
def every_response_is_in_time(transfer: Transfer) -> Iterator[Expectation]:
    """Every response is complete within the time allowed."""
    took = transfer.failure or "no response by then" if math.isinf(transfer.seconds) else f"{transfer.seconds:.1f} s"
    in_time = transfer.seconds <= transfer.seconds_allowed
    yield holds(in_time, f"{transfer.seconds_allowed:g} s or less", Words(took))


@inferred(
    because="a client takes what follows for its next response (RFC 9112, section 6.3)",
    about=Transfer,
)
def nothing_follows_a_response(transfer: Transfer) -> Iterator[Expectation]:
    """A connection that stays open carries nothing between the end of a response and the next request."""
    if transfer.failure is None:
        yield holds(not transfer.surplus, "no byte after the response", Words(f"{transfer.surplus} bytes"))


@inferred(
    because="Node.js refuses any other, and other programs may see a different end (RFC 9112, sections 2.2 and 6.2)",
    about=Transfer,
)
def every_response_is_framed_as_http_says(transfer: Transfer) -> Iterator[Expectation]:
    """The head of every response is framed as HTTP/1.1 says."""
    if transfer.failure is None:
        yield holds(transfer.misframed is None, "lines that end with CRLF, one length", Words(transfer.misframed or ""))


@inferred(because="a server can refuse any request, but it should not crash", about=Exchange)
def no_request_causes_a_server_error(exchange: Exchange) -> Iterator[Expectation]:
    """No request gets a 5xx response."""
    not_implemented = exchange.status == 501 and exchange.intent.method != "GET"
    is_refused = not_implemented or exchange.refuses_the_version or exchange.is_put_off
    yield holds(exchange.status < 500 or is_refused, "a status below 500", exchange.status, "status")


@inferred(
    because="a client that speaks HTTP/1.0 cannot read chunks (RFC 9112, section 6.1)",
    about=Exchange,
    needs="the response to a request with HTTP/1.0",
)
def http_1_0_gets_no_chunks(exchange: Exchange) -> Iterator[Expectation]:
    """A response to a request with HTTP/1.0 is not sent in chunks."""
    if exchange.intent.http_version == "1.0" and exchange.headers is not None:
        encoding = exchange.header("transfer-encoding")
        yield holds(encoding is None, "no transfer encoding", encoding, "transfer-encoding")


@inferred(
    because="a client that cannot read such a value retries at once or keeps the response too long (RFC 9110)",
    about=Exchange,
)
def header_values_have_the_form_of_http(exchange: Exchange) -> Iterator[Expectation]:
    """`Age`, `Date`, `ETag`, `Last-Modified` and `Retry-After` have the form that HTTP gives them."""
    for name, value in exchange.headers or ():
        form = HEADER_FORMS.get(name)
        if form and not form.fits(value.strip()):
            yield broken(form.words, value, name)
    yield HELD


@inferred(because="clients differ in which of two values they believe (RFC 9110, section 5.3)", about=Exchange)
def headers_do_not_contradict_themselves(exchange: Exchange) -> Iterator[Expectation]:
    """A header that takes one value does not have several."""
    headers = exchange.headers or ()
    for name in _SINGLE.intersection(name for name, _ in headers):
        values = {value for key, value in headers if key == name}
        yield holds(len(values) == 1, "one value", Words(f"{len(values)} values"), name)


@inferred(
    because="a client cannot read an encoding that it did not accept (RFC 9110, section 12.5.3)",
    about=Exchange,
    needs="the response to a request that accepts no content encoding",
)
def content_encoding_is_accepted(exchange: Exchange) -> Iterator[Expectation]:
    """A response has no content encoding if the request accepts none."""
    if not exchange.intent.accepts_encodings and exchange.headers is not None:
        encoding = exchange.header("content-encoding")
        yield holds(encoding in (None, "", "identity"), "no content encoding", encoding, "content-encoding")


@inferred(
    because="a client puts a part in the place that its headers name (RFC 9110, section 15.3.7)",
    about=Exchange,
    needs="the response to a request for the first bytes of a report",
)
def part_of_a_report_has_the_bytes_that_it_names(exchange: Exchange) -> Iterator[Expectation]:
    """The response to a request for a range of bytes has as many bytes as its `Content-Range` names, or is whole."""
    if _PARTIAL in exchange.intent.also_right and exchange.status == 200:
        yield HELD
    if exchange.status == _PARTIAL:
        given = exchange.header("content-range")
        named = _CONTENT_RANGE.fullmatch(given or "")
        length = int(named[2]) - int(named[1]) + 1 if named else None
        expected = "a range of bytes" if length is None else f"a range of {len(exchange.body)} bytes"
        yield holds(length == len(exchange.body), expected, given, "content-range")
