"""The cases that a client has to pass: each has its own server, an account to request and a token."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice

from attrs import evolve, field, frozen

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.client.broken_fields import broken_fields
from flowmusic_contract.client.case_servers import (
    Echo,
    always,
    changed_server,
    correct_server,
    date_soon,
    echoing,
    error_response,
    in_body,
    in_header,
    in_text,
    redirecting,
    refusing_first,
    server_with_account,
)
from flowmusic_contract.engine.fault import Fault, in_usage
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

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
    "comma": '"owl,night"@example.com',
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

_TOKENS = {
    "both-cases": "user:00001-FlowMusic",
    "other-characters": "user:00001-._~+/=",  # all that RFC 6750 allows, and the colon of useapi.net
    "300-characters": f"user:00001-{'0123456789abcdef' * 18}x",
}


_HTML_ERROR = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"


@frozen
class Case:
    """What a client has to request, and the server that responds."""

    id: str
    sentence: str
    email: str
    token: str = field(default=DEMO_TOKEN, repr=False)
    serve: Callable[[], Handler] = field(default=correct_server, repr=False)
    """Returns a new server, which may have state."""
    is_broken: bool = False
    """Whether its 200 response breaks the contract or is lost, so that a client must not report a usage report."""

    @property
    def kind(self) -> str:
        """The first part of the id, such as `accounts`."""
        return self.id.partition(".")[0]


@cache
def all_cases() -> tuple[Case, ...]:
    """Returns every case."""
    groups = [
        _accounts,
        _emails,
        _tokens,
        _variations,
        _statuses,
        _waits,
        _lost,
        _faults,
        _broken_fields,
        _other_documents,
    ]
    groups += [_redirects, _echoes]
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
        yield Case(f"emails.{name}", sentence, email, serve=partial(server_with_account, email))


def _tokens() -> Iterator[Case]:
    for name, token in _TOKENS.items():
        sentence, email = "The token must arrive as it is.", DEMO_EMAILS[0]
        yield Case(f"tokens.{name}", sentence, email, token, serve=partial(server_with_account, email, token))


def _variations() -> Iterator[Case]:
    accounts = list(_accounts())
    for variation in VARIATIONS:
        for case in _first_affected_by(variation, accounts):
            yield evolve(case, id=variation.id, sentence=variation.sentence, serve=partial(changed_server, variation))


def _faults() -> Iterator[Case]:
    configured = [case for case in _accounts() if _response(case.serve(), case).status == 200]
    for fault in _faults_to_reject():
        kind, name = MUST_REJECT[min(fault.breaks)], fault.id.partition(".")[2]
        for case in _first_affected_by(fault, configured):
            serve = partial(changed_server, fault)
            yield evolve(case, id=f"{kind}.{name}", sentence=fault.sentence, serve=serve, is_broken=True)


def _faults_to_reject() -> list[Fault]:
    return [fault for fault in SERVER_FAULTS if fault.breaks <= MUST_REJECT.keys() and fault.id not in EXEMPT]


def _broken_fields() -> Iterator[Case]:
    case = next(_accounts())
    usage = _unchanged_response(case).json()
    for each in broken_fields(usage, (fault.effects for fault in _faults_to_reject())):
        serve = partial(changed_server, in_usage(each.change))
        yield evolve(case, id=each.id, sentence=each.sentence, serve=serve, is_broken=True)


def _other_documents() -> Iterator[Case]:
    with_events, without_events, *_ = _accounts()
    report, empty = (_unchanged_response(case).json() for case in (with_events, without_events))
    sentence = "The document is an error message that repeats the token."
    serve = partial(echoing, in_body)
    yield evolve(with_events, id="missing.everything", sentence=sentence, serve=serve, is_broken=True)
    documents: list[tuple[str, Case, str, object]] = [
        ("missing.report-in-data", with_events, "The report is the member `data` of an object.", {"data": report}),
        ("types.report-in-an-array", with_events, "The document is an array with the report.", [report]),
        ("missing.totals", without_events, "There are no events, and `summary` is empty.", empty | {"summary": {}}),
    ]
    for id_, case, sentence, document in documents:
        serve = partial(always, _unchanged_response(case).with_json(document))
        yield evolve(case, id=id_, sentence=sentence, serve=serve, is_broken=True)


def _first_affected_by(change: Fault, cases: Sequence[Case]) -> Iterator[Case]:
    affected = (case for case in cases if _response(change(case.serve()), case) != _unchanged_response(case))
    return islice(affected, 1)


@cache
def _unchanged_response(case: Case) -> Response:
    return _response(case.serve(), case)


def _response(handler: Handler, case: Case) -> Response:
    request = Request.get(case.email, ("accept-encoding", "gzip"))
    return handler(request.authorized_by(case.token))


def _statuses() -> Iterator[Case]:
    case = next(_accounts())
    responses = [
        Response(204, (), b""),
        evolve(_response(case.serve(), case), status=206),
        *map(error_response, (400, 402, 403, 405)),
        Response.of(422, {"status": 400, "code": 400, "error": "The body names another status"}),
        # A client that waits as Retry-After says does not have to wait here.
        error_response(429, ("retry-after", "0")),
        error_response(500),
        Response(502, (("content-type", "text/html"),), _HTML_ERROR),
        Response(503, (("retry-after", "0"),), b""),
        Response(520, (("content-type", "text/plain"),), b"error code: 520"),
        error_response(596),
    ]
    for response in responses:
        sentence = f"The response has status {response.status}."
        yield evolve(case, id=f"statuses.{response.status}", sentence=sentence, serve=partial(always, response))


def _waits() -> Iterator[Case]:
    case = next(_accounts())
    for status in 429, 503:
        sentence = f"The first response has status {status} and says to wait for 1 s."
        serve = partial(refusing_first, status, lambda: "1")
        yield evolve(case, id=f"waits.{status}", sentence=sentence, serve=serve)
    sentence = "The first response has status 503 and says to wait until a date."
    yield evolve(case, id="waits.date", sentence=sentence, serve=partial(refusing_first, 503, date_soon))


def _lost() -> Iterator[Case]:
    case = next(_accounts())
    response = evolve(_response(case.serve(), case), reset=True)
    sentence = "The server resets the connection instead of sending a response."
    yield evolve(case, id="lost.response", sentence=sentence, serve=partial(always, response), is_broken=True)


def _echoes() -> Iterator[Case]:
    accepted, *_, refused = _accounts()
    echoes: list[tuple[str, Case, str, Echo]] = [
        ("body", refused, "An error body repeats the token.", in_body),
        ("header", refused, "A header of an error response repeats the token.", in_header),
        (
            "status-200",
            accepted,
            "A 200 response has an error message instead of JSON, which repeats the token.",
            in_text,
        ),
    ]
    for name, case, sentence, echo in echoes:
        serve = partial(echoing, echo)
        yield evolve(case, id=f"echoes.{name}", sentence=sentence, serve=serve, is_broken=case is accepted)


def _redirects() -> Iterator[Case]:
    case = next(_accounts())
    for status in 301, 302, 303, 307, 308:
        sentence = f"The server redirects to another host with status {status}."
        yield evolve(case, id=f"redirects.{status}", sentence=sentence, serve=partial(redirecting, status))
