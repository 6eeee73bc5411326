"""The cases that a client has to pass: each has its own server, an account to request and a token."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from functools import cache, partial
from itertools import count, islice

from attrs import evolve, field, frozen

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.client.broken_fields import broken_fields
from flowmusic_contract.engine.fault import Fault, in_usage
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    Api,
    BillingEvent,
    Handler,
    Ledger,
    Request,
    Response,
    demo_ledger,
)
from flowmusic_contract.mock_server.api import Change

OTHER_HOST = "localhost"
"""A host other than 127.0.0.1 to every client, although the same server responds there."""

MUST_REJECT = {
    "schema.every-documented-field-is-present": "missing",
    "schema.every-field-has-its-documented-type": "types",
    "body.body-is-one-json-document": "encoding",
    "transport.documented-requests-get-a-response": "encoding",
}
"""The rules whose breach a client must notice, each with the kind of its cases."""

EXEMPT = {
    "body.latin-1": "browsers and Go replace bytes that are not UTF-8 with U+FFFD before a client sees them",
    "body.utf-16": "decoders that recognize UTF-16 by its byte order mark read the usage report correctly",
}
"""Faults that break only rules of `MUST_REJECT` but need not be rejected, with the reason."""

_EMAILS = {
    "plus": "night+owl@example.com",
    "space": '"night owl"@example.com',
    "percent": "100%25@example.com",
    "ampersand": "rock&roll@example.com",
    "equals": "e=mc2@example.com",
    "hash": "c#minor@example.com",
    "slash": "ac/dc@example.com",
    "question-mark": "who?@example.com",
    "quote": '"heroes"@example.com',
    "apostrophe": "o'hara@example.com",
    "semicolon": "verse;chorus@example.com",
    "backslash": "up\\down@example.com",
    "accent": "renée@example.com",
    "han-character": "歌@example.com",
    "emoji": "🎻@example.com",
    "capitals": "Night.Owl@Example.com",
    "combined-accent": "rene\N{COMBINING ACUTE ACCENT}e@example.com",
    "domain-with-accent": "rené@café.example",
    "254-characters": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com",
}

_HTML_ERROR = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"


@cache
def _api() -> Handler:
    # One for all cases, because none changes its ledger.
    return Api(demo_ledger())


@frozen
class Case:
    """What a client has to request, and the server that responds."""

    id: str
    sentence: str
    email: str
    token: str = field(default=DEMO_TOKEN, repr=False)
    serve: Callable[[], Handler] = field(default=_api, repr=False)
    """Returns a new server, which may have state."""
    is_broken: bool = False
    """Whether its 200 response breaks the contract, so that a client must reject it."""

    @property
    def kind(self) -> str:
        """The first part of the id, such as `accounts`."""
        return self.id.partition(".")[0]


@cache
def all_cases() -> tuple[Case, ...]:
    """Returns every case."""
    groups = _accounts, _emails, _variations, _statuses, _waits, _broken_responses, _redirects, _echoes
    return tuple(case for group in groups for case in group())


def smoke_cases() -> list[Case]:
    """Returns every case of accounts, and the first one of each other kind."""
    first: dict[str, Case] = {}
    for case in all_cases():
        first.setdefault(case.kind, case)
    return [case for case in all_cases() if case.kind == "accounts" or case == first[case.kind]]


def _accounts() -> Iterator[Case]:
    for email in DEMO_EMAILS:
        name = re.sub(r"\W", "-", email.partition("@")[0])
        yield Case(f"accounts.{name}", "The account is configured.", email)
    yield Case("accounts.not-configured", "The account is not configured.", "nobody@example.com")
    yield Case("accounts.invalid-token", "The token is not valid.", DEMO_EMAILS[0], "user:0-not-a-token")


def _emails() -> Iterator[Case]:
    for name, email in _EMAILS.items():
        sentence = "The email address must arrive as it is."
        yield Case(f"emails.{name}", sentence, email, serve=partial(_configured, email))


def _configured(email: str) -> Handler:
    ledger = Ledger()
    event = BillingEvent("producer-usage", 60, datetime(2026, 6, 1, 12, tzinfo=UTC), "song", email)
    ledger.configure(DEMO_TOKEN, email, event)
    return Api(ledger)


def _variations() -> Iterator[Case]:
    accounts = list(_accounts())
    for variation in VARIATIONS:
        for case in _first_affected_by(variation, accounts):
            yield evolve(case, id=variation.id, sentence=variation.sentence, serve=partial(_changed, variation))


def _broken_responses() -> Iterator[Case]:
    configured = [case for case in _accounts() if _response(case.serve(), case).status == 200]
    faults = [fault for fault in SERVER_FAULTS if fault.breaks <= MUST_REJECT.keys() and fault.id not in EXEMPT]
    for fault in faults:
        kind, name = MUST_REJECT[min(fault.breaks)], fault.id.partition(".")[2]
        for case in _first_affected_by(fault, configured):
            serve = partial(_changed, fault)
            yield evolve(case, id=f"{kind}.{name}", sentence=fault.sentence, serve=serve, is_broken=True)
    case = next(_accounts())
    for each in broken_fields(fault.effects for fault in faults):
        serve = partial(_changed, in_usage(each.change))
        yield evolve(case, id=each.id, sentence=each.sentence, serve=serve, is_broken=True)
    sentence = "The document is an error message."
    response = evolve(_error(500), status=200)
    yield evolve(case, id="missing.everything", sentence=sentence, serve=partial(_always, response), is_broken=True)


def _first_affected_by(change: Fault, cases: Sequence[Case]) -> Iterator[Case]:
    affected = (case for case in cases if _response(change(case.serve()), case) != _unchanged_response(case))
    return islice(affected, 1)


@cache
def _unchanged_response(case: Case) -> Response:
    return _response(case.serve(), case)


def _changed(change: Change) -> Handler:
    return change(_api())


def _response(handler: Handler, case: Case) -> Response:
    request = Request.get(case.email, ("accept-encoding", "gzip"))
    return handler(request.authorized_by(case.token))


def _statuses() -> Iterator[Case]:
    case = next(_accounts())
    responses = [
        Response(204, (), b""),
        evolve(_response(case.serve(), case), status=206),
        *map(_error, (400, 402, 403, 405, 422)),
        # A client that waits as Retry-After says does not have to wait here.
        _error(429, ("retry-after", "0")),
        _error(500),
        Response(502, (("content-type", "text/html"),), _HTML_ERROR),
        Response(503, (("retry-after", "0"),), b""),
        Response(520, (("content-type", "text/plain"),), b"error code: 520"),
        _error(596),
    ]
    for response in responses:
        sentence = f"The response has status {response.status}."
        yield evolve(case, id=f"statuses.{response.status}", sentence=sentence, serve=partial(_always, response))


def _error(status: int, *headers: tuple[str, str]) -> Response:
    return Response.of(status, {"error": "The account is in error state", "code": status}, *headers)


def _always(response: Response) -> Handler:
    return lambda _: response


def _waits() -> Iterator[Case]:
    case = next(_accounts())
    for status in 429, 503:
        sentence = f"The first response has status {status} and says to wait for 1 s."
        serve = partial(_first_refused, status, lambda: "1")
        yield evolve(case, id=f"waits.{status}", sentence=sentence, serve=serve)
    sentence = "The first response has status 503 and says to wait until a date."
    yield evolve(case, id="waits.date", sentence=sentence, serve=partial(_first_refused, 503, _date_soon))


def _date_soon() -> str:
    # A date has whole seconds, so this one is 3 to 4 s away: longer than a client waits that does not read it.
    return formatdate(int(time.time()) + 4, usegmt=True)


def _first_refused(status: int, retry_after: Callable[[], str]) -> Handler:
    number = count(1)
    api = _api()
    return lambda request: _error(status, ("retry-after", retry_after())) if next(number) == 1 else api(request)


def _echoes() -> Iterator[Case]:
    refused = next(case for case in _accounts() if case.id == "accounts.invalid-token")
    echoes: dict[str, tuple[str, _Echo]] = {
        "body": ("An error body repeats the token.", _echo_in_body),
        "header": ("A header of an error response repeats the token.", _echo_in_header),
    }
    for name, (sentence, echo) in echoes.items():
        yield evolve(refused, id=f"echoes.{name}", sentence=sentence, serve=partial(_echoing, echo))
    sentence = "A 200 response has an error message instead of JSON, which repeats the token."
    serve = partial(_echoing, _echo_instead_of_json)
    yield evolve(next(_accounts()), id="echoes.status-200", sentence=sentence, serve=serve, is_broken=True)


_Echo = Callable[[Response, str], Response]
"""Adds the value of the header `Authorization` to a response."""


def _echoing(echo: _Echo) -> Handler:
    api = _api()
    return lambda request: echo(api(request), ", ".join(request.header("authorization")))


def _echo_in_body(response: Response, authorization: str) -> Response:
    return response.with_json({"error": f"{authorization} has expired", "code": 401})


def _echo_instead_of_json(response: Response, authorization: str) -> Response:
    return evolve(response, body=f"Unauthorized\n\nauthorization: {authorization}\n\nThe token has expired.\n".encode())


def _echo_in_header(response: Response, authorization: str) -> Response:
    return response.with_header("x-request-authorization", authorization)


def _redirects() -> Iterator[Case]:
    case = next(_accounts())
    for status in 301, 302, 303, 307, 308:
        sentence = f"The server redirects to another host with status {status}."
        yield evolve(case, id=f"redirects.{status}", sentence=sentence, serve=partial(_redirecting, status))


def _redirecting(status: int) -> Handler:
    api = _api()

    def handle(request: Request) -> Response:
        [host] = request.header("host") or [""]
        name, _, port = host.partition(":")
        location = f"http://{OTHER_HOST}:{port}{request.path}?{request.query}"
        return api(request) if name == OTHER_HOST else Response(status, (("location", location),), b"")

    return handle
