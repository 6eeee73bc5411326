"""A body of any size."""

from datetime import UTC, datetime, timedelta

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, BillingEvent, Ledger, Request


def usage_body(size: int) -> bytes:
    """Returns a correct body of so many events, of four types and an eighth as many songs."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    types = "producer-usage", "riffusion", "daily-free", "grant"
    ledger = Ledger()
    ledger.configure(
        DEMO_TOKEN,
        "a@example.com",
        *(
            BillingEvent(
                types[number % 4],
                number % 700 + 1,
                start + timedelta(days=number % 2000, seconds=number % 80_000),
                f"11112222-3333-4444-8555-{number // 8:012}",
                "Sample Song",
            )
            for number in range(size)
        ),
    )
    request = Request("GET", "/v1/flowmusic/accounts/usage", "email=a@example.com", ())
    return Api(ledger)(request.authorized_by(DEMO_TOKEN)).body
