"""A response body of any size."""

from datetime import UTC, datetime, timedelta

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, BillingEvent, Ledger, Request

_TYPES = ("producer-usage", "riffusion", "daily-free", "grant")


def usage_body(size: int) -> bytes:
    """Returns a correct usage report with this many events, of four types and an eighth as many conversations."""
    ledger = Ledger()
    ledger.configure(DEMO_TOKEN, "a@example.com", *map(_event, range(size)))
    return Api(ledger)(Request.get("a@example.com").authorized_by(DEMO_TOKEN)).body


def _event(number: int) -> BillingEvent:
    return BillingEvent(
        _TYPES[number % 4],
        number % 700 + 1,
        datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number % 2000, seconds=number % 80_000),
        f"11112222-3333-4444-8555-{number // 8:012}",
        "Sample Song",
    )
