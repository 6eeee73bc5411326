"""Variations in the events of an account: their amounts, and how many there are."""

from datetime import UTC, datetime

from attrs import evolve

from flowmusic_contract.engine.fault import variation
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

_ACCOUNT = "newcomer@example.com"


@variation
def amounts_have_fractions(handler: Handler) -> Handler:
    """Amounts are fractions of a token."""
    return _with_amounts(handler, [0.1, 0.2, 0.7, 1 / 3])


@variation
def amounts_are_huge(handler: Handler) -> Handler:
    """Amounts are as large as the largest safe integer of JavaScript."""
    return _with_amounts(handler, [2**53 - 1, 2**50 + 1, 3])


@variation
def refunds_are_negative(handler: Handler) -> Handler:
    """A refund is a negative amount."""
    return _with_amounts(handler, [600, -120, 0])


@variation
def today_grows(handler: Handler) -> Handler:
    """An account in use has a new event today in every response."""
    ledger = demo_ledger()
    reported = _from_ledger(handler, ledger)

    def handle(request: Request) -> Response:
        if request.method == "GET" and request.emails() == [_ACCOUNT] and handler(request).status == 200:
            ledger.configure(DEMO_TOKEN, _ACCOUNT, BillingEvent("riffusion", 7, datetime.now(UTC), "now"))
        return reported(request)

    return handle


def _with_amounts(handler: Handler, amounts: list[float]) -> Handler:
    ledger = demo_ledger()
    day = datetime(2026, 6, 3, tzinfo=UTC)
    for type_ in "producer-usage", "grant", "stem-export":
        events = [BillingEvent(type_, amount, day, f"song {number}") for number, amount in enumerate(amounts)]
        ledger.configure(DEMO_TOKEN, _ACCOUNT, *events)
    return _from_ledger(handler, ledger)


def _from_ledger(handler: Handler, ledger: Ledger) -> Handler:
    """Returns the server that reports one account from another ledger."""
    api = Api(ledger)

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_reported = correct.status == 200 and request.emails() == [_ACCOUNT]
        return evolve(correct, body=api(request.authorized_by(DEMO_TOKEN)).body) if is_reported else correct

    return handle
