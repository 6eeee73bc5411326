"""Requests with wrong tokens: nearly the right one, the right one in the wrong place, or none that makes sense."""

import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import cycle
from random import Random
from urllib.parse import quote

from flowmusic_contract.server.probe import Probe, bearer, email_query, get
from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN, Tenant

_CHANGED = 24
"""How many characters of a token are changed, each in a request of its own: all of a token of usual length."""

_CUT = 3
"""How many lengths a token is cut to, besides those that lack one character."""

_WORDS = ("null", "undefined", "None", "nil", "NULL", "NaN", "true", "false", "0", "1", "[object Object]", "{}", "[]")
"""What programs write for no value, or take for every value. No words that people choose, such as `test`."""

_PROPERTIES = ("constructor", "toString")
"""What every object of JavaScript has: a careless server finds it among its tokens."""

_QUERY_NAMES = (
    *("token", "access_token", "auth_token", "api_token", "accessToken", "authToken", "apiToken", "auth", "jwt", "t"),
    *(
        "api_key",
        "api-key",
        "apikey",
        "apiKey",
        "key",
        "authorization",
        "Authorization",
        "bearer",
        "secret",
        "password",
    ),
)
"""The parameters in which servers look for a token."""

_HEADER_NAMES = (
    *("X-API-Key", "API-Key", "ApiKey", "X-API-Token", "X-Auth-Token", "X-Access-Token", "X-Token", "Token", "X-Auth"),
    *("X-Amz-Security-Token", "Private-Token", "X-Session-Token", "X-Secret", "X-Useapi-Token"),
)
"""The headers in which servers look for a token as it is."""

_BEARER_NAMES = (
    *("Authentication", "X-Authorization", "X-Original-Authorization", "X-Forwarded-Authorization"),
    *("Proxy-Authorization", "WWW-Authenticate"),
)
"""The headers in which servers look for a scheme and a token."""

_COOKIE_NAMES = ("token", "access_token", "auth", "auth_token", "authorization", "api_key", "jwt", "session", "sid")
"""The cookies in which servers look for a token."""

_PATTERNS = {
    "a wildcard": "*",
    "a regular expression": ".*",
    "a condition in SQL": "' OR '1'='1",
    "an operator of a database": '{"$ne": null}',
    "a path": "../../",
}


def wrong_tokens(tenant: Tenant, random: Random) -> Iterator[Probe]:
    """Yields requests for a configured account with a token that is wrong."""
    email, token = tenant.emails[0], tenant.token
    live_safe = {
        "the token without its last character": token[:-1],
        "the token without its first character": token[1:],
        "the token with one character more": f"{token}x",
        "the token %": "%",
    }
    others = {
        "the token after another character": f"x{token}",
        "the token in the other letter case": token.swapcase(),
        **dict(_changed(token, random)),
        **dict(_cut(token, random)),
        **dict(_forms(token)),
        **dict(_meaningless(token)),
    }
    seen = {token, ""}
    for note, wrong in (live_safe | others).items():
        if wrong not in seen:
            seen.add(wrong)
            yield get(email, wrong, note=note, is_live_safe=note in live_safe)


def wrong_tokens_of_another(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests of a second tenant with a token that is nearly right."""
    email, token = tenant.emails[0], tenant.token
    middle = len(token) // 2
    for note, wrong in {
        "the other token without its last character": token[:-1],
        "the other token with one character more": f"{token}x",
        "the first half of the other token": token[:middle],
        "the other token in the other letter case": token.swapcase(),
    }.items():
        if wrong not in (token, ""):
            yield get(email, wrong, note=note, is_live_safe=False)


def misplaced_tokens(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with the right token under another scheme, in another place, or beside a wrong one."""
    token, query = tenant.token, email_query(tenant.emails[0])
    for value, note in (
        ("", "an empty header Authorization"),
        ("Bearer", "the scheme without a token"),
        (token, "the token without a scheme"),
        (f"Basic {token}", "the token under Basic"),
    ):
        yield Probe(query, (("Authorization", value),), note=note)
    for name, password in (token, ""), ("", token), ("user", token):
        value = b64encode(f"{name}:{password}".encode()).decode()
        note = "the token as the user name or password of Basic"
        yield Probe(query, (("Authorization", f"Basic {value}"),), note=note, is_live_safe=False)
    for scheme in "Token", "ApiKey", "Digest", "OAuth":
        yield Probe(
            query, (("Authorization", f"{scheme} {token}"),), note=f"the token under {scheme}", is_live_safe=False
        )
    elsewhere = tuple((name, token) for name in _HEADER_NAMES)
    cookies = ("Cookie", "; ".join(f"{name}={token}" for name in _COOKIE_NAMES))
    yield Probe(query, (*elsewhere, cookies), note="the token in other headers")
    others = tuple((name, f"Bearer {token}") for name in _BEARER_NAMES)
    yield Probe(query, others, note="the token in headers like Authorization", is_live_safe=False)
    # URLs end up in logs, so a live server never gets a token in one.
    in_query = "&".join(f"{name}={quote(token, safe='')}" for name in _QUERY_NAMES)
    yield Probe(f"{query}&{in_query}", (), is_live_safe=False)
    yield Probe(query, bearer(UNKNOWN_TOKEN) + bearer(token), note="two tokens, the second is right")
    yield Probe(query, bearer(token) + bearer(UNKNOWN_TOKEN), note="two tokens, the first is right")


def spelled_tokens(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with the right token, written in other ways that HTTP allows."""
    query, value = email_query(tenant.emails[0]), f"Bearer {tenant.token}"
    for name in "authorization", "AUTHORIZATION":
        yield Probe(query, ((name, value),), note=f"the header name {name}")
    for scheme in "bearer ", "BEARER ", "Bearer  ":
        yield Probe(
            query,
            (("Authorization", scheme + tenant.token),),
            note=f"the scheme written as {scheme!r}",
            is_live_safe=False,
        )


def malformed_tokens(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with tokens that no server has, and that may make one crash."""
    email = tenant.emails[0]
    for note, token in {
        "a token of 4,000 characters": "x" * 4000,
        "a token that is not ASCII": "tökén",
        "a token with a tab": "to\tken",
        "a token with quotation marks": "\"'`\\",
    }.items():
        yield get(email, token, note=note, is_live_safe=False)


def repeated_refusals(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests without a valid token, each for a configured account and for another, twice."""
    for token in UNKNOWN_TOKEN, None:
        for email in (tenant.emails[0], UNKNOWN_EMAIL) * 2:
            yield get(email, token)


def malformed_refusals() -> Iterator[Probe]:
    """Yields malformed requests without a valid token."""
    queries = "", "email=nonsense", "email=%ff%fe", "email=%zz", f"{email_query(UNKNOWN_EMAIL)}%00"
    for query, token in zip(queries, cycle((UNKNOWN_TOKEN, None)), strict=False):
        yield Probe(query, bearer(token) if token else (), is_live_safe=False)


def _changed(token: str, random: Random) -> Iterator[tuple[str, str]]:
    between = range(1, len(token) - 1)
    for position in sorted({0, len(token) - 1, *random.sample(between, min(_CHANGED - 2, len(between)))}):
        # Never another digit: tokens may be numbered, and the next number may be somebody's.
        other = random.choice([each for each in string.ascii_lowercase if each != token[position].lower()])
        yield f"the token with character {position + 1} changed", token[:position] + other + token[position + 1 :]


def _cut(token: str, random: Random) -> Iterator[tuple[str, str]]:
    lengths = range(1, len(token) - 1)
    for length in sorted(random.sample(lengths, min(_CUT, len(lengths)))):
        yield f"the first {length} characters of the token", token[:length]
        yield f"the last {length} characters of the token", token[-length:]


def _forms(token: str) -> Iterator[tuple[str, str]]:
    yield "the token in quotation marks", f'"{token}"'
    yield "the token with its first character as %XX", f"%{ord(token[0]):02x}{token[1:]}"
    yield "the token in Base64", b64encode(token.encode()).decode()
    yield "the token in Base64 for URLs", urlsafe_b64encode(token.encode()).decode().rstrip("=")
    yield "the token backwards", token[::-1]
    yield "the token without its punctuation", "".join(filter(str.isalnum, token))
    yield "the token without its hyphens", token.replace("-", "")
    yield "the token after a wrong one", f"{UNKNOWN_TOKEN} {token}"
    yield "the token before a word", f"{token} x"
    yield "the token and a null character as %00", f"{token}%00"


def _meaningless(token: str) -> Iterator[tuple[str, str]]:
    yield "one underscore for each character of the token", "_" * len(token)
    yield "the placeholder of the docs page", "YOUR_API_TOKEN"
    for word in _WORDS + _PROPERTIES:
        yield f"the word {word}", word
    yield from _PATTERNS.items()
