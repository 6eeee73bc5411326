"""Servers whose responses are incomplete, late or server errors."""

from urllib.parse import parse_qs

from attrs import evolve

from flowmusic_contract.areas.transport import rules
from flowmusic_contract.engine.fault import response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@response_fault(breaks=[rules.no_request_causes_a_server_error])
def two_emails_crash(request: Request, handler: Handler) -> Response:
    """A request with two e-mails is answered with 500."""
    return Response.of(500, {}) if len(request.emails()) > 1 else handler(request)


@response_fault(breaks=[rules.no_request_causes_a_server_error])
def other_parameters_crash(request: Request, handler: Handler) -> Response:
    """A parameter that nobody expects is answered with 500."""
    return Response.of(500, {}) if "other" in parse_qs(request.query) else handler(request)


@response_fault(breaks=[rules.no_request_causes_a_server_error])
def head_crashes(request: Request, handler: Handler) -> Response:
    """HEAD is answered with 500."""
    return Response.of(500, {}) if request.method == "HEAD" else handler(request)


@response_fault(breaks=[rules.no_request_causes_a_server_error])
def options_crash(request: Request, handler: Handler) -> Response:
    """OPTIONS is answered with 502."""
    return Response.of(502, {}) if request.method == "OPTIONS" else handler(request)


@response_fault(breaks=[rules.no_request_causes_a_server_error])
def put_crashes(request: Request, handler: Handler) -> Response:
    """PUT is answered with 500."""
    return Response.of(500, {}) if request.method == "PUT" else handler(request)


@response_fault(breaks=[rules.every_response_is_complete])
def connection_lost_in_a_usage(request: Request, handler: Handler) -> Response:
    """The connection is lost halfway through a usage."""
    return evolve(handler(request), truncated=request.emails() == ["duo+live@example.com"])


@response_fault(breaks=[rules.every_response_is_complete])
def connection_lost_in_an_error(request: Request, handler: Handler) -> Response:
    """The connection is lost when a request has two e-mails."""
    return evolve(handler(request), truncated=len(request.emails()) > 1)


@response_fault(breaks=[rules.every_response_is_in_time])
def slow(request: Request, handler: Handler) -> Response:
    """An account takes a minute to be answered."""
    return evolve(handler(request), delay=60 if request.emails() == ["duo+live@example.com"] else 0)
