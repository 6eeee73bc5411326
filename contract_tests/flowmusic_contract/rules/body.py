"""What the raw bytes of a 200 are."""

import re
from collections.abc import Iterator

from flowmusic_contract.rules.decoding import Body
from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import ABSENT, HELD, Expectation, broken, holds
from flowmusic_contract.rules.rule import documented, inferred

_JSON = re.compile(r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


@documented("#/components/responses/AccountUsage")
def the_body_is_one_json_document(body: Body) -> Iterator[Expectation]:
    """The body is one JSON document."""
    yield broken("one JSON document in UTF-8", Exception(body.not_json)) if body.not_json else HELD


@inferred(because="RFC 8259 forbids to send one, and decoders refuse it")
def no_byte_order_mark_is_sent(body: Body) -> Iterator[Expectation]:
    """The body starts with no byte order mark."""
    yield holds(not body.has_byte_order_mark, "the first byte of the document", "a byte order mark")


@inferred(because="the spec gives numbers the format `double`, and clients hold them in one")
def every_number_fits_a_double(body: Body) -> Iterator[Expectation]:
    """No number is beyond what a double can hold."""
    yield holds(body.unbounded_number is None, "numbers within the range of a double", body.unbounded_number)


@inferred(because="half a surrogate pair is no character, and clients cannot store or print it")
def every_text_is_unicode(body: Body) -> Iterator[Expectation]:
    """No text has half of a surrogate pair."""
    yield holds(not body.has_half_characters, "whole characters", Exception("half of a surrogate pair"))


@inferred(because="decoders differ on which of the values they take")
def names_are_unique(body: Body) -> Iterator[Expectation]:
    """No object has two members of the same name."""
    yield holds(body.repeated_name is None, "each name once", body.repeated_name)


@inferred(because="a client must be able to tell the usage from a web page that stands in its place")
def the_body_is_said_to_be_json(exchange: Exchange) -> Iterator[Expectation]:
    """The content type of a usage is JSON."""
    if exchange.question.method == "GET" and exchange.status == 200 and exchange.headers is not None:
        said = exchange.header("content-type")
        is_json = said is not None and _JSON.fullmatch(said)
        yield holds(is_json, "application/json", ABSENT if said is None else said, "content-type")
