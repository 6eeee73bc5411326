"""A usage report after any change is the one that is computed from nothing."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from flowmusic_contract.mock_server import Api, BillingEvent, Ledger, Request, Response
from flowmusic_contract.mock_server.reading import billing_event

TOKEN = "token"
EMAILS = ("a@example.com", "b@example.com")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TYPES = ("producer-usage", "riffusion", "grant", "daily-free", "stem-export")
SONGS = (None, "", "a", "b")
AMOUNTS = (1, 60, -60, 0, 0.1, 0.5, 2**70, 1e300, -1e300)


def random_events(dice: Random) -> list[BillingEvent]:
    """Makes a few events on four days in any order; some are of the same time, and titles change."""
    return [
        BillingEvent(
            dice.choice(TYPES),
            dice.choice(AMOUNTS),
            NOON + timedelta(hours=12 * dice.randrange(8)),
            dice.choice(SONGS),
            dice.choice((None, "Title", "Other title")),
        )
        for _ in range(dice.randint(1, 3))
    ]


def bill(dice: Random, ledger: Ledger) -> None:
    ledger.add(TOKEN, dice.choice(EMAILS), random_events(dice))


def fail_to_bill(dice: Random, ledger: Ledger) -> None:
    with suppress(ZeroDivisionError), ledger.transaction():
        bill(dice, ledger)
        raise ZeroDivisionError


def save_report(dice: Random, ledger: Ledger) -> None:
    events = dice.choice((random_events(dice), []))
    ledger.save_report(TOKEN, dice.choice(EMAILS), b'{"saved":%d}' % dice.randrange(5), events)


def import_and_bill(dice: Random, ledger: Ledger) -> None:
    save_report(dice, ledger)
    bill(dice, ledger)


def start_again(dice: Random, ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.clear()
        bill(dice, ledger)


CHANGES: Sequence[Callable[[Random, Ledger], None]] = (
    *(bill,) * 8,
    fail_to_bill,
    save_report,
    import_and_bill,
    start_again,
)


def requested(api: Api, email: str) -> Response:
    return api(Request.get(email).authorized_by(TOKEN))


def from_nothing(ledger: Ledger, email: str) -> Response:
    """Returns the response of a new ledger to which all events of an account were added at once."""
    again = Ledger()
    again.accept(TOKEN)
    account = ledger.find(TOKEN, email)
    if account:
        events = [billing_event(event) for event in ledger.raw_events(TOKEN, email)]
        saved = ledger.saved_report(account)
        if saved is not None:
            again.save_report(TOKEN, email, saved, events)
        else:
            again.add(TOKEN, email, events)
    return requested(Api(again), email)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("programs", [1, 2])
def test_report_after_random_changes(programs: int, seed: int, tmp_path: Path) -> None:
    """Whatever was changed, by whichever program, what was kept of earlier reports does not show."""
    dice = Random(seed)
    paths = [":memory:"] if programs == 1 else [tmp_path / "ledger.sqlite"] * programs
    ledgers = [Ledger(path) for path in paths]
    ledgers[0].accept(TOKEN)
    apis = [Api(ledger) for ledger in ledgers]
    for _ in range(40):
        dice.choice(CHANGES)(dice, dice.choice(ledgers))
        api, email = dice.choice(apis), dice.choice(EMAILS)

        assert from_nothing(api.ledger, email) == requested(api, email)


def test_report_within_a_transaction_that_fails() -> None:
    """What was requested within a transaction does not show after it has failed."""
    ledger = Ledger()
    ledger.add(TOKEN, EMAILS[0], [BillingEvent("grant", 60, NOON)])
    api = Api(ledger)
    before = within = requested(api, EMAILS[0])
    with suppress(ZeroDivisionError), ledger.transaction():
        ledger.add(TOKEN, EMAILS[0], [BillingEvent("grant", 60, NOON)])
        within = requested(api, EMAILS[0])
        raise ZeroDivisionError

    assert (120, before) == (within.json()["events"][0]["amount"], requested(api, EMAILS[0]))


@pytest.mark.parametrize("types", [("riffusion", "producer-usage"), ("producer-usage", "riffusion")])
def test_title_of_two_charges_at_the_same_time(types: tuple[str, str]) -> None:
    """Which of two titles of the same time a conversation has does not depend on which was added first."""
    ledger = Ledger()
    api = Api(ledger)
    for type_ in types:
        ledger.add(TOKEN, EMAILS[0], [BillingEvent(type_, 60, NOON, "a", f"Title of {type_}")])
        requested(api, EMAILS[0])
    [song] = requested(api, EMAILS[0]).json()["summary"]["per_conversation"]

    assert "Title of riffusion" == song["title"]


def test_event_of_another_account_needs_no_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """The response about an account is still known after an event of another one."""
    ledger = Ledger()
    for email in EMAILS:
        ledger.add(TOKEN, email, [BillingEvent("grant", 60, NOON)])
    api = Api(ledger)
    before = requested(api, EMAILS[0])
    ledger.add(TOKEN, EMAILS[1], [BillingEvent("grant", 60, NOON)])
    monkeypatch.delattr(Ledger, "select")

    assert requested(api, EMAILS[0]) is before


def test_changes_of_many_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many accounts have changed, each of their next reports has its new events."""
    monkeypatch.setattr("flowmusic_contract.mock_server.ledger._MOST_CHANGED", 2)
    ledger = Ledger()
    api = Api(ledger)
    emails = [f"{number}@example.com" for number in range(5)]
    for events in 1, 2, 3:
        for email in emails:
            ledger.add(TOKEN, email, [BillingEvent("grant", 1, NOON)])
        tokens = [requested(api, email).json()["events"][0]["amount"] for email in emails]

        assert [events] * 5 == tokens
