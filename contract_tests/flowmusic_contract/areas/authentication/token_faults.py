"""Servers that accept wrong tokens, or tokens where they do not belong."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs

from attrs import frozen

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, for_each_request, ids_of, is_like, response_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


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
        token, correct = request.bearer_token(), handler(request)
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
            lambda token: is_like(DEMO_TOKEN, token),
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


@response_fault(
    breaks=[rules.invalid_token_gets_401, rules.refusals_do_not_reveal_accounts],
    effects={"invalid token": "401 -> 200", "invalid token, unknown account": "401 -> 404"},
)
def any_token_is_accepted(request: Request, handler: Handler) -> Response:
    """Any bearer token is accepted."""
    correct = handler(request)
    is_rejected = correct.status == 401 and request.bearer_token()
    return handler(request.authorized_by(DEMO_TOKEN)) if is_rejected else correct
