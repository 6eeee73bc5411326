"""Servers on which other methods succeed."""

from attrs import evolve

from flowmusic_contract.areas.body import rules as body
from flowmusic_contract.areas.methods import rules
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.fault import is_report, response_fault, server_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response
from flowmusic_contract.mock_server.api import PATH

_HEAD = evolve(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN), method="HEAD")


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed], effects={"POST": "405 -> 200"})
def post_is_treated_as_get(request: Request, handler: Handler) -> Response:
    """POST is treated as GET."""
    return handler(evolve(request, method="GET") if request.method == "POST" else request)


@response_fault(
    breaks=[rules.unsafe_methods_do_not_succeed, privacy.no_refusal_contains_a_report],
    effects={"POST that says GET, no token": "405 -> 200"},
    requests={
        "POST that says GET, no token": Request("POST", PATH, f"email={DEMO_EMAILS[0]}", (("x-http-method", "GET"),)),
    },
)
def post_that_says_get_needs_no_token(request: Request, handler: Handler) -> Response:
    """POST with the header `X-HTTP-Method: GET` gets the usage report, and needs no token."""
    is_get = request.method == "POST" and request.header("x-http-method") == ["GET"]
    return handler(evolve(request, method="GET").authorized_by(DEMO_TOKEN) if is_get else request)


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed], effects={"DELETE": "405 -> 204"})
def delete_gets_204(request: Request, handler: Handler) -> Response:
    """DELETE gets a 204 response."""
    return Response(204, (), b"") if request.method == "DELETE" else handler(request)


@response_fault(
    breaks=[rules.head_succeeds_only_where_get_does],
    effects={"HEAD, no token": "401 -> 200", "HEAD, unknown account": "404 -> 200"},
    requests={
        "HEAD, no token": evolve(_HEAD, headers=()),
        "HEAD, unknown account": _HEAD.for_account("nobody@example.com"),
    },
)
def head_gets_200(request: Request, handler: Handler) -> Response:
    """HEAD always gets a 200 response, whatever its token and account."""
    return Response.of(200, {}) if request.method == "HEAD" else handler(request)


@response_fault(
    breaks=[rules.head_succeeds_only_where_get_does],
    effects={"HEAD, no token": "401 -> 200"},
    requests={"HEAD, no token": evolve(_HEAD, headers=())},
)
def head_needs_no_token(request: Request, handler: Handler) -> Response:
    """HEAD needs no token."""
    return handler(request.authorized_by(DEMO_TOKEN) if request.method == "HEAD" else request)


@response_fault(
    breaks=[rules.unsafe_methods_do_not_succeed],
    effects={"FLOWMUSIC": "405 -> 200"},
    requests={"FLOWMUSIC": evolve(_HEAD, method="FLOWMUSIC")},
)
def unknown_methods_are_treated_as_get(request: Request, handler: Handler) -> Response:
    """A method that no standard defines is treated as GET."""
    is_known = request.method in ("GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE")
    return handler(request if is_known else evolve(request, method="GET"))


@response_fault(breaks=[rules.head_of_a_report_is_not_empty], effects={"HEAD content-length": "absent -> 0"})
def head_has_length_0(request: Request, handler: Handler) -> Response:
    """HEAD has the content length 0."""
    correct = handler(request)
    return correct.with_header("content-length", "0") if _is_head_of_report(request, correct) else correct


@response_fault(
    breaks=[rules.head_has_the_content_type_of_get],
    effects={"HEAD content-type": "application/json -> text/html"},
)
def head_is_a_web_page(request: Request, handler: Handler) -> Response:
    """HEAD has the content type of a web page."""
    correct = handler(request)
    if not _is_head_of_report(request, correct):
        return correct
    return evolve(correct, headers=(("content-type", "text/html"),))


@server_fault(
    breaks=[body.body_is_one_json_document],
    effects={"GET after HEAD body": '{"email":"listener@e … 666664}]}} -> nothing'},
    requests={"one more HEAD": _HEAD, "GET after HEAD": evolve(_HEAD, method="GET")},
)
def report_after_head_is_empty(handler: Handler) -> Handler:
    """A cache keeps the response to HEAD, and sends it in response to the next GET."""
    kept: object = None

    def handle(request: Request) -> Response:
        nonlocal kept
        correct, before = handler(request), kept
        key = request.query, request.bearer_token()
        kept = key if _is_head_of_report(request, correct) else None
        return evolve(correct, body=b"") if is_report(request, correct) and key == before else correct

    return handle


def _is_head_of_report(request: Request, response: Response) -> bool:
    return (request.method, response.status) == ("HEAD", 200)
