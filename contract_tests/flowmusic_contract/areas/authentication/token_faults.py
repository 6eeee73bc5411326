"""Servers that accept wrong tokens, or fail on them."""

import re
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import unquote

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.fault import Breaks, Fault, fault_row, response_fault
from flowmusic_contract.engine.fault_parts import is_like
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Handler, Request, Response


def _accepted_token(
    id_: str,
    sentence: str,
    accepts: Callable[[str], bool],
    *,
    accepted: str,
    rejected: str,
    breaks: Breaks = (rules.invalid_token_gets_401,),
) -> Fault:
    """Returns the fault of a server that accepts other tokens than the configured one.

    `accepted` is an example of a token that the server accepts, and `rejected` one that it still rejects.
    """

    def respond(request: Request, handler: Handler) -> Response:
        token, correct = request.bearer_token(), handler(request)
        is_accepted = correct.status == 401 and token and accepts(token)
        return handler(request.authorized_by(DEMO_TOKEN)) if is_accepted else correct

    request = Request.get(DEMO_EMAILS[0])
    return fault_row(
        id_,
        sentence,
        respond,
        breaks=breaks,
        effects={f"token {accepted}": "401 -> 200"},
        requests={f"token {token}": request.authorized_by(token) for token in (accepted, rejected)},
    )


def base64_of(text: str) -> str:
    """Returns a text in Base64."""
    return b64encode(text.encode()).decode()


ACCEPTED_TOKENS = [
    _accepted_token(
        "authentication.token-prefix-is-accepted",
        "A token prefix is accepted.",
        DEMO_TOKEN.startswith,
        accepted="mock:00001",
        rejected="00001-flowmusic",
    ),
    _accepted_token(
        "authentication.token-suffix-is-accepted",
        "A token suffix is accepted.",
        DEMO_TOKEN.endswith,
        accepted="00001-flowmusic",
        rejected="mock:00001",
    ),
    _accepted_token(
        "authentication.text-after-the-token-is-ignored",
        "Text after a token is ignored.",
        lambda token: token.startswith(DEMO_TOKEN),
        accepted="mock:00001-flowmusic2",
        rejected="2mock:00001-flowmusic",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.text-before-the-token-is-ignored",
        "Text before a token is ignored.",
        lambda token: token.endswith(DEMO_TOKEN),
        accepted="2mock:00001-flowmusic",
        rejected="mock:00001-flowmusic2",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.one-of-several-tokens-is-enough",
        "Several tokens in one header are accepted if one of them is right.",
        lambda token: DEMO_TOKEN in token.split(),
        accepted=f"wrong {DEMO_TOKEN}",
        rejected=f"wrong{DEMO_TOKEN}",
        breaks=(rules.no_report_without_a_valid_token,),
    ),
    _accepted_token(
        "authentication.one-token-character-is-not-compared",
        "One character in the middle of a token is not compared.",
        lambda token: (token[:11], token[12:]) == (DEMO_TOKEN[:11], DEMO_TOKEN[12:]),
        accepted=f"{DEMO_TOKEN[:11]}x{DEMO_TOKEN[12:]}",
        rejected=f"{DEMO_TOKEN[:10]}xx{DEMO_TOKEN[12:]}",
    ),
    _accepted_token(
        "authentication.secret-of-a-token-is-not-compared",
        "The part of a token after its last hyphen is not compared.",
        lambda token: token.rpartition("-")[0] == DEMO_TOKEN.rpartition("-")[0],
        accepted="mock:00001-other",
        rejected="mock:00002-flowmusic",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.number-of-a-token-is-not-compared",
        "The number within a token is not compared.",
        lambda token: re.sub(r":\w+-", ":-", token) == re.sub(r":\w+-", ":-", DEMO_TOKEN),
        accepted="mock:abcde-flowmusic",
        rejected="mock:00001-other",
    ),
    _accepted_token(
        "authentication.number-of-a-token-is-enough",
        "A token without its secret is accepted.",
        lambda token: token == DEMO_TOKEN.rpartition("-")[0],
        accepted="mock:00001",
        rejected="mock:0000",
    ),
    _accepted_token(
        "authentication.secret-of-a-token-is-enough",
        "The secret of a token is accepted in its place.",
        lambda token: token == DEMO_TOKEN.rpartition("-")[2],
        accepted="flowmusic",
        rejected="flow",
    ),
    _accepted_token(
        "authentication.token-ends-at-a-semicolon",
        "What follows a semicolon in a token is ignored.",
        lambda token: token.split(";")[0] == DEMO_TOKEN,
        accepted=f"{DEMO_TOKEN};x",
        rejected=f"{DEMO_TOKEN},x",
        breaks=(rules.no_report_without_a_valid_token,),
    ),
    _accepted_token(
        "authentication.javascript-property-is-accepted",
        "A token is looked up in a JavaScript object, which also has properties such as `constructor`.",
        lambda token: token in ("constructor", "toString", "__proto__"),
        accepted="constructor",
        rejected="prototype",
    ),
    _accepted_token(
        "authentication.token-case-is-ignored",
        "The letter case of a token is ignored.",
        lambda token: token.lower() == DEMO_TOKEN.lower(),
        accepted="Mock:00001-FLOWMUSIC",
        rejected="mock:00001-flow",
    ),
    _accepted_token(
        "authentication.token-is-a-sql-pattern",
        "A token is compared with SQL `LIKE`.",
        lambda token: is_like(DEMO_TOKEN, token),
        accepted="mock:%",
        rejected="user:%",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.eight-token-characters-are-compared",
        "Only the first eight characters of a token are compared.",
        lambda token: token[:8] == DEMO_TOKEN[:8],
        accepted="mock:000-other",
        rejected="mock:001-flowmusic",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.token-digits-are-compared",
        "Only the digits of a token are compared.",
        lambda token: re.sub(r"\D", "", token) == re.sub(r"\D", "", DEMO_TOKEN),
        accepted="user:00001-other",
        rejected="mock:00002-flowmusic",
        breaks=[rules.invalid_token_gets_401, rules.no_report_without_a_valid_token],
    ),
    _accepted_token(
        "authentication.token-length-is-compared",
        "Every token of the right length is accepted.",
        lambda token: len(token) == len(DEMO_TOKEN),
        accepted="user:12345-nonsense1",
        rejected="mock:00001-flow",
        breaks=(rules.invalid_token_gets_401, rules.no_report_without_a_valid_token),
    ),
    _accepted_token(
        "authentication.token-is-percent-decoded",
        "A token is percent-decoded.",
        lambda token: unquote(token) == DEMO_TOKEN,
        accepted="mock%3A00001-flowmusic",
        rejected="mock%3A00002-flowmusic",
        breaks=[rules.no_report_without_a_valid_token],
    ),
    _accepted_token(
        "authentication.token-in-base64-is-accepted",
        "A token in Base64 is accepted.",
        lambda token: token == base64_of(DEMO_TOKEN),
        accepted=base64_of(DEMO_TOKEN),
        rejected=base64_of("user:0"),
    ),
    _accepted_token(
        "authentication.word-null-is-accepted",
        "The token `null` is accepted, because some account has no token configured.",
        lambda token: token == "null",
        accepted="null",
        rejected="nil",
    ),
    _accepted_token(
        "authentication.unsigned-token-is-accepted",
        "A JSON Web Token is accepted without a look at its signature.",
        lambda token: token.count(".") == 2,
        accepted="e30.e30.",
        rejected="e30.e30",
    ),
    _accepted_token(
        "authentication.token-in-quotation-marks-is-accepted",
        "A token in quotation marks is accepted.",
        lambda token: token == f'"{DEMO_TOKEN}"',
        accepted='"mock:00001-flowmusic"',
        rejected="'mock:00001-flowmusic'",
        breaks=[rules.no_report_without_a_valid_token],
    ),
    _accepted_token(
        "authentication.token-is-inserted-into-sql",
        "A token is inserted into SQL unescaped, so that a condition in it matches every token.",
        lambda token: "' OR '1'='1" in token,
        accepted="' OR '1'='1",
        rejected="' OR '1'='2",
        breaks=[rules.no_report_without_a_valid_token],
    ),
    _accepted_token(
        "authentication.long-token-is-accepted",
        "A token that is too long to be looked up is accepted.",
        lambda token: len(token) > 255,
        accepted="x" * 300,
        rejected="x" * 200,
        breaks=[rules.no_report_without_a_valid_token],
    ),
]


@response_fault(
    breaks=[
        rules.invalid_token_gets_401,
        rules.no_report_without_a_valid_token,
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
