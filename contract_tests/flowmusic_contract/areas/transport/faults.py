"""Servers whose responses are incomplete, late, server errors, or not what the request accepts."""

import gzip
from urllib.parse import parse_qs

from attrs import evolve

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.body import rules as body_rules
from flowmusic_contract.areas.transport import rules
from flowmusic_contract.engine.fault import is_report, is_report_of, replacement, response_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

_DUO = ["duo+live@example.com"]
_CRASH = Response.of(500, {})
_PREFERS_JSON = ("accept", "application/json, application/xml;q=0.5")
_ETAG = '"1"'
_ETAG_EFFECTS = {"listener etag": 'absent -> "1"'}
_IF_NONE_MATCH = {
    "If-None-Match": Request.get(DEMO_EMAILS[0], ("if-none-match", _ETAG)).authorized_by(DEMO_TOKEN),
}

SERVER_ERRORS = [
    replacement(
        "transport.two-emails-get-500",
        "A request with two email addresses gets a 500 response.",
        when=lambda request, _: len(request.emails()) > 1,
        by=_CRASH,
        breaks=[rules.no_request_causes_a_server_error],
        effects={"two emails": "400 -> 500"},
    ),
    replacement(
        "transport.two-emails-get-503",
        "A request with two email addresses gets a 503 response that allows a retry, however often it is sent.",
        when=lambda request, _: len(request.emails()) > 1,
        by=Response.of(503, {}, ("retry-after", "0")),
        breaks=[rules.no_request_causes_a_server_error],
        effects={"two emails": "400 -> 503"},
    ),
    replacement(
        "transport.unknown-parameter-gets-500",
        "A request with an unknown parameter gets a 500 response.",
        when=lambda request, correct: correct.status == 200 and len(parse_qs(request.query)) > 1,
        by=_CRASH,
        breaks=[rules.no_request_causes_a_server_error],
        effects={"other parameter": "200 -> 500", "other parameter first": "200 -> 500"},
    ),
    replacement(
        "transport.head-gets-500",
        "HEAD gets a 500 response.",
        when=lambda request, _: request.method == "HEAD",
        by=_CRASH,
        breaks=[rules.no_request_causes_a_server_error],
        effects={"HEAD": "200 -> 500"},
    ),
    replacement(
        "transport.options-gets-502",
        "OPTIONS gets a 502 response.",
        when=lambda request, _: request.method == "OPTIONS",
        by=Response.of(502, {}),
        breaks=[rules.no_request_causes_a_server_error],
        effects={"OPTIONS": "405 -> 502"},
    ),
    replacement(
        "transport.put-gets-500",
        "PUT gets a 500 response.",
        when=lambda request, _: request.method == "PUT",
        by=_CRASH,
        breaks=[rules.no_request_causes_a_server_error],
        effects={"PUT": "405 -> 500"},
    ),
]


@response_fault(
    breaks=[rules.no_request_causes_a_server_error, accounts_rules.malformed_email_is_rejected],
    effects={"Accept": "200 -> 500"},
    requests={"Accept": Request.get(DEMO_EMAILS[0], ("accept", "text/html")).authorized_by(DEMO_TOKEN)},
)
def request_for_html_gets_500(request: Request, handler: Handler) -> Response:
    """A request with a valid token that accepts nothing but HTML gets a 500 response."""
    correct = handler(request)
    return _CRASH if correct.status != 401 and request.header("accept") == ["text/html"] else correct


@response_fault(
    breaks=[body_rules.content_type_is_json, body_rules.body_is_one_json_document],
    effects={
        "XML body": '{"email":"listener@e … 666664}]}} -> <usage/>',
        "XML content-type": "application/json -> application/xml",
    },
    requests={"XML": Request.get(DEMO_EMAILS[0], _PREFERS_JSON).authorized_by(DEMO_TOKEN)},
)
def client_that_prefers_json_gets_xml(request: Request, handler: Handler) -> Response:
    """A client that prefers JSON and also accepts XML gets XML."""
    correct = handler(request)
    accepts_xml = is_report(request, correct) and any("/xml" in value for value in request.header("accept"))
    return Response(200, (("content-type", "application/xml"),), b"<usage/>") if accepts_xml else correct


@response_fault(
    breaks=[rules.content_encoding_is_accepted],
    effects={"identity content-encoding": "absent -> gzip"},
    requests={"identity": Request.get(DEMO_EMAILS[0], ("accept-encoding", "identity")).authorized_by(DEMO_TOKEN)},
)
def reports_are_always_compressed(request: Request, handler: Handler) -> Response:
    """A usage report is compressed although the request accepts no encoding."""
    correct = handler(request)
    if not is_report(request, correct) or request.header("accept-encoding") != ["identity"]:
        return correct
    headers = (*correct.headers, ("content-encoding", "gzip"))
    return evolve(correct, headers=headers, body=gzip.compress(correct.body))


@response_fault(
    breaks=[rules.part_of_a_report_has_the_bytes_that_it_names],
    effects={"range": "200 -> 206"},
    requests={"range": Request.get(DEMO_EMAILS[0], ("range", "bytes=0-9")).authorized_by(DEMO_TOKEN)},
)
def part_of_a_report_is_the_whole(request: Request, handler: Handler) -> Response:
    """A request for the first ten bytes of a usage report gets status 206 and all bytes."""
    correct = handler(request)
    if correct.status != 200 or not request.header("range"):
        return correct
    return evolve(correct, status=206).with_header("content-range", f"bytes 0-9/{len(correct.body)}")


@response_fault(
    breaks=[rules.http_1_0_gets_no_chunks],
    effects={"HTTP/1.0 transfer-encoding": "absent -> chunked"},
    requests={"HTTP/1.0": evolve(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN), http_version="1.0")},
)
def http_1_0_gets_chunks(request: Request, handler: Handler) -> Response:
    """A response to a request with HTTP/1.0 is sent in chunks."""
    correct = handler(request)
    return correct.with_header("transfer-encoding", "chunked") if request.http_version == "1.0" else correct


@response_fault(
    breaks=[rules.every_response_is_framed_as_http_says],
    effects={"duo transfer-encoding": "absent -> chunked", "duo content-length": "absent -> 1169"},
)
def chunks_have_a_content_length(request: Request, handler: Handler) -> Response:
    """The report for one account is sent in chunks, and has a content length as well."""
    correct = handler(request)
    if not is_report_of(_DUO[0], request, correct) or request.http_version == "1.0":
        return correct
    length = str(len(correct.body))
    return correct.with_header("transfer-encoding", "chunked").with_header("content-length", length)


@response_fault(
    breaks=[rules.no_request_causes_a_server_error],
    effects={"HTTP/1.0": "200 -> 500"},
    requests={"HTTP/1.0": evolve(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN), http_version="1.0")},
)
def http_1_0_gets_500(request: Request, handler: Handler) -> Response:
    """A request for a report with HTTP/1.0 gets a 500 response."""
    correct = handler(request)
    return _CRASH if (request.http_version, correct.status) == ("1.0", 200) else correct


@response_fault(breaks=[rules.header_values_have_the_form_of_http], effects={"every 404 retry-after": "absent -> soon"})
def retry_after_is_a_word(request: Request, handler: Handler) -> Response:
    """A 404 response says to ask again `soon`."""
    correct = handler(request)
    return correct.with_header("retry-after", "soon") if correct.status == 404 else correct


@response_fault(
    breaks=[rules.header_values_have_the_form_of_http], effects={"every 400 date": "absent -> 2026-06-03T12:00:00Z"}
)
def date_is_written_as_in_the_report(request: Request, handler: Handler) -> Response:
    """The `Date` of a 400 response has the form of a timestamp in a usage report."""
    correct = handler(request)
    return correct.with_header("date", "2026-06-03T12:00:00Z") if correct.status == 400 else correct


@response_fault(
    breaks=[rules.header_values_have_the_form_of_http],
    effects={"listener etag": "absent -> 18-4a2f"},
)
def etag_has_no_quotes(request: Request, handler: Handler) -> Response:
    """The `ETag` of a usage report of one account is not quoted."""
    correct = handler(request)
    is_listener = is_report_of(DEMO_EMAILS[0], request, correct)
    return correct.with_header("etag", "18-4a2f") if is_listener else correct


@response_fault(breaks=[rules.documented_requests_get_a_response], effects={"duo": "200 -> 200 truncated"})
def report_is_truncated(request: Request, handler: Handler) -> Response:
    """The connection is closed halfway through a usage report."""
    return evolve(handler(request), truncated=request.emails() == _DUO)


@response_fault(breaks=[rules.every_response_is_complete], effects={"two emails": "400 -> 400 truncated"})
def error_is_truncated(request: Request, handler: Handler) -> Response:
    """The connection is closed halfway through the response to a request with two email addresses."""
    return evolve(handler(request), truncated=len(request.emails()) > 1)


@response_fault(breaks=[rules.every_response_is_in_time], effects={"duo": "200 -> 200 after 60 s"})
def report_is_late(request: Request, handler: Handler) -> Response:
    """The report for one account is sent a minute late."""
    return evolve(handler(request), delay=60 if request.emails() == _DUO else 0)


@response_fault(breaks=[rules.nothing_follows_a_response], effects={"HEAD": "200 -> 200 and a surplus of 2942 bytes"})
def head_has_a_body(request: Request, handler: Handler) -> Response:
    """The usage report follows the response to HEAD."""
    correct = handler(request)
    return evolve(correct, surplus=correct.body if (request.method, correct.status) == ("HEAD", 200) else b"")


@response_fault(
    breaks=[rules.nothing_follows_a_response],
    effects={"POST": "405 -> 405 and a surplus of 47 bytes", "PUT": "405 -> 405 and a surplus of 47 bytes"},
)
def body_of_a_request_is_not_read(request: Request, handler: Handler) -> Response:
    """The body of a request is not read, so the server takes it for the next request and refuses that."""
    bad_request = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
    return evolve(handler(request), surplus=bad_request if request.method in ("POST", "PUT") else b"")


@response_fault(
    breaks=[rules.nothing_follows_a_response],
    effects={**_ETAG_EFFECTS, "If-None-Match": "200 -> 304 and a surplus of 2942 bytes"},
    requests=_IF_NONE_MATCH,
)
def not_modified_has_a_body(request: Request, handler: Handler) -> Response:
    """The usage report follows a 304 response."""
    correct = handler(request)
    return _revalidated(request, correct, Response(304, (), b"", surplus=correct.body))


@response_fault(
    breaks=[rules.no_request_causes_a_server_error, accounts_rules.configured_account_gets_200],
    effects={**_ETAG_EFFECTS, "If-None-Match": "200 -> 500"},
    requests=_IF_NONE_MATCH,
)
def etag_that_was_sent_gets_500(request: Request, handler: Handler) -> Response:
    """A request that sends back the `ETag` of a report gets a 500 response."""
    return _revalidated(request, handler(request), _CRASH)


def _revalidated(request: Request, correct: Response, unmodified: Response) -> Response:
    """Returns a report with an `ETag`, or another response if the request has sent it back."""
    if correct.status != 200:
        return correct
    return unmodified if request.header("if-none-match") == [_ETAG] else correct.with_header("etag", _ETAG)


@response_fault(
    breaks=[rules.headers_do_not_contradict_themselves],
    effects={
        "every 200 content-type": "application/json -> text/html",
        "HEAD content-type": "application/json -> text/html",
    },
)
def content_type_twice(request: Request, handler: Handler) -> Response:
    """A usage report has two content types."""
    correct = handler(request)
    return correct.with_header("content-type", "text/html") if correct.status == 200 else correct
