"""Variations in the response to requests about which the docs page is silent."""

import re
from itertools import count
from urllib.parse import parse_qs, unquote

from attrs import evolve

from flowmusic_contract.areas.variations.changing import in_response, without_extra_headers
from flowmusic_contract.engine.fault import is_report, variation
from flowmusic_contract.mock_server import Handler, Request, Response
from flowmusic_contract.mock_server.api import PATH

_ATTACK = re.compile(r"\.\./|<[a-z]+>|' or '|\0|\$\{", re.IGNORECASE)
"""What firewalls look for: a way out of a folder, HTML, a condition in SQL, the end of a string, a template."""

_PLAIN_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)


@variation
def missing_email_gets_404(handler: Handler) -> Handler:
    """A request without `email` gets a 404 response instead of 400."""
    return _with_status(handler, 400, 404)


@variation
def missing_email_gets_422(handler: Handler) -> Handler:
    """A request without `email` gets a 422 response instead of 400."""
    return _with_status(handler, 400, 422)


@variation
def malformed_email_gets_400(handler: Handler) -> Handler:
    """A malformed email address gets a 400 response."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_unknown = correct.status == 404 and request.emails()
        is_malformed = is_unknown and not _PLAIN_EMAIL.fullmatch(request.emails()[0])
        return evolve(correct, status=400) if is_malformed else correct

    return handle


@variation
def malformed_request_gets_400_without_a_token(handler: Handler) -> Handler:
    """A malformed request gets a 400 response before its token is looked at."""

    def handle(request: Request) -> Response:
        [email, *_] = request.emails() or [""]
        is_malformed = request.path == PATH and request.method == "GET" and not _PLAIN_EMAIL.fullmatch(email)
        return Response.of(400, {"error": "Malformed request"}) if is_malformed else handler(request)

    return handle


@variation
def attacks_get_403(handler: Handler) -> Handler:
    """A firewall blocks requests that contain what attackers send, with a 403 response, whatever their token."""

    def handle(request: Request) -> Response:
        sent = [unquote(request.query), *(value for _, value in request.headers)]
        is_blocked = any(map(_ATTACK.search, sent))
        return Response(403, (("content-type", "text/html"),), b"<h1>Blocked</h1>") if is_blocked else handler(request)

    return handle


@variation
def half_of_an_authorization_header_gets_400(handler: Handler) -> Handler:
    """A request with a scheme and no token, or a token and no scheme, gets a 400 response."""

    def handle(request: Request) -> Response:
        is_half = any(len(value.split()) < 2 for value in request.header("authorization"))
        is_refused = is_half and handler(request).status == 401
        return Response.of(400, {"error": "Malformed header"}) if is_refused else handler(request)

    return handle


@variation
def unknown_parameter_gets_400_without_a_token(handler: Handler) -> Handler:
    """A request with an unknown parameter gets a 400 response before its token is looked at."""

    def handle(request: Request) -> Response:
        names = parse_qs(request.query, keep_blank_values=True).keys()
        is_unknown = request.method == "GET" and not names <= {"email"}
        return Response.of(400, {"error": "Unknown parameter"}) if is_unknown else handler(request)

    return handle


@variation
def email_case_is_ignored(handler: Handler) -> Handler:
    """Letter case in an email address is ignored, and so are spaces and null characters around it."""

    def handle(request: Request) -> Response:
        [email, *more] = request.emails() or [""]
        plain = email.strip(" \0").lower()
        return handler(request if more or plain == email else request.for_account(plain))

    return handle


@variation
def email_is_repeated_as_requested(handler: Handler) -> Handler:
    """Letter case in an email address is ignored, and the usage report has the address as it was requested."""

    def handle(request: Request) -> Response:
        [email, *more] = request.emails() or [""]
        if more or email == email.lower():
            return handler(request)
        correct = handler(request.for_account(email.lower()))
        return correct.with_fields(email=email) if is_report(request, correct) else correct

    return handle


@variation
def first_email_counts(handler: Handler) -> Handler:
    """Of two email addresses, the first one counts."""
    return lambda request: handler(_with_email(request, request.emails()[:1]))


@variation
def last_email_counts(handler: Handler) -> Handler:
    """Of two email addresses, the last one counts."""
    return lambda request: handler(_with_email(request, request.emails()[-1:]))


@variation
def parameter_name_is_loose(handler: Handler) -> Handler:
    """`Email` and `email[]` are read as `email`."""

    def handle(request: Request) -> Response:
        parameters = parse_qs(request.query)
        return handler(_with_email(request, parameters.get("Email", []) + parameters.get("email[]", [])))

    return handle


@variation
def other_parameter_gets_400(handler: Handler) -> Handler:
    """An unknown parameter gets a 400 response."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        return evolve(correct, status=400) if correct.status == 200 and "other" in parse_qs(request.query) else correct

    return handle


@variation
def other_methods_get_404(handler: Handler) -> Handler:
    """Other methods get a 404 response."""
    return _with_status(handler, 405, 404)


@variation
def allow_is_missing(handler: Handler) -> Handler:
    """Other methods get a response without an `Allow` header."""
    return in_response(
        handler, lambda response: without_extra_headers(response) if response.status == 405 else response
    )


@variation
def other_methods_get_501(handler: Handler) -> Handler:
    """Other methods get a 501 response."""
    return _with_status(handler, 405, 501)


@variation
def head_gets_405(handler: Handler) -> Handler:
    """HEAD gets a 405 response."""
    return lambda request: Response.of(405, {}) if request.method == "HEAD" else handler(request)


@variation
def options_gets_204(handler: Handler) -> Handler:
    """OPTIONS gets a 204 response, as browsers expect."""
    return lambda request: Response(204, (), b"") if request.method == "OPTIONS" else handler(request)


@variation
def path_is_loose(handler: Handler) -> Handler:
    """Letter case and slashes in the path are ignored."""

    def handle(request: Request) -> Response:
        path = "/".join(["", *filter(None, request.path.lower().split("/"))])
        return handler(evolve(request, path=path))

    return handle


@variation
def http_1_0_is_refused(handler: Handler) -> Handler:
    """A request with HTTP/1.0 is refused, as some proxies do unless they are configured otherwise."""
    refusal = Response(505, (), b"")
    return lambda request: refusal if request.http_version == "1.0" else handler(request)


@variation
def other_paths_redirect(handler: Handler) -> Handler:
    """Other paths redirect to the documented one."""
    redirect = Response(308, (("location", PATH),), b"")
    return lambda request: handler(request) if request.path == PATH else redirect


@variation
def other_paths_get_a_web_page(handler: Handler) -> Handler:
    """Other paths get a web page, as in applications that run in the browser."""
    page = Response(200, (("content-type", "text/html"),), b"<!doctype html><title>Flow Music</title>")
    return lambda request: handler(request) if request.path == PATH else page


@variation
def fifth_request_gets_429(handler: Handler) -> Handler:
    """The fifth request gets a 429 response that allows a retry at once."""
    return _once(handler, 5, 429)


@variation
def sixth_request_gets_503(handler: Handler) -> Handler:
    """The sixth request gets a 503 response that allows a retry at once."""
    return _once(handler, 6, 503)


def _once(handler: Handler, turn: int, status: int) -> Handler:
    number = count(1)

    def handle(request: Request) -> Response:
        return Response.of(status, {}, ("retry-after", "0")) if next(number) == turn else handler(request)

    return handle


def _with_status(handler: Handler, before: int, after: int) -> Handler:
    return in_response(
        handler, lambda response: evolve(response, status=after) if response.status == before else response
    )


def _with_email(request: Request, emails: list[str]) -> Request:
    return request.for_account(emails[0]) if emails else request
