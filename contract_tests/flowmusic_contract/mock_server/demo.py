"""The ledger that the mock server starts with. The first account is the example `Complete` of the spec."""

from datetime import datetime

from flowmusic_contract.mock_server.events import BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger

DEMO_TOKEN = "mock:00001-flowmusic"
OTHER_DEMO_TOKEN = "mock:00002-flowmusic"
"""The API token of another tenant."""

_SONG = ("11112222-3333-4444-8555-666677778888", "Sample Song")
_UNTITLED = ("22223333-4444-4555-8666-777788889999", None)
_DUET = ("33334444-5555-4666-8777-888899990000", "Duett für zwei Geigen 🎻")
_THEIRS = ("44445555-6666-4777-8888-999900001111", "Somebody Else's Song")

DEMO_EMAILS = ("listener@example.com", "newcomer@example.com", "duo+live@example.com")
"""The accounts under `DEMO_TOKEN`: one with events, one without, one with a plus sign in its address."""

OTHER_DEMO_EMAILS = ("rival@example.com",)


def demo_ledger() -> Ledger:
    """Returns a new ledger with three accounts under `DEMO_TOKEN` and one under `OTHER_DEMO_TOKEN`."""
    ledger = Ledger()
    fill_with_sample(ledger, DEMO_TOKEN)
    return ledger


def fill_with_sample(ledger: Ledger, token: str) -> None:
    """Adds the three accounts under `token`, and the one under `OTHER_DEMO_TOKEN`."""
    ledger.configure(
        token,
        "listener@example.com",
        _event("daily-free", 720, "2026-06-01T00:00:03Z"),
        _event("grant", 7000, "2026-06-01T08:00:00Z"),
        _event("grant", 200, "2026-06-01T09:30:00.5Z"),
        _event("producer-usage", 480, "2026-06-01T10:00:00Z", *_SONG),
        _event("producer-usage", 60, "2026-06-01T18:42:55.123456Z", *_SONG),
        _event("producer-usage", 600, "2026-06-01T23:59:59.999999Z", *_UNTITLED),
        _event("riffusion", 60, "2026-06-01T19:00:00Z", *_SONG),
        _event("daily-free", 720, "2026-06-02T00:00:00Z"),
        _event("producer-usage", 60, "2026-06-02T09:15:30.25+02:00", *_SONG),
        _event("riffusion", 30, "2026-06-02T11:00:00.000001Z"),
        _event("riffusion", 20, "2026-06-02T03:00:00Z", *_UNTITLED),
        _event("riffusion", 30, "2026-06-02T12:00:00Z", *_UNTITLED),
        _event("stem-export", 25, "2026-06-02T12:30:00Z", *_UNTITLED),
    )
    ledger.configure(token, "newcomer@example.com")
    ledger.configure(
        token,
        "duo+live@example.com",
        _event("grant", 600, "2026-06-02T20:00:00Z"),
        _event("producer-usage", 120, "2026-06-02T21:00:00Z", *_DUET),
        _event("producer-usage", 100, "2026-06-03T00:00:00Z", *_DUET),
    )
    ledger.configure(
        OTHER_DEMO_TOKEN,
        "rival@example.com",
        _event("grant", 1200, "2026-06-01T06:00:00Z"),
        _event("producer-usage", 120, "2026-06-01T06:20:00Z", *_THEIRS),
        _event("riffusion", 240, "2026-06-01T06:30:00Z", *_THEIRS),
    )


def _event(
    type_: str, tokens: int, created_at: str, conversation_id: str | None = None, title: str | None = None
) -> BillingEvent:
    return BillingEvent(type_, tokens, datetime.fromisoformat(created_at), conversation_id, title)
