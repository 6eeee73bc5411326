"""Servers that accept a request without a token, or with a token where it does not belong."""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import parse_qs

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.authentication.token_faults import base64_of
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, fault_row
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


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


def _misplaced_token(
    id_: str,
    sentence: str,
    find: Callable[[Request], str | None],
    *,
    breaks: Breaks,
    effects: Effects,
    requests: Mapping[str, Request] | None = None,
) -> Fault:
    """Returns the fault of a server that also finds a token where it does not belong, as `find` does."""

    def respond(request: Request, handler: Handler) -> Response:
        token = find(request)
        return handler(request.authorized_by(token) if token else request)

    return fault_row(id_, sentence, respond, breaks=breaks, effects=effects, requests=requests)


MISPLACED_TOKENS = [
    _misplaced_token(
        "authentication.no-token-is-needed",
        "A request without an `Authorization` header is accepted.",
        lambda request: None if request.header("authorization") else DEMO_TOKEN,
        breaks=[
            rules.no_report_without_a_valid_token,
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
    _misplaced_token(
        "authentication.caller-without-a-name-needs-no-token",
        "A request with neither of the headers `User-Agent` and `Authorization` is accepted.",
        lambda request: None if request.header("user-agent") or request.header("authorization") else DEMO_TOKEN,
        breaks=[rules.no_report_without_a_valid_token],
        effects={
            "no token": "401 -> 200",
            "token in query": "401 -> 200",
            "token in X-API-Key": "401 -> 200",
            "token in cookie": "401 -> 200",
        },
    ),
    _misplaced_token(
        "authentication.scheme-is-cut-out",
        "The token is what is left of the header `Authorization` without the word Bearer, wherever that is.",
        lambda request: _header("authorization", request).replace("Bearer", "").strip() or None,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token without scheme": "401 -> 200", "scheme twice": "401 -> 200"},
        requests={"scheme twice": _request("authorization", f"Bearer Bearer {DEMO_TOKEN}")},
    ),
    _misplaced_token(
        "authentication.empty-header-is-accepted",
        "An empty `Authorization` header is accepted.",
        lambda request: DEMO_TOKEN if request.header("authorization") == [""] else None,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"empty authorization": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.scheme-without-a-token-is-accepted",
        "The scheme Bearer without a token is accepted.",
        lambda request: DEMO_TOKEN if request.header("authorization") == ["Bearer"] else None,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"scheme without token": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.token-in-the-query-is-accepted",
        "A token in the query is accepted.",
        _in_query,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token in query": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.token-in-another-header-is-accepted",
        "A token in the header `X-API-Key` is accepted.",
        partial(_header, "x-api-key"),
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token in X-API-Key": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.token-in-a-cookie-is-accepted",
        "A token in a cookie is accepted.",
        _in_cookie,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token in cookie": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.any-scheme-is-accepted",
        "A token under any scheme is accepted.",
        _in_other_scheme,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"other scheme": "401 -> 200"},
    ),
    _misplaced_token(
        "authentication.password-of-basic-is-accepted",
        "A token as the password of the scheme Basic is accepted.",
        _password_of_basic,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"password of Basic": "401 -> 200"},
        requests={"password of Basic": _request("authorization", f"Basic {base64_of(f'user:{DEMO_TOKEN}')}")},
    ),
    _misplaced_token(
        "authentication.token-for-a-proxy-is-accepted",
        "A token in the header `Proxy-Authorization` is accepted.",
        lambda request: _header("proxy-authorization", request).removeprefix("Bearer ") or None,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token in Proxy-Authorization": "401 -> 200"},
        requests={
            "token in Proxy-Authorization": _request("proxy-authorization", f"Bearer {DEMO_TOKEN}"),
        },
    ),
    _misplaced_token(
        "authentication.token-without-a-scheme-is-accepted",
        "A token without a scheme is accepted.",
        lambda request: DEMO_TOKEN if request.header("authorization") == [DEMO_TOKEN] else None,
        breaks=[rules.no_report_without_a_valid_token],
        effects={"token without scheme": "401 -> 200"},
    ),
]
