"""Servers that accept wrong tokens, reject them in the wrong way, or reveal tokens or accounts."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs

from attrs import evolve, frozen

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.schema import rules as schema_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import (
    Breaks,
    Effects,
    Fault,
    Replacement,
    for_each_request,
    ids_of,
    replacements,
    response_fault,
    server_fault,
)
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

_EVERY_TOKEN_RULE = [rules.invalid_token_gets_401, rules.missing_token_gets_401, rules.other_scheme_gets_401]


def _bearer(request: Request) -> str | None:
    values = request.header("authorization")
    scheme, _, token = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    return token if scheme == "Bearer" else None


def _has_invalid_token(request: Request, correct: Response) -> bool:
    return correct.status == 401 and bool(_bearer(request))


def _is_unauthorized(_: Request, correct: Response) -> bool:
    return correct.status == 401


@frozen
class AcceptedToken:
    """A row of the next table: a server that accepts other tokens than the configured one."""

    name: str
    sentence: str
    accepts: Callable[[str], bool]
    accepted: str
    """An example of a token that the server accepts."""
    rejected: str
    """An example of a token that it still rejects."""

    def fault(self) -> Fault:
        """Returns the fault."""
        requests = {
            f"token {token}": Request.get(DEMO_EMAILS[0]).authorized_by(token)
            for token in (self.accepted, self.rejected)
        }
        breaks = ids_of([rules.invalid_token_gets_401])
        effects = {f"token {self.accepted}": "401 -> 200"}
        change = for_each_request(self.respond)
        return Fault(f"authentication.{self.name}", self.sentence, breaks, change, effects, requests)

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        token, correct = _bearer(request), handler(request)
        is_accepted = correct.status == 401 and token and self.accepts(token)
        return handler(request.authorized_by(DEMO_TOKEN)) if is_accepted else correct


ACCEPTED_TOKENS = [
    row.fault()
    for row in (
        AcceptedToken(
            "token-prefix-is-accepted",
            "A token prefix is accepted.",
            DEMO_TOKEN.startswith,
            accepted="mock:00001",
            rejected="00001-flowmusic",
        ),
        AcceptedToken(
            "token-suffix-is-accepted",
            "A token suffix is accepted.",
            DEMO_TOKEN.endswith,
            accepted="00001-flowmusic",
            rejected="mock:00001",
        ),
        AcceptedToken(
            "text-after-the-token-is-ignored",
            "Text after a token is ignored.",
            lambda token: token.startswith(DEMO_TOKEN),
            accepted="mock:00001-flowmusic2",
            rejected="2mock:00001-flowmusic",
        ),
        AcceptedToken(
            "text-before-the-token-is-ignored",
            "Text before a token is ignored.",
            lambda token: token.endswith(DEMO_TOKEN),
            accepted="2mock:00001-flowmusic",
            rejected="mock:00001-flowmusic2",
        ),
        AcceptedToken(
            "token-case-is-ignored",
            "The letter case of a token is ignored.",
            lambda token: token.lower() == DEMO_TOKEN.lower(),
            accepted="Mock:00001-FLOWMUSIC",
            rejected="mock:00001-flow",
        ),
        AcceptedToken(
            "token-is-a-sql-pattern",
            "A token is compared with SQL `LIKE`.",
            lambda token: bool(re.fullmatch(re.escape(token).replace("%", ".*").replace("_", "."), DEMO_TOKEN)),
            accepted="mock:%",
            rejected="user:%",
        ),
        AcceptedToken(
            "eight-token-characters-are-compared",
            "Only the first eight characters of a token are compared.",
            lambda token: token[:8] == DEMO_TOKEN[:8],
            accepted="mock:000-other",
            rejected="mock:001-flowmusic",
        ),
    )
]


def _header(name: str, request: Request) -> str:
    return " ".join(request.header(name))


def _in_other_scheme(request: Request) -> str | None:
    return _header("authorization", request).partition(" ")[2] or None


def _in_query(request: Request) -> str | None:
    return next(iter(parse_qs(request.query).get("access_token", [])), None)


def _in_cookie(request: Request) -> str | None:
    found = re.search(r"session=([^;]+)", _header("cookie", request))
    return found[1] if found else None


@frozen
class MisplacedToken:
    """A row of the next table: a server that also finds a token where it does not belong."""

    name: str
    sentence: str
    find: Callable[[Request], str | None]
    """Returns the token that the server finds, or None."""
    breaks: Breaks
    effects: Effects

    def fault(self) -> Fault:
        """Returns the fault."""
        change = for_each_request(self.respond)
        return Fault(f"authentication.{self.name}", self.sentence, ids_of(self.breaks), change, self.effects)

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        token = self.find(request)
        return handler(request.authorized_by(token) if token else request)


MISPLACED_TOKENS = [
    row.fault()
    for row in (
        MisplacedToken(
            "no-token-is-needed",
            "A request without an `Authorization` header is accepted.",
            lambda request: None if request.header("authorization") else DEMO_TOKEN,
            breaks=[rules.missing_token_gets_401, rules.refusals_do_not_reveal_accounts],
            effects={
                "no token": "401 -> 200",
                "token in query": "401 -> 200",
                "token in X-API-Key": "401 -> 200",
                "token in cookie": "401 -> 200",
            },
        ),
        MisplacedToken(
            "empty-header-is-accepted",
            "An empty `Authorization` header is accepted.",
            lambda request: DEMO_TOKEN if request.header("authorization") == [""] else None,
            breaks=[rules.missing_token_gets_401],
            effects={"empty authorization": "401 -> 200"},
        ),
        MisplacedToken(
            "scheme-without-a-token-is-accepted",
            "The scheme Bearer without a token is accepted.",
            lambda request: DEMO_TOKEN if request.header("authorization") == ["Bearer"] else None,
            breaks=[rules.missing_token_gets_401],
            effects={"scheme without token": "401 -> 200"},
        ),
        MisplacedToken(
            "token-in-the-query-is-accepted",
            "A token in the query is accepted.",
            _in_query,
            breaks=[rules.missing_token_gets_401],
            effects={"token in query": "401 -> 200"},
        ),
        MisplacedToken(
            "token-in-another-header-is-accepted",
            "A token in the header `X-API-Key` is accepted.",
            partial(_header, "x-api-key"),
            breaks=[rules.missing_token_gets_401],
            effects={"token in X-API-Key": "401 -> 200"},
        ),
        MisplacedToken(
            "token-in-a-cookie-is-accepted",
            "A token in a cookie is accepted.",
            _in_cookie,
            breaks=[rules.missing_token_gets_401],
            effects={"token in cookie": "401 -> 200"},
        ),
        MisplacedToken(
            "any-scheme-is-accepted",
            "A token under any scheme is accepted.",
            _in_other_scheme,
            breaks=[rules.other_scheme_gets_401],
            effects={"other scheme": "401 -> 200"},
        ),
        MisplacedToken(
            "token-without-a-scheme-is-accepted",
            "A token without a scheme is accepted.",
            lambda request: DEMO_TOKEN if request.header("authorization") == [DEMO_TOKEN] else None,
            breaks=[rules.other_scheme_gets_401],
            effects={"token without scheme": "401 -> 200"},
        ),
    )
]

REFUSALS = replacements(
    "authentication",
    [
        Replacement(
            "invalid-token-gets-403",
            "An invalid token gets a 403 response.",
            when=_has_invalid_token,
            by=Response.of(403, {}),
            breaks=[rules.invalid_token_gets_401],
            effects={"invalid token": "401 -> 403", "invalid token, unknown account": "401 -> 403"},
        ),
        Replacement(
            "invalid-token-gets-500",
            "An invalid token gets a 500 response.",
            when=_has_invalid_token,
            by=Response.of(500, {}),
            breaks=[rules.invalid_token_gets_401, transport_rules.no_request_causes_a_server_error],
            effects={"invalid token": "401 -> 500", "invalid token, unknown account": "401 -> 500"},
        ),
        Replacement(
            "unauthorized-gets-400",
            "An unauthorized request gets a 400 response.",
            when=_is_unauthorized,
            by=Response.of(400, {}),
            breaks=_EVERY_TOKEN_RULE,
            effects={"every 401": "401 -> 400"},
        ),
        Replacement(
            "unauthorized-gets-200",
            "An unauthorized request gets a 200 response with an error in its body.",
            when=_is_unauthorized,
            by=Response.of(200, {"error": "Unauthorized"}),
            breaks=[*_EVERY_TOKEN_RULE, schema_rules.every_documented_field_is_present],
            effects={"every 401": "401 -> 200"},
        ),
        Replacement(
            "unauthorized-is-redirected-to-a-login-page",
            "An unauthorized request is redirected to a login page.",
            when=_is_unauthorized,
            by=Response(302, (("location", "/login"),), b""),
            breaks=_EVERY_TOKEN_RULE,
            effects={"every 401": "401 -> 302 to /login"},
        ),
    ],
)


@response_fault(
    breaks=[rules.invalid_token_gets_401, rules.refusals_do_not_reveal_accounts],
    effects={"invalid token": "401 -> 200", "invalid token, unknown account": "401 -> 404"},
)
def any_token_is_accepted(request: Request, handler: Handler) -> Response:
    """Any bearer token is accepted."""
    is_refused = _has_invalid_token(request, handler(request))
    return handler(request.authorized_by(DEMO_TOKEN) if is_refused else request)


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
        *_EVERY_TOKEN_RULE,
        accounts_rules.unknown_account_gets_404,
        rules.refusals_do_not_reveal_accounts,
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
    breaks=[rules.refusals_do_not_reveal_accounts],
    effects={"invalid token $.known": "absent -> true", "invalid token, unknown account $.known": "absent -> false"},
)
def refusal_reveals_accounts(request: Request, handler: Handler) -> Response:
    """The response to an invalid token says whether the account is configured."""
    correct = handler(request)
    is_known = request.emails() == [DEMO_EMAILS[0]]
    return correct.with_fields(known=is_known) if _has_invalid_token(request, correct) else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={
        "invalid token $.token": 'absent -> "user:0-not-a-token"',
        "invalid token, unknown account $.token": 'absent -> "user:0-not-a-token"',
    },
)
def refusal_repeats_the_token(request: Request, handler: Handler) -> Response:
    """The response to an invalid token repeats it."""
    correct = handler(request)
    return correct.with_fields(token=_bearer(request)) if _has_invalid_token(request, correct) else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every 404 $.headers": "absent -> array of 1"},
)
def error_contains_the_request_headers(request: Request, handler: Handler) -> Response:
    """A 404 response contains the headers of the request, and with them the token."""
    correct = handler(request)
    headers = [f"{name}: {value}" for name, value in request.headers]
    return correct.with_fields(headers=headers) if correct.status == 404 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every 200 $.token": f'absent -> "{DEMO_TOKEN}"'},
)
def report_contains_the_token(request: Request, handler: Handler) -> Response:
    """A usage report contains the token of its request."""
    correct = handler(request)
    return correct.with_fields(token=_bearer(request)) if correct.status == 200 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every response set-cookie": f"absent -> session={DEMO_TOKEN}; Path=/"},
)
def cookie_contains_the_token(request: Request, handler: Handler) -> Response:
    """Every response sets a cookie that contains a token."""
    correct = handler(request)
    return evolve(correct, headers=(*correct.headers, ("set-cookie", f"session={DEMO_TOKEN}; Path=/")))
