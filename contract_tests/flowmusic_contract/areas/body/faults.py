"""Servers whose 200 response is not usable JSON."""

import codecs
from collections.abc import Callable

from attrs import evolve

from flowmusic_contract.areas.body import rules
from flowmusic_contract.engine.fault import response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


def _with_body(request: Request, handler: Handler, change: Callable[[bytes], bytes]) -> Response:
    response = handler(request)
    return (
        evolve(response, body=change(response.body)) if response.status == 200 and request.method == "GET" else response
    )


def _with_type(request: Request, handler: Handler, *headers: tuple[str, str]) -> Response:
    response = handler(request)
    return evolve(response, headers=headers) if response.status == 200 else response


@response_fault(breaks=[rules.body_is_one_json_document])
def cut_off(request: Request, handler: Handler) -> Response:
    """The last byte of the body is missing."""
    return _with_body(request, handler, lambda body: body[:-1])


@response_fault(breaks=[rules.body_is_one_json_document])
def empty(request: Request, handler: Handler) -> Response:
    """The body is empty."""
    return _with_body(request, handler, lambda _: b"")


@response_fault(breaks=[rules.body_is_one_json_document])
def web_page(request: Request, handler: Handler) -> Response:
    """The body is a web page."""
    return _with_body(request, handler, lambda _: b"<!doctype html><title>One moment</title>")


@response_fault(breaks=[rules.body_is_one_json_document])
def not_a_number(request: Request, handler: Handler) -> Response:
    """A number is NaN, which JSON does not have."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"more":NaN,', 1))


@response_fault(breaks=[rules.body_is_one_json_document])
def infinity(request: Request, handler: Handler) -> Response:
    """A number is Infinity, which JSON does not have."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"more":-Infinity,', 1))


@response_fault(breaks=[rules.body_is_one_json_document])
def latin_1(request: Request, handler: Handler) -> Response:
    """The body is in Latin-1."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"\xe9":1,', 1))


@response_fault(breaks=[rules.body_is_one_json_document])
def utf_16(request: Request, handler: Handler) -> Response:
    """The body is in UTF-16."""
    return _with_body(request, handler, lambda body: body.decode().encode("utf-16"))


@response_fault(breaks=[rules.body_is_one_json_document])
def twice(request: Request, handler: Handler) -> Response:
    """The document is sent twice."""
    return _with_body(request, handler, lambda body: body + body)


@response_fault(breaks=[rules.body_is_one_json_document])
def trailing_comma(request: Request, handler: Handler) -> Response:
    """A comma stands behind the last member."""
    return _with_body(request, handler, lambda body: body[:-1] + b",}")


@response_fault(breaks=[rules.body_is_one_json_document])
def warning_in_front(request: Request, handler: Handler) -> Response:
    """A warning of the server's program stands in front of the document."""
    return _with_body(request, handler, lambda body: b"Warning: deprecated call\n" + body)


@response_fault(breaks=[rules.body_is_one_json_document])
def callback(request: Request, handler: Handler) -> Response:
    """The document is wrapped into the call of a function."""
    return _with_body(request, handler, lambda body: b"callback(" + body + b")")


@response_fault(breaks=[rules.body_is_one_json_document])
def comment(request: Request, handler: Handler) -> Response:
    """The document has a comment."""
    return _with_body(request, handler, lambda body: body + b" // usage")


@response_fault(breaks=[rules.body_has_no_byte_order_mark])
def byte_order_mark(request: Request, handler: Handler) -> Response:
    """The body starts with a byte order mark."""
    return _with_body(request, handler, lambda body: codecs.BOM_UTF8 + body)


@response_fault(breaks=[rules.every_number_fits_a_double])
def beyond_double(request: Request, handler: Handler) -> Response:
    """A number is larger than a double can hold."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"more":1e999,', 1))


@response_fault(breaks=[rules.every_number_fits_a_double])
def long_integer(request: Request, handler: Handler) -> Response:
    """An integer has four hundred digits."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"more":' + b"9" * 400 + b",", 1))


@response_fault(breaks=[rules.every_string_is_valid_unicode])
def half_a_character(request: Request, handler: Handler) -> Response:
    """A text ends in the middle of a character."""
    return _with_body(request, handler, lambda body: body.replace(b"{", b'{"more":"\\ud83c",', 1))


@response_fault(breaks=[rules.object_keys_are_unique])
def repeated_name(request: Request, handler: Handler) -> Response:
    """An object has a member twice, with different values."""
    return _with_body(request, handler, lambda body: body.replace(b'"events":', b'"events":[],"events":', 1))


@response_fault(breaks=[rules.content_type_is_json])
def said_to_be_html(request: Request, handler: Handler) -> Response:
    """The document is said to be a web page."""
    return _with_type(request, handler, ("content-type", "text/html"))


@response_fault(breaks=[rules.content_type_is_json])
def said_to_be_nothing(request: Request, handler: Handler) -> Response:
    """The document comes without a content type."""
    return _with_type(request, handler)
