"""Rules on the raw bytes of a response."""

import re
from collections.abc import Iterator

from flowmusic_contract.engine.decoding import Body, decode
from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.expectation import ABSENT, HELD, Expectation, Words, broken, holds
from flowmusic_contract.engine.rule import documented, inferred

_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_JSON = re.compile(r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


@documented("#/components/responses/AccountUsage", about=Body)
def body_is_one_json_document(body: Body) -> Iterator[Expectation]:
    """The body is one JSON document."""
    yield broken("one JSON document in UTF-8", Words(body.not_json)) if body.not_json else HELD


@inferred(because="RFC 8259 forbids a byte order mark, and decoders reject it", about=Body)
def body_has_no_byte_order_mark(body: Body) -> Iterator[Expectation]:
    """The body does not start with a byte order mark."""
    yield holds(not body.has_byte_order_mark, "the first byte of the document", Words("a byte order mark"))


@inferred(because="the spec gives numbers the format `double`, and clients store them as doubles", about=Body)
def every_number_fits_a_double(body: Body) -> Iterator[Expectation]:
    """Every number is within the range of a double."""
    number = body.out_of_range_number
    yield holds(number is None, "numbers within the range of a double", number)


@inferred(because="a lone surrogate is not a character, and clients cannot store or print it", about=Body)
def every_string_is_valid_unicode(body: Body) -> Iterator[Expectation]:
    """No string contains a lone surrogate."""
    yield holds(not body.has_lone_surrogates, "whole characters", Words("a lone surrogate"))


@inferred(because="decoders disagree on which of the values they keep", about=Body)
def object_keys_are_unique(body: Body) -> Iterator[Expectation]:
    """No object has the same key twice."""
    yield holds(body.duplicate_key is None, "each key once", body.duplicate_key)


@inferred(
    because="a client must be able to tell a usage report from an HTML page sent in its place",
    about=Exchange,
    needs="a 200 response",
)
def content_type_is_json(exchange: Exchange) -> Iterator[Expectation]:
    """The content type of a usage report is JSON."""
    if exchange.intent.is_documented and exchange.status == 200 and exchange.headers is not None:
        content_type = exchange.header("content-type")
        is_json = content_type is not None and _JSON.fullmatch(content_type)
        yield holds(is_json, "application/json", ABSENT if content_type is None else content_type, "content-type")


@inferred(
    because="a client that decodes it to show its message fails instead",
    about=Exchange,
    needs="an error response whose content type is JSON",
)
def error_of_type_json_is_json(exchange: Exchange) -> Iterator[Expectation]:
    """An error response whose content type is JSON is one JSON document."""
    content_type = exchange.header("content-type") or ""
    if exchange.status >= 400 and exchange.body and _JSON.fullmatch(content_type):
        problem = decode(exchange.body).not_json
        yield holds(not problem, "one JSON document in UTF-8", Words(problem or ""), "body")


@inferred(
    because="JSON is in UTF-8 (RFC 8259, section 8.1), and a client that uses another charset reads a different text",
    about=Exchange,
    needs="a 200 response of the documented shape",
)
def charset_matches_the_body(exchange: Exchange) -> Iterator[Expectation]:
    """The charset of a usage report, if its content type names one, decodes the body as UTF-8 does."""
    if exchange.usage is not None and exchange.headers is not None:
        given = _CHARSET.search(exchange.header("content-type") or "")
        is_true = given is None or _decoded(exchange.body, given[1]) == exchange.body.decode()
        yield holds(is_true, "utf-8, or none", given and given[1], "content-type")


def _decoded(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (LookupError, UnicodeError):
        return None
