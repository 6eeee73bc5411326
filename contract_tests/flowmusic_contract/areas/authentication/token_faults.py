"""Servers that accept wrong tokens, or tokens where they do not belong."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import parse_qs, unquote

from attrs import field, frozen

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, for_each_request, ids_of, is_like, response_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Handler, Request, Response


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
    breaks: Breaks = (rules.invalid_token_gets_401,)

    def fault(self) -> Fault:
        """Returns the fault."""
        requests = {
            f"token {token}": Request.get(DEMO_EMAILS[0]).authorized_by(token)
            for token in (self.accepted, self.rejected)
        }
        effects = {f"token {self.accepted}": "401 -> 200"}
        change = for_each_request(self.respond)
        return Fault(f"authentication.{self.name}", self.sentence, ids_of(self.breaks), change, effects, requests)

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        token, correct = request.bearer_token(), handler(request)
        is_accepted = correct.status == 401 and token and self.accepts(token)
        return handler(request.authorized_by(DEMO_TOKEN)) if is_accepted else correct


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


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
            breaks=(rules.invalid_token_gets_401, rules.malformed_token_is_rejected),
        ),
        AcceptedToken(
            "text-before-the-token-is-ignored",
            "Text before a token is ignored.",
            lambda token: token.endswith(DEMO_TOKEN),
            accepted="2mock:00001-flowmusic",
            rejected="mock:00001-flowmusic2",
            breaks=(rules.invalid_token_gets_401, rules.malformed_token_is_rejected),
        ),
        AcceptedToken(
            "one-of-several-tokens-is-enough",
            "Several tokens in one header are accepted if one of them is right.",
            lambda token: DEMO_TOKEN in token.split(),
            accepted=f"wrong {DEMO_TOKEN}",
            rejected=f"wrong{DEMO_TOKEN}",
            breaks=(rules.malformed_token_is_rejected,),
        ),
        AcceptedToken(
            "one-token-character-is-not-compared",
            "One character in the middle of a token is not compared.",
            lambda token: (token[:11], token[12:]) == (DEMO_TOKEN[:11], DEMO_TOKEN[12:]),
            accepted=f"{DEMO_TOKEN[:11]}x{DEMO_TOKEN[12:]}",
            rejected=f"{DEMO_TOKEN[:10]}xx{DEMO_TOKEN[12:]}",
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
            breaks=(rules.invalid_token_gets_401, rules.malformed_token_is_rejected),
        ),
        AcceptedToken(
            "eight-token-characters-are-compared",
            "Only the first eight characters of a token are compared.",
            lambda token: token[:8] == DEMO_TOKEN[:8],
            accepted="mock:000-other",
            rejected="mock:001-flowmusic",
            breaks=(rules.invalid_token_gets_401, rules.malformed_token_is_rejected),
        ),
        AcceptedToken(
            "token-digits-are-compared",
            "Only the digits of a token are compared.",
            lambda token: re.sub(r"\D", "", token) == re.sub(r"\D", "", DEMO_TOKEN),
            accepted="user:00001-other",
            rejected="mock:00002-flowmusic",
            breaks=[rules.invalid_token_gets_401, rules.malformed_token_is_rejected],
        ),
        AcceptedToken(
            "token-length-is-compared",
            "Every token of the right length is accepted.",
            lambda token: len(token) == len(DEMO_TOKEN),
            accepted="user:12345-nonsense1",
            rejected="mock:00001-flow",
        ),
        AcceptedToken(
            "token-is-percent-decoded",
            "A token is percent-decoded.",
            lambda token: unquote(token) == DEMO_TOKEN,
            accepted="mock%3A00001-flowmusic",
            rejected="mock%3A00002-flowmusic",
            breaks=[rules.malformed_token_is_rejected],
        ),
        AcceptedToken(
            "token-in-base64-is-accepted",
            "A token in Base64 is accepted.",
            lambda token: token == _base64(DEMO_TOKEN),
            accepted=_base64(DEMO_TOKEN),
            rejected=_base64("user:0"),
        ),
        AcceptedToken(
            "word-null-is-accepted",
            "The token `null` is accepted, because no token is configured for some account.",
            lambda token: token == "null",
            accepted="null",
            rejected="nil",
        ),
        AcceptedToken(
            "token-in-quotation-marks-is-accepted",
            "A token in quotation marks is accepted.",
            lambda token: token == f'"{DEMO_TOKEN}"',
            accepted='"mock:00001-flowmusic"',
            rejected="'mock:00001-flowmusic'",
            breaks=[rules.malformed_token_is_rejected],
        ),
        AcceptedToken(
            "token-is-inserted-into-sql",
            "A token is inserted into SQL unescaped, so that a condition in it matches every token.",
            lambda token: "' OR '1'='1" in token,
            accepted="' OR '1'='1",
            rejected="' OR '1'='2",
            breaks=[rules.malformed_token_is_rejected],
        ),
        AcceptedToken(
            "long-token-is-accepted",
            "A token that is too long to be looked up is accepted.",
            lambda token: len(token) > 255,
            accepted="x" * 300,
            rejected="x" * 200,
            breaks=[rules.malformed_token_is_rejected],
        ),
    )
]


def _request(name: str, value: str) -> Request:
    return Request.get(DEMO_EMAILS[0], (name, value))


def _header(name: str, request: Request) -> str:
    return " ".join(request.header(name))


def _in_other_scheme(request: Request) -> str | None:
    return _header("authorization", request).partition(" ")[2] or None


def _in_query(request: Request) -> str | None:
    return next(iter(parse_qs(request.query).get("access_token", [])), None)


def _password_of_basic(request: Request) -> str | None:
    scheme, _, value = _header("authorization", request).partition(" ")
    if scheme != "Basic":
        return None
    try:
        return b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return None


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
    requests: Mapping[str, Request] = field(factory=dict[str, Request])

    def fault(self) -> Fault:
        """Returns the fault."""
        change = for_each_request(self.respond)
        breaks = ids_of(self.breaks)
        return Fault(f"authentication.{self.name}", self.sentence, breaks, change, self.effects, self.requests)

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
            breaks=[
                rules.missing_token_gets_401,
                rules.refusals_do_not_reveal_accounts,
                methods.head_succeeds_only_where_get_does,
                privacy.no_refusal_contains_a_report,
            ],
            effects={
                "no token": "401 -> 200",
                "token in query": "401 -> 200",
                "token in X-API-Key": "401 -> 200",
                "token in cookie": "401 -> 200",
            },
        ),
        MisplacedToken(
            "local-caller-needs-no-token",
            "A request needs no token if it says that it was forwarded for a program on the same machine.",
            lambda request: DEMO_TOKEN if request.header("x-forwarded-for") == ["127.0.0.1"] else None,
            breaks=[rules.missing_token_gets_401],
            effects={"forwarded, no token": "401 -> 200"},
            requests={"forwarded, no token": Request.get(DEMO_EMAILS[0], ("x-forwarded-for", "127.0.0.1"))},
        ),
        MisplacedToken(
            "script-needs-no-token",
            "A request with the header `X-Requested-With` needs no token.",
            lambda request: DEMO_TOKEN if request.header("x-requested-with") else None,
            breaks=[rules.missing_token_gets_401],
            effects={"X-Requested-With, no token": "401 -> 200"},
            requests={"X-Requested-With, no token": Request.get(DEMO_EMAILS[0], ("x-requested-with", "x"))},
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
            "password-of-basic-is-accepted",
            "A token as the password of the scheme Basic is accepted.",
            _password_of_basic,
            breaks=[rules.other_scheme_gets_401],
            effects={"password of Basic": "401 -> 200"},
            requests={"password of Basic": _request("authorization", f"Basic {_base64(f'user:{DEMO_TOKEN}')}")},
        ),
        MisplacedToken(
            "token-for-a-proxy-is-accepted",
            "A token in the header `Proxy-Authorization` is accepted.",
            lambda request: _header("proxy-authorization", request).removeprefix("Bearer ") or None,
            breaks=[rules.missing_token_gets_401],
            effects={"token in Proxy-Authorization": "401 -> 200"},
            requests={
                "token in Proxy-Authorization": _request("proxy-authorization", f"Bearer {DEMO_TOKEN}"),
            },
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
    breaks=[
        rules.invalid_token_gets_401,
        rules.malformed_token_is_rejected,
        rules.refusals_do_not_reveal_accounts,
        methods.head_succeeds_only_where_get_does,
    ],
    effects={"invalid token": "401 -> 200", "invalid token, unknown account": "401 -> 404"},
)
def any_token_is_accepted(request: Request, handler: Handler) -> Response:
    """Any bearer token is accepted."""
    correct = handler(request)
    is_rejected = correct.status == 401 and request.bearer_token()
    return handler(request.authorized_by(DEMO_TOKEN)) if is_rejected else correct


_INVALID = Request.get(DEMO_EMAILS[0]).authorized_by


@response_fault(
    breaks=[rules.invalid_token_gets_401],
    effects={"longer token of another tenant": "401 -> 200"},
    requests={
        "longer token of another tenant": Request.get("rival@example.com").authorized_by(f"{OTHER_DEMO_TOKEN}2"),
    },
)
def text_after_another_tenants_token_is_ignored(request: Request, handler: Handler) -> Response:
    """Text after the token of the second tenant is ignored."""
    is_longer = (request.bearer_token() or "").startswith(OTHER_DEMO_TOKEN)
    return handler(request.authorized_by(OTHER_DEMO_TOKEN) if is_longer else request)


@response_fault(
    breaks=[transport.no_request_causes_a_server_error, rules.malformed_token_is_rejected],
    effects={"token that is not ASCII": "401 -> 500"},
    requests={"token that is not ASCII": _INVALID("tökén")},
)
def token_that_is_not_ascii_gets_500(request: Request, handler: Handler) -> Response:
    """A token that is not ASCII gets a 500 response."""
    return handler(request) if "".join(request.header("authorization")).isascii() else Response.of(500, {})


@response_fault(
    breaks=[transport.no_request_causes_a_server_error, rules.malformed_token_is_rejected],
    effects={"token that is long": "401 -> 500"},
    requests={"token that is long": _INVALID("x" * 3000)},
)
def long_token_gets_500(request: Request, handler: Handler) -> Response:
    """A token of more than 2,000 characters gets a 500 response."""
    return handler(request) if len(request.bearer_token() or "") <= 2000 else Response.of(500, {})
