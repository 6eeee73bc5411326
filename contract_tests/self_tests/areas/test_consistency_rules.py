"""The rules on several responses together, at their boundaries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flowmusic_contract.areas.consistency import rules as consistency
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from self_tests.samples import EMAIL, HOLDS, NOON, broken_at, compared, conversation, event, session_of, usage


@pytest.mark.parametrize(
    ("asked", "outcomes"),
    [
        ([("a", 200), ("a", 200)], [True]),
        ([("a", 200), ("b", 404), ("a", 401), ("a", 200)], [False, False]),
        ([("a", 200), ("a", 0), ("a", 200)], [True]),
        ([("a", 0), ("a", 0)], []),
        ([("", 200), ("", 404)], []),
    ],
)
def test_same_request_same_status(asked: list[tuple[str, int]], outcomes: list[bool]) -> None:
    """The statuses of requests that ask the same are compared, one with the next; no answer is no status."""
    heard = [Exchange(RequestIntent(fingerprint=(key,) if key else ()), status) for key, status in asked]

    assert outcomes == compared(consistency.same_request_gets_same_status(session_of(*heard)))


def at(asked_at: datetime, answer: Any, account: Any = "configured") -> Exchange:
    return Exchange(RequestIntent(account=account), 200, usage=answer, sent_at=asked_at)


@pytest.mark.parametrize(
    ("asked_at", "outcomes"),
    [
        (datetime(2026, 5, 31, 12, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 4, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 5, tzinfo=UTC), [False]),
        (NOON, [False]),
    ],
)
def test_a_day_is_past_five_minutes_after_midnight(asked_at: datetime, outcomes: list[bool]) -> None:
    """A day may change until five minutes after its end."""
    heard = at(asked_at, usage(event())), at(asked_at + timedelta(days=1), usage(event(amount=61)))

    assert outcomes == compared(consistency.past_days_do_not_change(session_of(*heard)))


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
    """A row of a past day neither goes nor comes."""
    heard = at(NOON, usage(*before)), at(NOON, usage(*after, email=EMAIL.upper()))

    assert outcomes == sorted(compared(consistency.past_days_do_not_change(session_of(*heard))), reverse=True)


@pytest.mark.parametrize(("account", "outcomes"), [("unclear", [False]), ("not configured", []), ("absent", [])])
def test_only_accounts_that_may_be_the_same_are_compared(account: str, outcomes: list[bool]) -> None:
    """Calls are compared if the account is configured, or may be."""
    heard = at(NOON, usage(event())), at(NOON, usage(), account)

    assert outcomes == compared(consistency.past_days_do_not_change(session_of(*heard)))


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
    """Two summaries of the same events have the same members, their conversations in any order."""
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
    """A row of a conversation is of one account, whatever else the accounts list; one without may be of many."""
    ours = usage(event(), event(conversation_id=None), event(conversation_id="c8"))
    theirs = usage(event(**changes), event(conversation_id="c9"), email="other@example.com")
    heard = at(NOON, ours), at(NOON, theirs)

    assert outcomes == compared(consistency.accounts_share_no_events(session_of(*heard)))


def test_every_two_accounts_are_compared() -> None:
    """Of three accounts, every two are compared once."""
    heard = [at(NOON, usage(event(), email=f"{name}@example.com")) for name in "aabc"]

    assert [False] * 3 == compared(consistency.accounts_share_no_events(session_of(*heard)))


def test_shared_rows_are_counted() -> None:
    """The finding says how many rows are another account's."""
    rows = event(), event(type="grant")
    heard = at(NOON, usage(*rows)), at(NOON, usage(*rows, event(type="x"), email="other@example.com"))
    [expectation] = consistency.accounts_share_no_events(session_of(*heard))

    assert "2 of another account" == expectation.actual
