"""Servers that refuse an unauthorized request in the wrong way, or not at all."""

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.consistency import rules as consistency_rules
from flowmusic_contract.areas.methods import rules as methods_rules
from flowmusic_contract.areas.privacy import rules as privacy_rules
from flowmusic_contract.areas.schema import rules as schema_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import replacement, response_fault, server_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

_EVERY_TOKEN_RULE = [rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.other_scheme_gets_401]
_NOT_EVEN_4XX = [*_EVERY_TOKEN_RULE, rules.malformed_token_is_rejected, methods_rules.head_succeeds_only_where_get_does]
_ACCEPTED = [rules.invalid_token_gets_401, rules.no_report_without_a_valid_token]

_ETAG = '"1"'


def has_invalid_token(request: Request, correct: Response) -> bool:
    """Returns whether a request is refused because its token is invalid."""
    return correct.status == 401 and bool(request.bearer_token())


def _is_unauthorized(_: Request, correct: Response) -> bool:
    return correct.status == 401


def _words(request: Request) -> int:
    return len(" ".join(request.header("authorization")).split())


REFUSALS = [
    replacement(
        "authentication.invalid-token-gets-403",
        "An invalid token gets a 403 response.",
        when=has_invalid_token,
        by=Response.of(403, {}),
        breaks=[rules.invalid_token_gets_401],
        effects={"invalid token": "401 -> 403", "invalid token, unknown account": "401 -> 403"},
    ),
    replacement(
        "authentication.invalid-token-gets-500",
        "An invalid token gets a 500 response.",
        when=has_invalid_token,
        by=Response.of(500, {}),
        breaks=[
            rules.invalid_token_gets_401,
            rules.malformed_token_is_rejected,
            transport_rules.no_request_causes_a_server_error,
        ],
        effects={"invalid token": "401 -> 500", "invalid token, unknown account": "401 -> 500"},
    ),
    replacement(
        "authentication.other-scheme-gets-403",
        "A token under another scheme gets a 403 response.",
        when=lambda request, correct: correct.status == 401 and _words(request) == 2 and not request.bearer_token(),
        by=Response.of(403, {}),
        breaks=[rules.other_scheme_gets_401],
        effects={"other scheme": "401 -> 403"},
    ),
    replacement(
        "authentication.half-of-an-authorization-header-gets-302",
        "A request with a scheme and no token, or a token and no scheme, gets a 302 response.",
        when=lambda request, correct: correct.status == 401 and _words(request) == 1,
        by=Response(302, (("location", "/login"),), b""),
        breaks=[rules.malformed_token_is_rejected],
        effects={
            "scheme without token": "401 -> 302 to /login",
            "token without scheme": "401 -> 302 to /login",
        },
    ),
    replacement(
        "authentication.unauthorized-gets-400",
        "An unauthorized request gets a 400 response.",
        when=_is_unauthorized,
        by=Response.of(400, {}),
        breaks=_EVERY_TOKEN_RULE,
        effects={"every 401": "401 -> 400"},
    ),
    replacement(
        "authentication.unauthorized-gets-200",
        "An unauthorized request gets a 200 response with an error in its body.",
        when=_is_unauthorized,
        by=Response.of(200, {"error": "Unauthorized"}),
        breaks=[
            *_ACCEPTED,
            methods_rules.head_succeeds_only_where_get_does,
            schema_rules.every_documented_field_is_present,
        ],
        effects={"every 401": "401 -> 200"},
    ),
    replacement(
        "authentication.unauthorized-is-redirected-to-a-login-page",
        "An unauthorized request is redirected to a login page.",
        when=_is_unauthorized,
        by=Response(302, (("location", "/login"),), b""),
        breaks=_NOT_EVEN_4XX,
        effects={"every 401": "401 -> 302 to /login"},
    ),
]


@response_fault(
    breaks=[rules.missing_token_gets_401],
    effects={"every 200 etag": 'absent -> "1"', "HEAD etag": 'absent -> "1"', "If-None-Match": "401 -> 304"},
    requests={"If-None-Match": Request.get(DEMO_EMAILS[0], ("if-none-match", _ETAG))},
)
def etag_without_a_token_gets_304(request: Request, handler: Handler) -> Response:
    """A request without a token that names the `ETag` of a report gets a 304 response."""
    correct = handler(request)
    if correct.status == 401 and not request.bearer_token() and request.header("if-none-match") == [_ETAG]:
        return Response(304, (), b"")
    return correct.with_header("etag", _ETAG) if correct.status == 200 else correct


@response_fault(
    breaks=[rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.refusals_do_not_reveal_accounts],
    effects={"invalid token, unknown account": "401 -> 404"},
)
def account_is_checked_before_the_token(request: Request, handler: Handler) -> Response:
    """An unauthorized request for an unknown account gets a 404 response."""
    correct = handler(request)
    if correct.status != 401 or len(request.emails()) != 1:
        return correct
    authorized = handler(request.authorized_by(DEMO_TOKEN))
    return authorized if authorized.status == 404 else correct


@server_fault(
    breaks=[
        *_ACCEPTED,
        accounts_rules.unknown_account_gets_404,
        rules.refusals_do_not_reveal_accounts,
        consistency_rules.same_request_gets_same_status,
        privacy_rules.no_refusal_contains_a_report,
    ],
    effects={
        "invalid token": "401 -> 200",
        "no token": "401 -> 200",
        "empty authorization": "401 -> 200",
        "scheme without token": "401 -> 200",
        "token without scheme": "401 -> 200",
        "other scheme": "401 -> 200",
        "token in X-API-Key": "401 -> 200",
        "token in cookie": "401 -> 200",
    },
)
def reports_are_cached_by_url(handler: Handler) -> Handler:
    """A usage report is cached by its URL, whatever the token."""
    cache: dict[str, Response] = {}

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method == "GET" and correct.status == 200:
            cache[request.query] = correct
        return cache.get(request.query, correct) if request.method == "GET" else correct

    return handle


@response_fault(
    breaks=[rules.no_report_without_a_valid_token],
    effects={
        "every 200 set-cookie": "absent -> session=1; Path=/",
        "HEAD set-cookie": "absent -> session=1; Path=/",
        "cookie": "401 -> 200",
    },
    requests={"cookie": Request.get(DEMO_EMAILS[0], ("cookie", "session=1"))},
)
def cookie_replaces_the_token(request: Request, handler: Handler) -> Response:
    """A request without a token gets a 200 response with the cookie that came with a report."""
    if request.header("cookie") == ["session=1"] and not request.header("authorization"):
        return handler(request.authorized_by(DEMO_TOKEN))
    correct = handler(request)
    return correct.with_header("set-cookie", "session=1; Path=/") if correct.status == 200 else correct
