"""Variations in the events of an account: their amounts, and how many there are."""

from datetime import UTC, datetime, timedelta

from flowmusic_contract.areas.variations.changing import CHANGED_ACCOUNT, from_ledger, with_events
from flowmusic_contract.engine.fault import variation
from flowmusic_contract.mock_server import DEMO_TOKEN, BillingEvent, Handler, Request, Response, demo_ledger


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
    return _with_amounts(handler, [120, -600, 0])


@variation
def today_grows(handler: Handler) -> Handler:
    """An account in use has a new event today in every response."""
    ledger = demo_ledger()
    reported = from_ledger(handler, ledger)

    def handle(request: Request) -> Response:
        if request.method == "GET" and request.emails() == [CHANGED_ACCOUNT] and handler(request).status == 200:
            ledger.configure(DEMO_TOKEN, CHANGED_ACCOUNT, BillingEvent("riffusion", 7, datetime.now(UTC), "now"))
        return reported(request)

    return handle


@variation
def events_are_many(handler: Handler) -> Handler:
    """An account has more than a thousand events."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    days = (first + timedelta(days=number) for number in range(100))
    songs = [f"song {number}" for number in range(12)]
    return with_events(handler, *(BillingEvent("riffusion", 12, day, song, song) for day in days for song in songs))


@variation
def days_are_at_the_ends_of_months(handler: Handler) -> Handler:
    """Events are on 29 February and around the ends of years, where a year of weeks is another year."""
    days = "2024-02-29", "2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01", "2025-12-31", "2026-02-28"
    times = (datetime.fromisoformat(f"{day}T23:59:59.999999Z") for day in days)
    return with_events(handler, *(BillingEvent("riffusion", 60, time, "song", "Sample Song") for time in times))


def _with_amounts(handler: Handler, amounts: list[float]) -> Handler:
    day = datetime(2026, 6, 3, tzinfo=UTC)
    events = [
        BillingEvent(type_, amount, day, f"song {number}")
        for type_ in ("producer-usage", "grant", "stem-export")
        for number, amount in enumerate(amounts)
    ]
    return with_events(handler, *events)
