"""Servers that accept the wrong tokens, or reveal tokens."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from attrs import evolve

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.schema import rules as schema_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import response_fault, server_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, Handler, Request, Response


def _with_fields(response: Response, status: int, **fields: object) -> Response:
    return response.with_fields(**fields) if response.status == status else response


def _bearer(request: Request) -> str | None:
    values = request.header("authorization")
    scheme, _, token = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    return token if scheme == "Bearer" else None


def _accepts(request: Request, handler: Handler, is_good: Callable[[str], bool]) -> Response:
    token = _bearer(request)
    response = handler(request)
    is_taken = response.status == 401 and token and is_good(token)
    return handler(request.authorized_by(DEMO_TOKEN)) if is_taken else response


@response_fault(breaks=[rules.no_response_contains_a_token])
def error_repeats_the_token(request: Request, handler: Handler) -> Response:
    """Who is not authorized is told with which token."""
    return _with_fields(handler(request), 401, token=" ".join(request.header("authorization")))


@response_fault(breaks=[rules.no_response_contains_a_token])
def error_dumps_the_request(request: Request, handler: Handler) -> Response:
    """An error holds the headers of the request."""
    return _with_fields(handler(request), 404, headers=[f"{name}: {value}" for name, value in request.headers])


@response_fault(breaks=[rules.no_response_contains_a_token])
def usage_repeats_the_token(request: Request, handler: Handler) -> Response:
    """A usage holds the token that it was asked with."""
    return _with_fields(handler(request), 200, _debug={"token": DEMO_TOKEN})


@response_fault(breaks=[rules.no_response_contains_a_token])
def cookie_holds_the_token(request: Request, handler: Handler) -> Response:
    """The token comes back in a cookie."""
    response = handler(request)
    return evolve(response, headers=(*response.headers, ("set-cookie", f"session={DEMO_TOKEN}; Path=/")))


@response_fault(breaks=[rules.invalid_token_gets_401, rules.refusals_do_not_reveal_accounts])
def any_bearer_token_will_do(request: Request, handler: Handler) -> Response:
    """Any token is taken for a valid one."""
    return _accepts(request, handler, bool)


@response_fault(breaks=[rules.invalid_token_gets_401])
def beginning_of_the_token_will_do(request: Request, handler: Handler) -> Response:
    """The beginning of a token is taken for the token."""
    return _accepts(request, handler, DEMO_TOKEN.startswith)


@response_fault(breaks=[rules.invalid_token_gets_401])
def end_of_the_token_will_do(request: Request, handler: Handler) -> Response:
    """The end of a token is taken for the token."""
    return _accepts(request, handler, DEMO_TOKEN.endswith)


@response_fault(breaks=[rules.invalid_token_gets_401])
def more_than_the_token_will_do(request: Request, handler: Handler) -> Response:
    """What begins with a token is taken for the token."""
    return _accepts(request, handler, lambda token: token.startswith(DEMO_TOKEN))


@response_fault(breaks=[rules.invalid_token_gets_401])
def what_ends_with_the_token_will_do(request: Request, handler: Handler) -> Response:
    """What ends with a token is taken for the token."""
    return _accepts(request, handler, lambda token: token.endswith(DEMO_TOKEN))


@response_fault(breaks=[rules.invalid_token_gets_401])
def letter_case_of_the_token_is_ignored(request: Request, handler: Handler) -> Response:
    """A token is compared without regard to letter case."""
    return _accepts(request, handler, lambda token: token.lower() == DEMO_TOKEN.lower())


@response_fault(breaks=[rules.invalid_token_gets_401])
def token_is_a_pattern(request: Request, handler: Handler) -> Response:
    """A token is compared as a pattern of SQL."""
    return _accepts(request, handler, lambda token: bool(re.fullmatch(token.replace("%", ".*"), DEMO_TOKEN)))


@response_fault(breaks=[rules.invalid_token_gets_401])
def eight_characters_of_the_token_will_do(request: Request, handler: Handler) -> Response:
    """Only the first eight characters of a token are compared."""
    return _accepts(request, handler, lambda token: token[:8] == DEMO_TOKEN[:8])


@response_fault(breaks=[rules.invalid_token_gets_401])
def invalid_token_with_403(request: Request, handler: Handler) -> Response:
    """An invalid token is answered with 403."""
    return Response.of(403, {}) if handler(request).status == 401 and _bearer(request) else handler(request)


@response_fault(breaks=[rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.other_scheme_gets_401])
def unauthorized_with_400(request: Request, handler: Handler) -> Response:
    """Who is not authorized is told of a bad request."""
    response = handler(request)
    return Response.of(400, {}) if response.status == 401 else response


@response_fault(breaks=[rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.other_scheme_gets_401])
def unauthorized_is_sent_to_log_in(request: Request, handler: Handler) -> Response:
    """Who is not authorized is redirected to a page to log in."""
    response = handler(request)
    return Response(302, (("location", "/login"),), b"") if response.status == 401 else response


@response_fault(
    breaks=[
        rules.invalid_token_gets_401,
        rules.missing_token_gets_401,
        rules.other_scheme_gets_401,
        schema_rules.every_documented_field_is_present,
    ]
)
def errors_with_200(request: Request, handler: Handler) -> Response:
    """Who is not authorized gets a success that tells of an error."""
    response = handler(request)
    return evolve(response, status=200) if response.status == 401 else response


@response_fault(breaks=[rules.invalid_token_gets_401, transport_rules.no_request_causes_a_server_error])
def invalid_token_crashes(request: Request, handler: Handler) -> Response:
    """An invalid token is answered with 500."""
    return Response.of(500, {}) if handler(request).status == 401 and _bearer(request) else handler(request)


@response_fault(breaks=[rules.missing_token_gets_401, rules.refusals_do_not_reveal_accounts])
def no_token_needed(request: Request, handler: Handler) -> Response:
    """A request without the header `Authorization` is answered all the same."""
    return handler(request) if request.header("authorization") else handler(request.authorized_by(DEMO_TOKEN))


@response_fault(breaks=[rules.missing_token_gets_401])
def empty_token_will_do(request: Request, handler: Handler) -> Response:
    """An empty header `Authorization` is taken for a valid one."""
    return handler(request.authorized_by(DEMO_TOKEN)) if request.header("authorization") == [""] else handler(request)


@response_fault(breaks=[rules.missing_token_gets_401])
def scheme_alone_will_do(request: Request, handler: Handler) -> Response:
    """The scheme without a token is taken for a valid token."""
    values = request.header("authorization")
    return handler(request.authorized_by(DEMO_TOKEN)) if values == ["Bearer"] else handler(request)


@response_fault(breaks=[rules.missing_token_gets_401])
def token_in_the_query_will_do(request: Request, handler: Handler) -> Response:
    """A token is accepted in the URL."""
    given = parse_qs(request.query).get("access_token", [])
    return handler(request.authorized_by(given[0])) if given else handler(request)


@response_fault(breaks=[rules.missing_token_gets_401])
def token_in_another_header_will_do(request: Request, handler: Handler) -> Response:
    """A token is accepted in the header `X-API-Key`."""
    given = request.header("x-api-key")
    return handler(request.authorized_by(given[0])) if given else handler(request)


@response_fault(breaks=[rules.missing_token_gets_401])
def token_in_a_cookie_will_do(request: Request, handler: Handler) -> Response:
    """A token is accepted in a cookie."""
    given = re.search(r"session=([^;]+)", " ".join(request.header("cookie")))
    return handler(request.authorized_by(given[1])) if given else handler(request)


@response_fault(breaks=[rules.other_scheme_gets_401])
def any_scheme_will_do(request: Request, handler: Handler) -> Response:
    """The scheme in front of a token is not looked at."""
    value = " ".join(request.header("authorization"))
    return handler(request.authorized_by(value.split(" ", 1)[1])) if " " in value else handler(request)


@response_fault(breaks=[rules.other_scheme_gets_401])
def no_scheme_needed(request: Request, handler: Handler) -> Response:
    """A token is accepted without a scheme."""
    is_bare = request.header("authorization") == [DEMO_TOKEN]
    return handler(request.authorized_by(DEMO_TOKEN)) if is_bare else handler(request)


@response_fault(
    breaks=[rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.refusals_do_not_reveal_accounts]
)
def account_is_looked_up_first(request: Request, handler: Handler) -> Response:
    """An account that is not configured is answered with 404 to anybody."""
    emails = request.emails()
    known = {*DEMO_EMAILS, *OTHER_DEMO_EMAILS}
    return Response.of(404, {}) if len(emails) == 1 and emails[0] not in known else handler(request)


@server_fault(
    breaks=[
        rules.invalid_token_gets_401,
        rules.missing_token_gets_401,
        rules.other_scheme_gets_401,
        accounts_rules.unknown_account_gets_404,
        rules.refusals_do_not_reveal_accounts,
    ]
)
def cached_by_url(handler: Handler) -> Handler:
    """A usage is kept by its URL, and given to whoever asks next."""
    cache: dict[str, Response] = {}

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method == "GET" and correct.status == 200:
            cache[request.query] = correct
        return cache.get(request.query, correct) if request.method == "GET" else correct

    return handle


@response_fault(breaks=[rules.refusals_do_not_reveal_accounts])
def refusal_tells_accounts(request: Request, handler: Handler) -> Response:
    """Who has no valid token is told whether the account is configured."""
    response = handler(request)
    known = request.emails() == ["listener@example.com"]
    return response.with_json({"error": "Unauthorized", "known": known}) if response.status == 401 else response
