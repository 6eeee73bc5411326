"""What a client is made to do: each case has a server of its own, an account to ask for, and a token."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from urllib.parse import quote

from attrs import evolve, field, frozen

from flowmusic_contract.faults import SERVER_FAULTS, VARIATIONS, Fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Api, BillingEvent, Ledger, Request, Respond, demo_ledger
from flowmusic_contract.mock_server.api import PATH

ELSEWHERE = "localhost"
"""Another host than 127.0.0.1 for every client, although the same server answers there."""

REFUSED = {
    "schema.every-documented-field-is-present": "missing",
    "schema.every-field-has-its-documented-type": "types",
    "body.the-body-is-one-json-document": "encoding",
    "transport.every-answer-is-complete": "encoding",
}
"""The rules whose breach a client must notice, and the room of the cases in which it has to."""

NOT_NOTICED = {
    "body.latin-1": "browsers and Go put U+FFFD where a body is no UTF-8, before a client sees it",
    "body.utf-16": "decoders that tell UTF-16 by its byte order mark understand the usage rightly",
}
"""Faults that break only rules of `REFUSED`, and yet need not be refused, with the reason."""

_EMAILS = {
    "plus": "night+owl@example.com",
    "blank": '"night owl"@example.com',
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
    "254-characters": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com",
}

_PAGE = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"


@frozen
class Case:
    """What a client is told to ask, and the server that answers it."""

    id: str
    sentence: str
    email: str
    token: str = field(default=DEMO_TOKEN, repr=False)
    serve: Callable[[], Respond] = field(default=lambda: Api(demo_ledger()), repr=False)
    """Starts the server anew; it may keep a memory of its own."""
    is_broken: bool = False
    """Whether its answer, though a 200, is none that the spec documents, so that a client has to refuse it."""


@cache
def all_cases() -> tuple[Case, ...]:
    """Returns every case."""
    return (*_accounts(), *_emails(), *_variations(), *_statuses(), *_refusals(), *_redirects())


def some_cases() -> list[Case]:
    """Returns the plain cases, and the first of each other kind."""
    rooms = {case.id.partition(".")[0]: case for case in reversed(all_cases())}
    return [case for case in all_cases() if case.id.startswith("accounts.") or case in rooms.values()]


def _accounts() -> Iterator[Case]:
    configured = demo_ledger().emails(DEMO_TOKEN)
    for email in configured:
        name = re.sub(r"\W", "-", email.partition("@")[0])
        yield Case(f"accounts.{name}", "The account is configured.", email)
    yield Case("accounts.not-configured", "The account is not configured.", "nobody@example.com")
    yield Case("accounts.invalid-token", "The token is not valid.", configured[0], "user:0-not-a-token")


def _emails() -> Iterator[Case]:
    for name, email in _EMAILS.items():
        yield Case(f"emails.{name}", "The e-mail has to be encoded.", email, serve=partial(_configured, email))


def _configured(email: str) -> Respond:
    ledger = Ledger()
    song = BillingEvent("producer-usage", 60, datetime(2026, 6, 1, 12, tzinfo=UTC), "song", email)
    ledger.configure(DEMO_TOKEN, email, song)
    return Api(ledger)


def _variations() -> Iterator[Case]:
    for variation in VARIATIONS:
        for plain in _changed(variation, tuple(_accounts()))[:1]:
            yield evolve(plain, id=variation.id, sentence=variation.sentence, serve=partial(_served, variation))


def _refusals() -> Iterator[Case]:
    configured = [case for case in _accounts() if _answer(case.serve(), case).status == 200]
    for fault in SERVER_FAULTS:
        if fault.breaks <= REFUSED.keys() and fault.id not in NOT_NOTICED:
            room, name = REFUSED[min(fault.breaks)], fault.id.partition(".")[2]
            for plain in _changed(fault, configured)[:1]:
                serve = partial(_served, fault)
                yield evolve(plain, id=f"{room}.{name}", sentence=fault.sentence, serve=serve, is_broken=True)


def _changed(change: Fault, cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if _answer(change(case.serve()), case) != _answer(case.serve(), case)]


def _served(change: Fault) -> Respond:
    return change(Api(demo_ledger()))


def _answer(respond: Respond, case: Case) -> Answer:
    headers = (("accept-encoding", "gzip"),)
    return respond(Request("GET", PATH, f"email={quote(case.email)}", headers).authorized_by(case.token))


def _statuses() -> Iterator[Case]:
    plain = next(_accounts())
    answers = [
        Answer(204, (), b""),
        evolve(_answer(plain.serve(), plain), status=206),
        *map(_problem, (400, 402, 403, 405, 422)),
        # At once, so that a client that comes back as it is told to takes no minute.
        _problem(429, ("retry-after", "0")),
        _problem(500),
        Answer(502, (("content-type", "text/html"),), _PAGE),
        Answer(503, (("retry-after", "0"),), b""),
        Answer(520, (("content-type", "text/plain"),), b"error code: 520"),
        _problem(596),
    ]
    for answer in answers:
        sentence = f"The answer has status {answer.status}."
        yield evolve(plain, id=f"statuses.{answer.status}", sentence=sentence, serve=partial(_always, answer))


def _problem(status: int, *headers: tuple[str, str]) -> Answer:
    return Answer.of(status, {"error": "The account is in error state", "code": status}, *headers)


def _always(answer: Answer) -> Respond:
    return lambda _: answer


def _redirects() -> Iterator[Case]:
    plain = next(_accounts())
    for status in 301, 302, 303, 307, 308:
        sentence = f"Another host is to be asked instead, with status {status}."
        yield evolve(plain, id=f"redirects.{status}", sentence=sentence, serve=partial(_redirecting, status))


def _redirecting(status: int) -> Respond:
    api = Api(demo_ledger())

    def answer(request: Request) -> Answer:
        [host] = request.header("host") or [""]
        name, _, port = host.partition(":")
        location = f"http://{ELSEWHERE}:{port}{request.path}?{request.query}"
        return api(request) if name == ELSEWHERE else Answer(status, (("location", location),), b"")

    return answer
