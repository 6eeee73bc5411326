"""Careless servers, each of which is found by a request of its own."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from attrs import evolve

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    Api,
    Handler,
    Request,
    Response,
    demo_ledger,
)
from self_tests.judging import broken, judged

Respond = Callable[[Request, Handler], Response]


def last_parameter_names_the_account(request: Request, handler: Handler) -> Response:
    """Another account of the same token, named in another parameter, is reported."""
    [*_, (email, *_)] = parse_qs(request.query).values() or [("",)]
    is_found = handler(request).status == 200 and email in DEMO_EMAILS
    return handler(request.for_account(email) if is_found else request)


def parameter_names_the_tenant(request: Request, handler: Handler) -> Response:
    """The account in the parameter `user` is that of the caller, whatever the token."""
    [email, *_] = request.emails() or [""]
    is_named = handler(request).status == 404 and parse_qs(request.query).get("user") == [email]
    return handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(email) if is_named else request)


def full_stop_after_a_token_is_ignored(request: Request, handler: Handler) -> Response:
    """A full stop at the end of a token is ignored."""
    token = request.bearer_token() or ""
    return handler(request.authorized_by(token.removesuffix(".")) if token.endswith(".") else request)


def token_in_the_query_is_not_decoded(request: Request, handler: Handler) -> Response:
    """A token in the query counts as it is."""
    is_given = f"access_token={DEMO_TOKEN}" in request.query.split("&")
    return handler(request.authorized_by(DEMO_TOKEN) if is_given else request)


def comma_in_a_token_is_not_expected(request: Request, handler: Handler) -> Response:
    """A token with a comma at its end gets a 500 response."""
    return Response.of(500, {}) if (request.bearer_token() or "").endswith(",") else handler(request)


def domains_are_normalized(request: Request, handler: Handler) -> Response:
    """The dots of a domain may be fullwidth ones, as in a browser."""
    emails = [email.replace("\uff0e", ".") for email in request.emails()]
    return handler(request.for_account(emails[0]) if emails != request.emails() else request)


def letter_case_leads_to_the_first_account(request: Request, handler: Handler) -> Response:
    """Another letter case of any account leads to the first one."""
    [email, *_] = request.emails() or [""]
    is_other_case = email not in DEMO_EMAILS and email.lower() in DEMO_EMAILS
    return handler(request.for_account(DEMO_EMAILS[0]) if is_other_case else request)


def middleware_is_skipped(request: Request, handler: Handler) -> Response:
    """A header of the server's own framework skips the authentication."""
    is_skipped = bool(re.match("middleware", "".join(request.header("x-middleware-subrequest"))))
    return handler(request.authorized_by(DEMO_TOKEN) if is_skipped else request)


def body_is_enough(request: Request, handler: Handler) -> Response:
    """A GET request with a body that is a form skips the authentication."""
    is_form = "application/x-www-form-urlencoded" in request.header("content-type")
    is_skipped = request.method == "GET" and is_form and request.header("content-length")
    return handler(request.authorized_by(DEMO_TOKEN) if is_skipped else request)


def body_names_the_account(request: Request, handler: Handler) -> Response:
    """After the check of the address, the account that a body names is reported."""
    is_named = request.method == "GET" and request.header("content-length") and handler(request).status == 200
    return handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(OTHER_DEMO_EMAILS[0]) if is_named else request)


def cookie_names_the_account(request: Request, handler: Handler) -> Response:
    """The account in the cookie `email` is looked for instead of the one in the query."""
    cookie = re.search("(?:^|; )email=([^;]+)", "".join(request.header("cookie")))
    return handler(request.for_account(cookie[1]) if cookie else request)


def body_replaces_the_query(request: Request, handler: Handler) -> Response:
    """The account that a body names is looked for instead of the one in the query."""
    is_named = request.method == "GET" and "application/json" in request.header("content-type")
    has_body = bool(request.header("content-length"))
    return handler(request.for_account(DEMO_EMAILS[0]) if is_named and has_body else request)


def header_names_the_account(request: Request, handler: Handler) -> Response:
    """After the check of the address, the account that a header names is reported."""
    [email, *_] = request.header("x-account-email") or [""]
    is_named = email and handler(request).status == 200
    return handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(email) if is_named else request)


def header_replaces_the_url(request: Request, handler: Handler) -> Response:
    """The URL in a header is read instead of that in the request line."""
    [url, *_] = request.header("x-original-url") or [f"{request.path}?{request.query}"]
    path, _, query = url.partition("?")
    return handler(evolve(request, path=path, query=query))


def head_ignores_the_tenant(request: Request, handler: Handler) -> Response:
    """HEAD finds the accounts of every token."""
    other = handler(request.authorized_by(OTHER_DEMO_TOKEN))
    return other if request.method == "HEAD" and handler(request).status == 404 else handler(request)


def double_slash_skips_the_authentication(request: Request, handler: Handler) -> Response:
    """A path that begins with two slashes does not look protected, and is read as the documented one."""
    is_skipped = request.path.startswith("//")
    return handler(evolve(request.authorized_by(DEMO_TOKEN), path=request.path[1:]) if is_skipped else request)


def redirect_has_the_token(request: Request, handler: Handler) -> Response:
    """A path that ends with a slash is redirected, with the token in the query."""
    location = f"{request.path.rstrip('/')}?{request.query}&token={request.bearer_token()}"
    is_redirected = request.path.endswith("/")
    return Response(301, (("location", location),), b"") if is_redirected else handler(request)


@pytest.mark.parametrize(
    ("respond", "rule"),
    [
        (last_parameter_names_the_account, accounts.report_is_for_the_requested_account),
        (parameter_names_the_tenant, privacy.no_refusal_contains_a_report),
        (full_stop_after_a_token_is_ignored, authentication.invalid_token_gets_401),
        (token_in_the_query_is_not_decoded, authentication.no_report_without_a_valid_token),
        (comma_in_a_token_is_not_expected, transport.no_request_causes_a_server_error),
        (domains_are_normalized, accounts.malformed_email_is_rejected),
        (letter_case_leads_to_the_first_account, accounts.report_is_for_the_requested_account),
        (middleware_is_skipped, authentication.no_report_without_a_valid_token),
        (body_is_enough, authentication.no_report_without_a_valid_token),
        (body_names_the_account, accounts.report_is_for_the_requested_account),
        (body_replaces_the_query, accounts.report_is_for_the_requested_account),
        (cookie_names_the_account, accounts.report_is_for_the_requested_account),
        (header_names_the_account, accounts.report_is_for_the_requested_account),
        (header_replaces_the_url, accounts.report_is_for_the_requested_account),
        (head_ignores_the_tenant, methods.head_succeeds_only_where_get_does),
        (double_slash_skips_the_authentication, privacy.no_refusal_contains_a_report),
        (redirect_has_the_token, authentication.no_response_contains_a_token),
    ],
)
def test_careless_server(respond: Respond, rule: Rule[object]) -> None:
    """A server with one careless shortcut breaks the rule about it."""
    api = Api(demo_ledger())

    assert rule.id in broken(judged(lambda request: respond(request, api)))


@pytest.mark.parametrize("respond", [body_replaces_the_query, header_replaces_the_url])
def test_careless_server_with_one_account(respond: Respond) -> None:
    """A server that takes the account from elsewhere is found without a second account."""
    api = Api(demo_ledger())
    verdicts = judged(lambda request: respond(request, api), DEMO_EMAILS[0])

    assert "accounts.report-is-for-the-requested-account" in broken(verdicts)
