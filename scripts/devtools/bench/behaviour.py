"""Compares how the client and stock openapi-python-client output behave, in process, and prints the table of README.

Both are asked with `sync_detailed`. An error is a client's own if its package defines it.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from attrs import field, frozen

from benchmarks.peers import STOCK, generate_stock, peer
from flowmusic_contract.faults import SERVER_FAULTS, VARIATIONS, Fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Api, Request, Respond, demo_ledger, mock_transport
from flowmusic_contract.rules.instants import moment

BASE_URL = "http://mock.example/v1"
EMAILS = demo_ledger().emails(DEMO_TOKEN)
TASKS = [*((email, DEMO_TOKEN) for email in EMAILS), ("nobody@example.com", DEMO_TOKEN), (EMAILS[0], "user:0-not-one")]

LOST, BY_VALUE, EXACT = "lost", "by value", "exact"
REFUSED, TAKEN = "refused", "taken"

BROKEN_BODIES = [fault for fault in SERVER_FAULTS if fault.id.partition(".")[0] in ("body", "schema")]


@frozen
class Subject:
    """A client to look at: its package, and how it is given a transport."""

    package: str
    options: Callable[[httpx.BaseTransport], dict[str, Any]]

    @property
    def operation(self) -> Any:
        """The module that asks for a usage."""
        return peer(f"{self.package}.api.accounts.get_account_usage")

    def connect(self, transport: httpx.BaseTransport, token: str) -> Any:
        """Returns a client that sends its requests with a transport."""
        return peer(self.package).AuthenticatedClient(base_url=BASE_URL, token=token, **self.options(transport))

    def client(self, respond: Respond, token: str = DEMO_TOKEN) -> Any:
        """Returns a client of a server in this process."""
        return self.connect(mock_transport(respond), token)

    def ask(self, client: Any, email: str = EMAILS[0]) -> Any:
        """Asks for a usage and returns the answer, of whatever status."""
        return self.operation.sync_detailed(client=client, email=email)

    def is_own(self, error: Exception) -> bool:
        """Tells whether the client's package defines an error."""
        return type(error).__module__.partition(".")[0] == self.package


@frozen
class Recording:
    """A server that keeps what it was asked and what it answered."""

    respond: Respond
    requests: list[Request] = field(factory=list)
    answers: list[Answer] = field(factory=list)

    def __call__(self, request: Request) -> Answer:
        """Answers and keeps both."""
        self.requests.append(request)
        self.answers.append(self.respond(request))
        return self.answers[-1]


STOCK_OUTPUT = Subject(STOCK, lambda transport: {"httpx_args": {"transport": transport}})
OURS = Subject("flowmusic_usage", lambda transport: {"transport": transport})


def main() -> int:
    """Prints the table."""
    generate_stock()
    columns = [looked_at(subject) for subject in (STOCK_OUTPUT, OURS)]
    print("| | stock output | ours |\n| --- | --- | --- |")
    for question, *answers in zip(columns[0], *(column.values() for column in columns), strict=True):
        print(f"| {question} | {' | '.join(answers)} |")
    taken = [f"`{fault.id}`" for fault in BROKEN_BODIES if on_fault(OURS, fault) == TAKEN]
    print(f"\nWhat ours takes: {', '.join(taken)}.")
    return 0


def looked_at(subject: Subject) -> dict[str, str]:
    """Returns what a client does, by what is looked at."""
    told = Counter(on_variation(subject, variation) for variation in VARIATIONS)
    broken = Counter(on_fault(subject, fault) for fault in BROKEN_BODIES)
    crashes = ", ".join(f"{count} {name}" for name, count in sorted(broken.items()) if name not in (REFUSED, TAKEN))
    endings = {sync_ending(subject, status) for status in (401, 404, 500)}
    return {
        f"{len(VARIATIONS)} servers that are odd, but legal: understood, by value": f"{told[BY_VALUE] + told[EXACT]}",
        "… and written again to the last character": f"{told[EXACT]}",
        f"{len(BROKEN_BODIES)} bodies that are not the documented one: refused": f"{broken[REFUSED]}",
        "… taken in silence": f"{broken[TAKEN]}",
        "… ended in an error that is not the client's own": crashes or "0",
        "500 statuses from 100 to 599: returned": f"{returned(subject, range(100, 600))}",
        "400 statuses from 600 to 999: returned": f"{returned(subject, range(600, 1000))}",
        "`sync` tells 401, 404 and 500 apart": _yes(len(endings) == 3),
        "`repr` shows the API token": _yes(DEMO_TOKEN in repr(subject.client(Api(demo_ledger())))),
        "waits for a silent server": patience(subject),
        "`with_headers` changes the client that it is called on": _yes(is_changed_by_with_headers(subject)),
    }


def on_variation(subject: Subject, variation: Fault) -> str:
    """Returns how well a client tells what an odd server answers to every task."""
    server = Recording(variation(Api(demo_ledger())))
    return min((_told(subject, server, *task) for task in TASKS), key=[LOST, BY_VALUE, EXACT].index)


def _told(subject: Subject, server: Recording, email: str, token: str) -> str:
    try:
        response = subject.ask(subject.client(server, token), email)
        usage = response.parsed.to_dict() if response.parsed else None
    except Exception:  # noqa: BLE001 - whatever it is, nothing was told
        return LOST
    answer = server.answers[-1]
    sent = json.loads(_plain(answer)) if answer.status == 200 else None
    if answer.status != response.status_code or _by_value(sent) != _by_value(usage):
        return LOST
    return EXACT if json.dumps(sent, sort_keys=True) == json.dumps(usage, sort_keys=True) else BY_VALUE


def _plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if ("content-encoding", "gzip") in answer.headers else answer.body


def _by_value(usage: Any) -> Any:
    # A moment may be written in another way, and 60 is 60.0.
    events = usage and [event | {"max_created_at": moment(event["max_created_at"])} for event in usage["events"]]
    return usage and usage | {"events": events}


def on_fault(subject: Subject, fault: Fault) -> str:
    """Returns what a client makes of a broken body: refused, taken, or the name of an error that is not its own."""
    try:
        subject.ask(subject.client(fault(Api(demo_ledger()))))
    except Exception as error:  # noqa: BLE001 - which one it is, is the question
        return REFUSED if subject.is_own(error) else type(error).__name__
    return TAKEN


def returned(subject: Subject, statuses: Iterable[int]) -> int:
    """Returns how many statuses a client gives to its caller; the body is empty, except that of a 200."""
    return sum(_is_returned(subject, status) for status in statuses)


def _is_returned(subject: Subject, status: int) -> bool:
    try:
        return bool(subject.ask(subject.client(_answering(status))).status_code == status)
    except Exception:  # noqa: BLE001 - whatever it is, the status was not returned
        return False


def _answering(status: int) -> Respond:
    right = Api(demo_ledger())
    return right if status == 200 else lambda _: Answer(status, (), b"")


def sync_ending(subject: Subject, status: int) -> str:
    """Returns the kind of value or error that `sync` ends with."""
    try:
        return repr(subject.operation.sync(client=subject.client(_answering(status)), email=EMAILS[0]))
    except Exception as error:  # noqa: BLE001 - which one it is, is the question
        return type(error).__name__


def patience(subject: Subject) -> str:
    """Returns how long a client waits for each part of an answer."""
    allowed: list[float | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        allowed.append(request.extensions["timeout"]["read"])
        return httpx.Response(404)

    subject.ask(subject.connect(httpx.MockTransport(handle), DEMO_TOKEN))
    return "for ever" if allowed == [None] else f"{allowed[0]:.0f} seconds"


def is_changed_by_with_headers(subject: Subject) -> bool:
    """Tells whether a client that is in use sends headers that were meant for a copy of it."""
    server = Recording(Api(demo_ledger()))
    client = subject.client(server)
    subject.ask(client)
    client.with_headers({"x-tenant": "another"})
    subject.ask(client)
    return bool(server.requests[-1].header("x-tenant"))


def _yes(answer: bool) -> str:  # noqa: FBT001 - it is what the word says
    return "yes" if answer else "no"


if __name__ == "__main__":
    sys.exit(main())
