"""The rules on several responses together, at their boundaries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flowmusic_contract.areas.consistency import rules as consistency
from flowmusic_contract.engine.expectation import Words
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from self_tests.samples import EMAIL, HOLDS, NOON, broken_at, compared, conversation, event, session_of, usage


@pytest.mark.parametrize(
    ("statuses", "outcomes"),
    [
        ([("a", 200), ("a", 200)], [True]),
        ([("a", 200), ("b", 404), ("a", 401), ("a", 200)], [False, False]),
        ([("a", 200), ("a", 0), ("a", 200)], [True]),
        ([("a", 0), ("a", 0)], []),
        ([("", 200), ("", 404)], []),
    ],
)
def test_same_request_same_status(statuses: list[tuple[str, int]], outcomes: list[bool]) -> None:
    """The statuses of equal requests are compared, each with the next; a missing response has no status."""
    exchanges = [Exchange(RequestIntent(fingerprint=(key,) if key else ()), status) for key, status in statuses]

    assert outcomes == compared(consistency.same_request_gets_same_status(session_of(*exchanges)))


def at(sent_at: datetime, answer: Any, account: Any = "configured") -> Exchange:
    return Exchange(RequestIntent(account=account), 200, usage=answer, sent_at=sent_at)


@pytest.mark.parametrize(
    ("sent_at", "outcomes"),
    [
        (datetime(2026, 5, 31, 12, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 4, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 5, tzinfo=UTC), [False]),
        (NOON, [False]),
    ],
)
def test_a_day_is_past_five_minutes_after_midnight(sent_at: datetime, outcomes: list[bool]) -> None:
    """A day may change until five minutes after its end."""
    exchanges = at(sent_at, usage(event())), at(sent_at + timedelta(days=1), usage(event(amount=61)))

    assert outcomes == compared(consistency.past_days_do_not_change(session_of(*exchanges)))


@pytest.mark.parametrize(
    ("before", "after", "outcomes"),
    [
        ([event()], [event()], [True]),
        ([event()], [], [False]),
        ([], [event()], [False]),
        ([event()], [event(type="grant"), event()], [True, False]),
        ([event(event_at="x")], [], []),
    ],
)
def test_past_rows(before: list[Any], after: list[Any], outcomes: list[bool]) -> None:
    """An event of a past day neither disappears nor appears."""
    exchanges = at(NOON, usage(*before)), at(NOON, usage(*after, email=EMAIL.upper()))

    assert outcomes == sorted(compared(consistency.past_days_do_not_change(session_of(*exchanges))), reverse=True)


@pytest.mark.parametrize(("account", "outcomes"), [("unclear", [False]), ("not configured", []), ("absent", [])])
def test_only_accounts_that_may_be_the_same_are_compared(account: str, outcomes: list[bool]) -> None:
    """Responses are compared if the account is or may be configured."""
    exchanges = at(NOON, usage(event())), at(NOON, usage(), account)

    assert outcomes == compared(consistency.past_days_do_not_change(session_of(*exchanges)))


@pytest.mark.parametrize(
    ("changes", "at_"),
    [
        ({}, HOLDS),
        ({"total_charged_credits": 6}, ["$.summary.total_charged_credits"]),
        ({"per_conversation": [conversation(conversation_id="c2"), conversation()]}, HOLDS),
        ({"per_conversation": [conversation()]}, ["$.summary.per_conversation"]),
        ({"per_conversation": None}, ["$.summary.per_conversation"]),
        ({"new": 1}, ["$.summary.new"]),
    ],
)
def test_same_events_same_summary(changes: dict[str, Any], at_: list[str]) -> None:
    """The same events give equal summaries, with their conversations in any order."""
    songs = [conversation(), conversation(conversation_id="c2")]
    summary: dict[str, Any] = {"per_conversation": songs}
    first, second = usage(event(), **summary), usage(event(), **(summary | changes))

    assert at_ == broken_at(consistency.same_events_give_same_summary(session_of(at(NOON, first), at(NOON, second))))


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({}, [False]),
        ({"amount": 61}, [True]),
        ({"conversation_id": None}, [True]),
        ({"conversation_title": "Renamed"}, [False]),
    ],
)
def test_two_accounts_share_no_row(changes: dict[str, Any], outcomes: list[bool]) -> None:
    """An event of a conversation belongs to one account; an event without one may occur in several."""
    ours = usage(event(), event(conversation_id=None), event(conversation_id="c8"))
    theirs = usage(event(**changes), event(conversation_id="c9"), email="other@example.com")
    exchanges = at(NOON, ours), at(NOON, theirs)

    assert outcomes == compared(consistency.accounts_share_no_events(session_of(*exchanges)))


def test_every_two_accounts_are_compared() -> None:
    """Each pair of three accounts is compared once."""
    exchanges = [at(NOON, usage(event(), email=f"{name}@example.com")) for name in "aabc"]

    assert [False] * 3 == compared(consistency.accounts_share_no_events(session_of(*exchanges)))


def test_shared_rows_are_counted() -> None:
    """The finding shows how many events are another account's."""
    rows = event(), event(type="grant")
    exchanges = at(NOON, usage(*rows)), at(NOON, usage(*rows, event(type="x"), email="other@example.com"))
    [expectation] = consistency.accounts_share_no_events(session_of(*exchanges))

    assert Words("2 of another account") == expectation.actual
