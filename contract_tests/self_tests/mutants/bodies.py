"""Valid bodies to mutate: from the demo ledger and from random ledgers with fixed seeds."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, BillingEvent, Ledger, Request, demo_ledger

_EMAIL = "listener@example.com"


def bodies() -> dict[str, Any]:
    """Returns three small bodies by name, the same at every call: the time grows with the square of their rows."""
    ledgers = {"demo": demo_ledger()} | {f"random {seed}": _random_ledger(seed) for seed in range(2)}
    return {name: _body(ledger) for name, ledger in ledgers.items()}


def _body(ledger: Ledger) -> Any:
    request = Request("GET", "/v1/flowmusic/accounts/usage", f"email={_EMAIL}", ())
    return Api(ledger)(request.authorized_by(DEMO_TOKEN)).json()


def _random_ledger(seed: int) -> Ledger:
    """Returns a typical account: conversations, mostly charged once, grants and allowances."""
    dice = Random(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def event(type_: str, amount: int, *song: str) -> BillingEvent:
        return BillingEvent(type_, amount, start + timedelta(minutes=dice.randrange(150_000)), *song)

    songs = [(f"{seed:08}-0000-4000-8000-{number:012}", f"Song {number}") for number in range(4)]
    charged = [event(dice.choice(["producer-usage", "riffusion"]), dice.randrange(1, 900), *song) for song in songs]
    again = [event("producer-usage", dice.randrange(1, 900), *dice.choice(songs))]
    received = [event("daily-free", 720) for _ in range(2)] + [event("grant", dice.randrange(1000, 9000))]
    ledger = Ledger()
    ledger.configure(DEMO_TOKEN, _EMAIL, *charged, *again, *received)
    return ledger
