"""Variations in error responses, whose bodies the docs page leaves open."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from attrs import evolve

from flowmusic_contract.areas.variations.changing import in_response, with_content_type, without_extra_headers
from flowmusic_contract.engine.fault import variation
from flowmusic_contract.mock_server import Handler, Request, Response


@variation
def errors_have_no_body(handler: Handler) -> Handler:
    """Error responses have no body."""
    return _with_error_body(handler, "text/plain", b"")


@variation
def errors_are_plain_text(handler: Handler) -> Handler:
    """Error responses are a line of plain text."""
    return _with_error_body(handler, "text/plain; charset=utf-8", b"No.\n")


@variation
def errors_are_html(handler: Handler) -> Handler:
    """Error responses are HTML pages."""
    return _with_error_body(handler, "text/html", b"<html><body><h1>Sorry</h1></body></html>")


@variation
def errors_are_nested_objects(handler: Handler) -> Handler:
    """Error responses have an object as their `error`."""
    return _with_error_body(handler, "application/problem+json", b'{"error":{"title":"no","status":"?"},"code":null}')


@variation
def errors_have_a_number(handler: Handler) -> Handler:
    """Every error response has its own number and time."""
    number = count(1)

    def change(response: Response) -> Response:
        return response.with_json({"error": "no", "request": next(number), "at": str(datetime.now(UTC))})

    return _in_error(handler, change)


@variation
def replicas_word_errors_differently(handler: Handler) -> Handler:
    """The address decides which of two replicas a request reaches, and one has other words in its error responses."""

    def handle(request: Request) -> Response:
        correct, [email, *_] = handler(request), request.emails() or [""]
        is_other = len(email.partition("@")[0]) % 2 and correct.status != 200
        return correct.with_json({"detail": "no"}) if is_other else correct

    return handle


@variation
def errors_repeat_the_email(handler: Handler) -> Handler:
    """Error responses repeat the requested email address."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        as_json = with_content_type(correct, "application/json")
        return correct if correct.status == 200 else as_json.with_json({"error": "no", "emails": request.emails()})

    return handle


@variation
def challenge_is_missing(handler: Handler) -> Handler:
    """A 401 response has no `WWW-Authenticate` header."""
    return in_response(
        handler, lambda response: without_extra_headers(response) if response.status == 401 else response
    )


def _in_error(handler: Handler, change: Callable[[Response], Response]) -> Handler:
    return in_response(handler, lambda response: response if response.status == 200 else change(response))


def _with_error_body(handler: Handler, content_type: str, body: bytes) -> Handler:
    return _in_error(handler, lambda response: evolve(with_content_type(response, content_type), body=body))
