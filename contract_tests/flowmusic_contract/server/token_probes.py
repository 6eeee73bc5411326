"""Requests with wrong tokens: nearly the right one, the right one in the wrong place, or none that makes sense."""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import cycle
from random import Random
from string import ascii_lowercase
from urllib.parse import quote

from flowmusic_contract.server.email_probes import in_fullwidth
from flowmusic_contract.server.probe import Probe, bearer, email_query, get
from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN, Tenant

_CHANGED = 24
"""How many characters of a token are changed, each in a request of its own: all of a token of usual length."""

_CUT = 3
"""How many lengths a token is cut to, besides those that lack one character or end with a part."""

_PART = re.compile(r"[A-Za-z0-9]+")
_PARTS = 2
"""How many parts of a token are changed at its beginning and at its end. Most have a name, a number and a secret."""

_WORDS = ("null", "undefined", "None", "NULL", "true", "false", "0", "1", "[object Object]", "{}", "[]")
"""What programs write for no value, or take for every value. No words that people choose, such as `test`."""

_PROPERTIES = ("constructor", "toString")
"""What every object of JavaScript has: a careless server finds it among its tokens."""

_UNSIGNED = "eyJhbGciOiJub25lIn0.eyJhZG1pbiI6dHJ1ZX0."
"""A JSON Web Token that says that it has no signature, and that the caller is an administrator."""

_PARAMETER_NAMES = (
    *("token", "access_token", "auth_token", "api_token", "accessToken", "authToken", "apiToken", "auth", "jwt", "t"),
    *("api_key", "api-key", "apikey", "apiKey", "key"),
    *("authorization", "Authorization", "bearer", "secret", "password"),
)
"""The parameters in which servers look for a token."""

TRUSTED_QUERY = "debug=1&test=1&admin=true&internal=true"
"""Parameters that make a careless server believe that the caller is known already."""

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

_PATTERNS = ("*", ".*", "' OR '1'='1", '{"$ne": null}', "../../")
"""What means anything, or another place, to a careless server."""

_MADE_UP = ("%", "YOUR_API_TOKEN", _UNSIGNED, *_WORDS, *_PROPERTIES, *_PATTERNS)
"""Tokens that have nothing of a real one. The second is that of the docs page."""


def wrong_tokens(tenant: Tenant, random: Random) -> Iterator[Probe]:
    """Yields requests for a configured account with a token that is wrong."""
    email, token = tenant.emails[0], tenant.token
    live_safe = {
        "the token without its last character": token[:-1],
        "the token without its first character": token[1:],
        "the token with one character more": f"{token}x",
    }
    others = {
        "the token after another character": f"x{token}",
        "the token in the other letter case": token.swapcase(),
        **dict(_changed(token, random)),
        **dict(_cut(token, random)),
        **dict(_forms(token)),
        "one underscore for each character of the token": "_" * len(token),
    }
    seen = {token, ""}
    for note, wrong in (live_safe | others).items():
        if wrong not in seen:
            seen.add(wrong)
            yield get(email, wrong, note=note, is_live_safe=note in live_safe)
    for word in _MADE_UP:
        if word not in seen:
            yield get(email, word, note=f'the token "{word}"', is_live_safe=word == "%", has_made_up_token=True)


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
    # Some servers only cut out the word Bearer.
    for value, note in (
        (f"Bearer{token}", "the scheme and the token in one word"),
        (f"Bearer Bearer {token}", "the scheme twice"),
    ):
        yield Probe(query, (("Authorization", value),), note=note, is_live_safe=False)
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
    yield Probe(f"{query}&{token_parameters(token)}", (), is_live_safe=False)
    yield Probe(query, bearer(UNKNOWN_TOKEN) + bearer(token), note="two tokens, the second is right")
    yield Probe(query, bearer(token) + bearer(UNKNOWN_TOKEN), note="two tokens, the first is right")


def token_parameters(token: str) -> str:
    """Returns a token in the parameters in which servers look for one. Some servers do not decode it."""
    named = "&".join(f"{name}={quote(token, safe=':/@')}" for name in _PARAMETER_NAMES)
    return f"{named}&{TRUSTED_QUERY}"


def spelled_tokens(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with the right token, written in other ways that HTTP allows."""
    query, value = email_query(tenant.emails[0]), f"Bearer {tenant.token}"
    yield Probe(query, (("authorization", value),), note="the header name authorization")
    for scheme in "bearer ", "Bearer  ":
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
        "a token with a tab and quotation marks": "to\tken\"'`\\",
        "the token with a fullwidth first character": in_fullwidth(tenant.token),
    }.items():
        yield get(email, token, note=note, is_live_safe=False)


def repeated_refusals(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests without a valid token, each for a configured account and for another, twice."""
    known = tenant.emails[0]
    for token in UNKNOWN_TOKEN, None:
        # In this order, two servers that take turns respond to both accounts.
        for email in known, UNKNOWN_EMAIL, UNKNOWN_EMAIL, known:
            yield get(email, token)


def malformed_refusals() -> Iterator[Probe]:
    """Yields malformed requests without a valid token."""
    queries = "", "email=nonsense", "email=%ff%fe", "email=%zz", f"{email_query(UNKNOWN_EMAIL)}%00"
    for query, token in zip(queries, cycle((UNKNOWN_TOKEN, None)), strict=False):
        yield Probe(query, bearer(token) if token else (), is_live_safe=False)


def _changed(token: str, random: Random) -> Iterator[tuple[str, str]]:
    between = range(1, len(token) - 1)
    positions = {0, len(token) - 1, *random.sample(between, min(_CHANGED - 2, len(between)))}
    for position in sorted(positions):
        yield f"the token with character {position + 1} changed", _replaced(token, position, position + 1, random)
    parts = [part.span() for part in _PART.finditer(token)]
    for start, end in dict.fromkeys(parts[:_PARTS] + parts[-_PARTS:]):
        yield f"the token with characters {start + 1} to {end} changed", _replaced(token, start, end, random)


def _replaced(token: str, start: int, end: int, random: Random) -> str:
    # Never another digit: tokens may be numbered, and the next number may be somebody's.
    letters = (random.choice([each for each in ascii_lowercase if each != old.lower()]) for old in token[start:end])
    return token[:start] + "".join(letters) + token[end:]


def _cut(token: str, random: Random) -> Iterator[tuple[str, str]]:
    lengths = range(1, len(token) - 1)
    some = random.sample(lengths, min(_CUT, len(lengths)))
    parts = [part.span() for part in _PART.finditer(token)]
    for length in sorted({*some, *(end for _, end in parts[:_PARTS])}):
        yield f"the first {length} characters of the token", token[:length]
    for length in sorted({*some, *(len(token) - start for start, _ in parts[-_PARTS:])}):
        yield f"the last {length} characters of the token", token[-length:]


def _forms(token: str) -> Iterator[tuple[str, str]]:
    yield "the token in quotation marks", f'"{token}"'
    yield "the token with its first character as %XX", f"%{ord(token[0]):02x}{token[1:]}"
    yield "the token in Base64", b64encode(token.encode()).decode()
    yield "the token in Base64 for URLs", urlsafe_b64encode(token.encode()).decode().rstrip("=")
    yield "the token backwards", token[::-1]
    yield "the token without its punctuation", "".join(_PART.findall(token))
    yield "the token without its hyphens", token.replace("-", "")
    yield "the token after a wrong one", f"{UNKNOWN_TOKEN} {token}"
    yield "the token before a word", f"{token} x"
    yield "the token before a semicolon", f"{token};x"
    yield "the token before a full stop", f"{token}."
    yield "the token before a comma", f"{token},"
    yield "the token and a null character as %00", f"{token}%00"
