"""How variations change a server: its responses, their JSON, their content type."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    Api,
    BillingEvent,
    Handler,
    Ledger,
    Request,
    Response,
    demo_ledger,
)

CHANGED_ACCOUNT = "newcomer@example.com"
"""The account without events, which gets some."""


def with_events(handler: Handler, *events: BillingEvent) -> Handler:
    """Returns the server that reports these events of one account."""
    ledger = demo_ledger()
    ledger.configure(DEMO_TOKEN, CHANGED_ACCOUNT, *events)
    return from_ledger(handler, ledger)


def from_ledger(handler: Handler, ledger: Ledger) -> Handler:
    """Returns the server that reports one account from another ledger."""
    api = Api(ledger)

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_reported = correct.status == 200 and request.emails() == [CHANGED_ACCOUNT]
        return evolve(correct, body=api(request.authorized_by(DEMO_TOKEN)).body) if is_reported else correct

    return handle


def in_response(handler: Handler, change: Callable[[Response], Response]) -> Handler:
    """Returns the server that changes each response."""
    return lambda request: change(handler(request))


def in_json(handler: Handler, encode: Callable[[Any], str]) -> Handler:
    """Returns the server that encodes its JSON in another way."""

    def change(response: Response) -> Response:
        return evolve(response, body=encode(response.json()).encode()) if response.body else response

    return in_response(handler, change)


def with_content_type(response: Response, value: str) -> Response:
    """Returns the response with another content type."""
    others = tuple(pair for pair in response.headers if pair[0] != "content-type")
    return evolve(response, headers=(*others, ("content-type", value)))


def without_extra_headers(response: Response) -> Response:
    """Returns the response with its content type as the only header."""
    return evolve(response, headers=tuple(pair for pair in response.headers if pair[0] == "content-type"))
