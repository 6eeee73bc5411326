"""Compares what our client and stock openapi-python-client output do with the same responses, in this process."""

import json
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import httpx

from devtools.bench.generated_clients import OUR_CLIENT, STOCK_CLIENT, GeneratedClient
from devtools.bench.peers import generate_stock
from devtools.bench.recording import RecordingServer
from devtools.bench.results import Cell, Result, Table, result_of
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.areas.body.rules import error_of_type_json_is_json
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.timestamps import timestamp
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Handler, Response, demo_ledger
from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN

CALLS = [*((email, DEMO_TOKEN) for email in DEMO_EMAILS), (UNKNOWN_EMAIL, DEMO_TOKEN), (DEMO_EMAILS[0], UNKNOWN_TOKEN)]
"""The email address and the token of each call that is made of every variation."""

BROKEN_BODIES = [
    fault
    for fault in SERVER_FAULTS
    if fault.id.startswith(("body.", "schema.")) and error_of_type_json_is_json.id not in fault.breaks
]
"""The faults that a client can notice by reading the body of a 200 response."""

REJECTED, ACCEPTED = "rejected", "accepted"


class Fidelity(IntEnum):
    """How well a client reproduces a usage report."""

    LOST = 0
    EQUAL = 1
    """The values are equal, but written in another way."""
    IDENTICAL = 2


def measure() -> Result:
    """Generates the stock client and compares it with ours."""
    generate_stock()
    return result_of("scripts/bench behaviour", [comparison(), accepted_bodies()], ["openapi-python-client"])


def comparison() -> Table:
    """Returns what each client does, row by row."""
    columns = [behaviour_of(client) for client in (STOCK_CLIENT, OUR_CLIENT)]
    rows = tuple((question, *(column[question] for column in columns)) for question in columns[0])
    return Table("The same responses, read by both clients", ("", STOCK_CLIENT.name, OUR_CLIENT.name), rows)


def accepted_bodies() -> Table:
    """Returns the broken bodies that our client accepts."""
    accepted = [fault for fault in BROKEN_BODIES if on_broken_body(OUR_CLIENT, fault) == ACCEPTED]
    rows = tuple((f"`{fault.id}`", fault.sentence) for fault in accepted)
    return Table("Broken bodies that our client accepts", ("fault", "what the server does"), rows)


def behaviour_of(client: GeneratedClient) -> dict[str, Cell]:
    """Returns what a client does, by what is measured."""
    fidelity = [on_variation(client, variation) for variation in VARIATIONS]
    broken = Counter(on_broken_body(client, fault) for fault in BROKEN_BODIES)
    outcomes = {outcome(client, status) for status in (401, 404, 500)}
    others = sorted((name, count) for name, count in broken.items() if name not in (REJECTED, ACCEPTED))
    return {
        f"{len(VARIATIONS)} legal variations of a server: read with equal values": sum(map(bool, fidelity)),
        "… of these, written back exactly as they were sent": fidelity.count(Fidelity.IDENTICAL),
        f"{len(BROKEN_BODIES)} broken bodies: rejected with an error that the client defines": broken[REJECTED],
        "… accepted without an error": broken[ACCEPTED],
        "… rejected with another error": ", ".join(f"{count} {name}" for name, count in others) or 0,
        "500 statuses from 100 to 599: returned to the caller": returned(client, range(100, 600)),
        "400 statuses from 600 to 999: returned to the caller": returned(client, range(600, 1000)),
        "`sync` ends differently for 401, 404 and 500": len(outcomes) == 3,
        "`repr` of the client shows the API token": DEMO_TOKEN in repr(client.of_server(Api(demo_ledger()))),
        "Time limit for a response": time_limit(client),
        "`with_headers` changes the client that it is called on": is_changed_by_with_headers(client),
    }


def on_variation(client: GeneratedClient, variation: Fault) -> Fidelity:
    """Returns how well a client reproduces the responses of a legal but unusual server: the worst of all calls."""
    server = RecordingServer(variation(Api(demo_ledger())))
    return min(_fidelity(client, server, *call) for call in CALLS)


def _fidelity(client: GeneratedClient, server: RecordingServer, email: str, token: str) -> Fidelity:
    try:
        read = client.get(client.of_server(server, token), email)
        usage = read.parsed.to_dict() if read.parsed else None
    except Exception:  # noqa: BLE001 - whatever the error is, the response was not read
        return Fidelity.LOST
    response = server.responses[-1]
    served = response.json() if response.status == 200 else None
    if response.status != read.status_code or _by_value(served) != _by_value(usage):
        return Fidelity.LOST
    is_identical = json.dumps(served, sort_keys=True) == json.dumps(usage, sort_keys=True)
    return Fidelity.IDENTICAL if is_identical else Fidelity.EQUAL


def _by_value(usage: Any) -> Any:
    # A timestamp can be written in several ways, and 60 equals 60.0.
    if usage is None:
        return None
    events = [event | {"max_created_at": timestamp(event["max_created_at"])} for event in usage["events"]]
    return usage | {"events": events}


def on_broken_body(client: GeneratedClient, fault: Fault) -> str:
    """Returns `rejected`, `accepted`, or the name of an error that the client does not define."""
    try:
        client.get(client.of_server(fault(Api(demo_ledger()))))
    except Exception as error:  # noqa: BLE001 - the result is which one it is
        return REJECTED if client.defines(error) else type(error).__name__
    return ACCEPTED


def returned(client: GeneratedClient, statuses: Iterable[int]) -> int:
    """Returns how many statuses a client returns to its caller. Only the response with 200 has a body."""
    return sum(_is_returned(client, status) for status in statuses)


def _is_returned(client: GeneratedClient, status: int) -> bool:
    try:
        return bool(client.get(client.of_server(_responding_with(status))).status_code == status)
    except Exception:  # noqa: BLE001 - whatever the error is, the status was not returned
        return False


def _responding_with(status: int) -> Handler:
    return Api(demo_ledger()) if status == 200 else lambda _: Response(status, (), b"")


def outcome(client: GeneratedClient, status: int) -> str:
    """Returns the value that `sync` returns, or the name of the error that it raises."""
    try:
        return repr(client.operation.sync(client=client.of_server(_responding_with(status)), email=DEMO_EMAILS[0]))
    except Exception as error:  # noqa: BLE001 - the result is which one it is
        return type(error).__name__


def time_limit(client: GeneratedClient) -> str:
    """Returns how long a client waits for each part of a response."""
    limits: list[float | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        limits.append(request.extensions["timeout"]["read"])
        return httpx.Response(404)

    client.get(client.with_transport(httpx.MockTransport(handle)))
    [limit] = limits
    return "none" if limit is None else f"{limit:.0f} s"


def is_changed_by_with_headers(client: GeneratedClient) -> bool:
    """Returns whether a client in use sends the headers that were meant for a copy of it."""
    server = RecordingServer(Api(demo_ledger()))
    used = client.of_server(server)
    client.get(used)
    used.with_headers({"x-tenant": "another"})
    client.get(used)
    return bool(server.requests[-1].header("x-tenant"))
