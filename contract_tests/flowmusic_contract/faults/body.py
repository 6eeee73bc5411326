"""Servers whose 200 is no usable JSON."""

import codecs
from collections.abc import Callable

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault
from flowmusic_contract.mock_server import Answer, Request, Respond

_JSON = ["body.the-body-is-one-json-document"]
_MARK = ["body.no-byte-order-mark-is-sent"]
_RANGE = ["body.every-number-fits-a-double"]
_NAMES = ["body.names-are-unique"]
_TYPE = ["body.the-body-is-said-to-be-json"]
_SHAPE = ["schema.every-field-has-its-documented-type"]


def _with_body(request: Request, respond: Respond, change: Callable[[bytes], bytes]) -> Answer:
    answer = respond(request)
    return evolve(answer, body=change(answer.body)) if answer.status == 200 and request.method == "GET" else answer


def _with_type(request: Request, respond: Respond, *headers: tuple[str, str]) -> Answer:
    answer = respond(request)
    return evolve(answer, headers=headers) if answer.status == 200 else answer


@answer_fault(breaks=_JSON)
def cut_off(request: Request, respond: Respond) -> Answer:
    """The last byte of the body is missing."""
    return _with_body(request, respond, lambda body: body[:-1])


@answer_fault(breaks=_JSON)
def empty(request: Request, respond: Respond) -> Answer:
    """The body is empty."""
    return _with_body(request, respond, lambda _: b"")


@answer_fault(breaks=_JSON)
def web_page(request: Request, respond: Respond) -> Answer:
    """The body is a web page."""
    return _with_body(request, respond, lambda _: b"<!doctype html><title>One moment</title>")


@answer_fault(breaks=_JSON)
def not_a_number(request: Request, respond: Respond) -> Answer:
    """A number is NaN, which JSON does not have."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"more":NaN,', 1))


@answer_fault(breaks=_JSON)
def infinity(request: Request, respond: Respond) -> Answer:
    """A number is Infinity, which JSON does not have."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"more":-Infinity,', 1))


@answer_fault(breaks=_JSON)
def latin_1(request: Request, respond: Respond) -> Answer:
    """The body is in Latin-1."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"\xe9":1,', 1))


@answer_fault(breaks=_JSON)
def utf_16(request: Request, respond: Respond) -> Answer:
    """The body is in UTF-16."""
    return _with_body(request, respond, lambda body: body.decode().encode("utf-16"))


@answer_fault(breaks=_JSON)
def twice(request: Request, respond: Respond) -> Answer:
    """The document is sent twice."""
    return _with_body(request, respond, lambda body: body + body)


@answer_fault(breaks=_JSON)
def trailing_comma(request: Request, respond: Respond) -> Answer:
    """A comma stands behind the last member."""
    return _with_body(request, respond, lambda body: body[:-1] + b",}")


@answer_fault(breaks=_JSON)
def warning_in_front(request: Request, respond: Respond) -> Answer:
    """A warning of the server's program stands in front of the document."""
    return _with_body(request, respond, lambda body: b"Warning: deprecated call\n" + body)


@answer_fault(breaks=_JSON)
def callback(request: Request, respond: Respond) -> Answer:
    """The document is wrapped into the call of a function."""
    return _with_body(request, respond, lambda body: b"callback(" + body + b")")


@answer_fault(breaks=_JSON)
def comment(request: Request, respond: Respond) -> Answer:
    """The document has a comment."""
    return _with_body(request, respond, lambda body: body + b" // usage")


@answer_fault(breaks=_SHAPE)
def json_in_json(request: Request, respond: Respond) -> Answer:
    """The document is a text that holds the document."""
    answer = respond(request)
    return answer.with_json(answer.body.decode()) if answer.status == 200 else answer


@answer_fault(breaks=_MARK)
def byte_order_mark(request: Request, respond: Respond) -> Answer:
    """The body starts with a byte order mark."""
    return _with_body(request, respond, lambda body: codecs.BOM_UTF8 + body)


@answer_fault(breaks=_RANGE)
def beyond_double(request: Request, respond: Respond) -> Answer:
    """A number is larger than a double can hold."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"more":1e999,', 1))


@answer_fault(breaks=_RANGE)
def long_integer(request: Request, respond: Respond) -> Answer:
    """An integer has four hundred digits."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"more":' + b"9" * 400 + b",", 1))


@answer_fault(breaks=["body.every-text-is-unicode"])
def half_a_character(request: Request, respond: Respond) -> Answer:
    """A text ends in the middle of a character."""
    return _with_body(request, respond, lambda body: body.replace(b"{", b'{"more":"\\ud83c",', 1))


@answer_fault(breaks=_NAMES)
def repeated_name(request: Request, respond: Respond) -> Answer:
    """An object has a member twice, with different values."""
    return _with_body(request, respond, lambda body: body.replace(b'"events":', b'"events":[],"events":', 1))


@answer_fault(breaks=_TYPE)
def said_to_be_html(request: Request, respond: Respond) -> Answer:
    """The document is said to be a web page."""
    return _with_type(request, respond, ("content-type", "text/html"))


@answer_fault(breaks=_TYPE)
def said_to_be_nothing(request: Request, respond: Respond) -> Answer:
    """The document comes without a content type."""
    return _with_type(request, respond)
