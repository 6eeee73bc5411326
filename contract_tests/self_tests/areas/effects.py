"""What a change of the mock server changes: every difference in the responses to a fixed series of requests."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from attrs import evolve

from flowmusic_contract.engine.expectation import ABSENT, JsonPath
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.json_path import escape_unprintable
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, Response, demo_ledger
from self_tests.areas.json_differences import common_path, elided, json_differences, pattern_of

FIRST = "listener"
"""The request whose response is described first; other responses only where they differ in another way."""

_OTHER_REPORTS = ("newcomer", "duo")
_INVALID_TOKEN = "user:0-not-a-token"
_EMAILS = {
    "unknown account": "nobody@example.com",
    "account of another tenant": "rival@example.com",
    "malformed email": "nonsense",
    "quote in email": "o'brien@example.com",
    "accent in email": "é@example.com",
    "long email": f"{'a' * 2000}@example.com",
    "markup in email": "<b>nobody</b>@example.com",
}


@cache
def requests() -> dict[str, Request]:
    """Returns the fixed series by name, in the order in which one server gets it."""
    first = Request.get(DEMO_EMAILS[0])
    valid = first.authorized_by(DEMO_TOKEN)
    listener, newcomer, duo = (valid.for_account(email) for email in DEMO_EMAILS)
    invalid = first.authorized_by(_INVALID_TOKEN)
    return {
        FIRST: listener,
        "newcomer": newcomer,
        "duo": duo,
        "invalid token": invalid,
        "invalid token, unknown account": invalid.for_account("nobody@example.com"),
        "no token": first,
        "empty authorization": _with_header(first, "authorization", ""),
        "scheme without token": _with_header(first, "authorization", "Bearer"),
        "token without scheme": _with_header(first, "authorization", DEMO_TOKEN),
        "other scheme": _with_header(first, "authorization", f"Basic {DEMO_TOKEN}"),
        "token in query": evolve(first, query=f"{first.query}&access_token={quote(DEMO_TOKEN)}"),
        "token in X-API-Key": _with_header(first, "x-api-key", DEMO_TOKEN),
        "token in cookie": _with_header(first, "cookie", f"session={DEMO_TOKEN}"),
        **{name: valid.for_account(email) for name, email in _EMAILS.items()},
        "no email": evolve(valid, query=""),
        "two emails": evolve(valid, query=f"{valid.query}&email=nobody%40example.com"),
        "email[$ne]": evolve(valid, query="email[$ne]=nobody%40example.com"),
        "other parameter": evolve(valid, query=f"{valid.query}&other=1"),
        "other parameter first": evolve(valid, query=f"other=1&{valid.query}"),
        **{method: evolve(valid, method=method) for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")},
        "listener again": listener,
    }


def effects_of(change: Fault) -> dict[str, str]:
    """Returns what a change of the server changes, in the form of `Effects`."""
    series = {**requests(), **change.requests}
    changed = change(Api(demo_ledger()))
    kinds: dict[str, str] = {}
    effects: dict[str, dict[str, str]] = {}
    for name, request in series.items():
        before, after = _correct_response(request), changed(request)
        kinds[name] = f"every {before.status}" if request.method == "GET" else ""
        effects[name] = dict(_differences(request, before, after))
    return _grouped(effects, kinds)


@cache
def _correct_server() -> Api:
    return Api(demo_ledger())


@cache
def _correct_response(request: Request) -> Response:
    """Returns what the correct server responds, which is the same each time."""
    return _correct_server()(request)


def _with_header(request: Request, name: str, value: str) -> Request:
    return evolve(request, headers=((name, value),))


def _grouped(effects: Mapping[str, dict[str, str]], kinds: Mapping[str, str]) -> dict[str, str]:
    """Names an effect once that all responses have, or all responses to GET with the same correct status."""
    grouped: dict[str, str] = {}
    groups = {"every response": list(effects)}
    for name, kind in kinds.items():
        if kind:
            groups.setdefault(kind, []).append(name)
    for group, members in groups.items():
        for what, text in set.intersection(*(set(effects[name].items()) for name in members)):
            grouped[f"{group}{what}"] = text
            for name in members:
                del effects[name][what]
    for name, each in effects.items():
        for what, text in (each if name == FIRST else _news(name, each, effects[FIRST])).items():
            grouped[what[1:] if name == FIRST and what.startswith(" $") else f"{name}{what}"] = text
    return grouped


def _news(name: str, effects: dict[str, str], first: dict[str, str]) -> dict[str, str]:
    """Returns what one response adds to the description of the first: a changed report is not described twice."""
    if effects == first:
        return {}
    is_described = name in _OTHER_REPORTS and any(what.startswith((" $", " body")) for what in first)
    if " $.email" in effects:
        return {" $.email": effects[" $.email"]}
    return {what: text for what, text in effects.items() if not (is_described and what.startswith((" $", " body")))}


def _differences(request: Request, before: Response, after: Response) -> Iterator[tuple[str, str]]:
    if _outcome(before) != _outcome(after):
        yield "", f"{_outcome(before)} -> {_outcome(after)}"
        return
    old, new = dict(before.headers), dict(after.headers)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield f" {name}", f"{old.get(name, 'absent')} -> {new.get(name, 'absent')}"
    if before.content() != after.content() and request.method != "HEAD":
        yield from _body_differences(before.content(), after.content())


def _outcome(response: Response) -> str:
    """Returns everything about a response except its body and its usual headers."""
    location = dict(response.headers).get("location")
    to = f" to {location}" if location else ""
    late = f" after {response.delay:g} s" if response.delay else ""
    surplus = f" and a surplus of {len(response.surplus)} bytes" if response.surplus else ""
    return f"{response.status}{to}{late}{' truncated' if response.truncated else ''}{surplus}"


def _body_differences(before: bytes, after: bytes) -> Iterator[tuple[str, str]]:
    old, new = json.loads(before), _strictly_decoded(after)
    changed: dict[JsonPath, list[tuple[JsonPath, str]]] = {}
    for location, text in json_differences(old, new) if new is not ABSENT else ():
        changed.setdefault(pattern_of(location), []).append((location, text))
    for group in changed.values():
        yield f" {common_path(old, [location for location, _ in group])}", group[0][1]
    if not changed:
        yield " body", _byte_difference(before, after)


def _strictly_decoded(body: bytes) -> Any:
    """Returns the JSON value of a body, or ABSENT if any decoder may reject it."""
    try:
        value = json.loads(body.decode())
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return ABSENT
    return value


def _byte_difference(before: bytes, after: bytes) -> str:
    """Returns the bytes that differ, without the common beginning and end."""
    end = _common_length(before[::-1], after[::-1])
    before, after = before[: len(before) - end], after[: len(after) - end]
    start = _common_length(before, after)
    return f"{_printable(before[start:])} -> {_printable(after[start:])}"


def _common_length(one: bytes, other: bytes) -> int:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _printable(part: bytes) -> str:
    return elided(escape_unprintable(part.decode("utf-8", "backslashreplace"))) or "nothing"
