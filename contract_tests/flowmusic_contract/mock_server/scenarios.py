"""Named sets of accounts that the mock server can start with. The same name always gives the same events."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import frozen

from flowmusic_contract.mock_server.demo import DEMO_TOKEN, OTHER_DEMO_TOKEN, fill_with_sample
from flowmusic_contract.mock_server.events import BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger

_START = datetime(2025, 6, 1, tzinfo=UTC)


@frozen
class Scenario:
    """A name, a sentence, and what fills a ledger; the accounts are of the token that is passed."""

    name: str
    sentence: str
    fill: Callable[[Ledger, str], None]


def _empty(ledger: Ledger, token: str) -> None:
    ledger.accept(token)


def _busy_year(ledger: Ledger, token: str) -> None:
    dice = random.Random("busy-year")  # noqa: S311 - the events are not secrets
    songs = [_song(dice, f"Song {number}") for number in range(1, 41)]
    events: list[BillingEvent] = []
    for day in range(365):
        events.append(BillingEvent("daily-free", 720, _START + timedelta(days=day)))
        for _ in range(dice.randrange(12)):
            type_, tokens = dice.choice([("producer-usage", 60), ("producer-usage", 120), ("riffusion", 25)])
            events.append(BillingEvent(type_, tokens, _at(dice, day), *dice.choice(songs)))
    ledger.add(token, "busy@example.com", events)


def _unicode(ledger: Ledger, token: str) -> None:
    dice = random.Random("unicode")  # noqa: S311 - the events are not secrets
    titles = [
        "Ночь",
        "歌",
        "أغنية",
        "Cafe\u0301",
        "👩‍🎤 \U0001f3bb",
        '"quoted" \\ back',
        "\u202eright to left",
        "",
        " ",
        "\u2028",
    ]
    for email in "renée@example.com", "歌@example.com", "night+owl@example.com", "o'hara@example.com":
        events = (BillingEvent("riffusion", 12, _at(dice, 1), *_song(dice, title)) for title in titles)
        ledger.add(token, email, events)


def _free_plan(ledger: Ledger, token: str) -> None:
    days = (BillingEvent("daily-free", 720, _START + timedelta(days=day)) for day in range(30))
    ledger.add(token, "free@example.com", days)


def _two_tenants(ledger: Ledger, token: str) -> None:
    other = OTHER_DEMO_TOKEN if token != OTHER_DEMO_TOKEN else DEMO_TOKEN
    for tenant, tokens in ((token, 60), (other, 120)):
        dice = random.Random(f"two-tenants {tokens}")  # noqa: S311 - the events are not secrets
        song = _song(dice, f"Song of {tokens} tokens")
        for email in "shared@example.com", f"only-{tokens}@example.com":
            ledger.configure(tenant, email, BillingEvent("producer-usage", tokens, _at(dice, 0), *song))


def _unknown_types(ledger: Ledger, token: str) -> None:
    dice = random.Random("unknown-types")  # noqa: S311 - the events are not secrets
    song = _song(dice, "Song with stems")
    types = "producer-usage", "stem-export", "video", "grant", "promo_2026", "Producer-Usage"
    ledger.add(token, "types@example.com", (BillingEvent(type_, 25, _at(dice, 0), *song) for type_ in types))


def _refunds(ledger: Ledger, token: str) -> None:
    dice = random.Random("refunds")  # noqa: S311 - the events are not secrets
    song, other = _song(dice, "Song in part refunded"), _song(dice, "Song refunded")
    rows = [(600, song, 0), (-120, song, 1), (60, other, 2), (-60, other, 2), (0, other, 3), (0.5, song, 4)]
    events = [BillingEvent("producer-usage", tokens, _at(dice, day), *about) for tokens, about, day in rows]
    ledger.add(token, "refunds@example.com", [BillingEvent("grant", 1200, _START), *events])


def _song(dice: random.Random, title: str) -> tuple[str, str]:
    return str(UUID(int=dice.getrandbits(128), version=4)), title


def _at(dice: random.Random, day: int) -> datetime:
    return _START + timedelta(days=day, microseconds=dice.randrange(86_400_000_000))


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("sample", "Three accounts, one of them without events, and one of another token.", fill_with_sample),
        Scenario("empty", "A valid token without any account.", _empty),
        Scenario("busy-year", "A year of about 2,400 events about 40 songs.", _busy_year),
        Scenario("unicode", "Titles and email addresses in many scripts.", _unicode),
        Scenario("free-plan", "Thirty days of free allowances, and nothing charged.", _free_plan),
        Scenario("two-tenants", "Two tokens whose accounts have the same email address.", _two_tenants),
        Scenario("unknown-types", "Event types that the docs page does not name.", _unknown_types),
        Scenario("refunds", "Negative, zero and fractional amounts.", _refunds),
    )
}
"""By name."""
