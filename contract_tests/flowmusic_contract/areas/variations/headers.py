"""Variations in the headers of a response that say who may keep or read it, and in pages that repeat the request."""

import html
from datetime import timedelta
from email.utils import format_datetime
from zlib import crc32

from attrs import evolve

from flowmusic_contract.engine.fault import variation
from flowmusic_contract.engine.timestamps import timestamp
from flowmusic_contract.mock_server import Handler, Request, Response

_FOREIGN = "origin"
"""The header in which a browser names another web origin. A plain client does not send it."""


@variation
def other_origin_is_refused(handler: Handler) -> Handler:
    """A request from an unknown web origin is refused."""
    return lambda request: Response.of(403, {}) if request.header(_FOREIGN) else handler(request)


@variation
def every_origin_is_allowed_without_credentials(handler: Handler) -> Handler:
    """A web page of every origin may read a response, with a token of its own."""
    return _in_browser(handler, ("access-control-allow-origin", "*"))


@variation
def one_origin_is_allowed_with_credentials(handler: Handler) -> Handler:
    """Only the web page of the service may send credentials."""
    origin = ("access-control-allow-origin", "https://useapi.net")
    return _in_browser(handler, origin, ("access-control-allow-credentials", "true"))


@variation
def caches_keep_reports_by_token(handler: Handler) -> Handler:
    """From the second usage report on, a shared cache may keep a report for the same token, or must ask again."""
    lines = [
        (("cache-control", "public, max-age=60"), ("vary", "Accept, Authorization")),
        (("cache-control", "public, max-age=0, must-revalidate"),),
        (("cache-control", "private, max-age=60"),),
        (("cache-control", "public, no-cache"),),
        (("cache-control", "max-age=60, s-maxage=0"),),
    ]
    number = -1

    def handle(request: Request) -> Response:
        nonlocal number
        correct = handler(request)
        if correct.status != 200:
            return correct
        number += 1
        return evolve(correct, headers=(*correct.headers, *lines[number % len(lines)])) if number else correct

    return handle


@variation
def clock_is_minutes_behind(handler: Handler) -> Handler:
    """The server's clock is four minutes behind the one that timed the latest event."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        events = correct.json()["events"] if (request.method, correct.status) == ("GET", 200) else []
        times = [time for event in events if (time := timestamp(event["max_created_at"]))]
        if not times:
            return correct
        behind = max(times) - timedelta(minutes=4)
        return correct.with_header("date", format_datetime(behind, usegmt=True))

    return handle


@variation
def error_pages_escape_markup(handler: Handler) -> Handler:
    """An error for an email address with markup is an HTML page that repeats it escaped."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        if correct.status == 200 or not any("<" in email for email in request.emails()):
            return correct
        page = f"<h1>No account {html.escape(request.emails()[0])}</h1>".encode()
        return evolve(correct, headers=(("content-type", "text/html; charset=utf-8"),), body=page)

    return handle


@variation
def errors_repeat_markup_in_json(handler: Handler) -> Handler:
    """An error in JSON repeats an email address with markup unescaped."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_repeated = correct.status != 200 and any("<" in email for email in request.emails())
        return Response.of(correct.status, {"emails": request.emails()}) if is_repeated else correct

    return handle


@variation
def unmodified_report_is_not_sent_again(handler: Handler) -> Handler:
    """From the second usage report on, a report has an `ETag`, and is not sent again if the request names it."""
    number = 0

    def handle(request: Request) -> Response:
        nonlocal number
        correct = handler(request)
        if correct.status != 200:
            return correct
        number += 1
        etag = f'"{crc32(correct.body):x}"'
        if request.header("if-none-match") == [etag]:
            return Response(304, (("etag", etag),), b"")
        return correct.with_header("etag", etag) if number > 1 else correct

    return handle


@variation
def part_of_a_report_can_be_requested(handler: Handler) -> Handler:
    """A request for the first ten bytes of a usage report gets those bytes and their range."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        if correct.status != 200 or request.header("range") != ["bytes=0-9"]:
            return correct
        part = evolve(correct, status=206, body=correct.body[:10])
        return part.with_header("content-range", f"bytes 0-9/{len(correct.body)}")

    return handle


@variation
def bodies_are_sent_in_chunks(handler: Handler) -> Handler:
    """A response to a request with HTTP/1.1 is sent in chunks, without a content length."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_chunked = request.http_version == "1.1" and correct.body
        return correct.with_header("transfer-encoding", "chunked") if is_chunked else correct

    return handle


def _in_browser(handler: Handler, *headers: tuple[str, str]) -> Handler:
    def handle(request: Request) -> Response:
        correct = handler(request)
        others = tuple(pair for pair in correct.headers if not pair[0].startswith("access-control-"))
        return evolve(correct, headers=(*others, *headers)) if request.header(_FOREIGN) else correct

    return handle
