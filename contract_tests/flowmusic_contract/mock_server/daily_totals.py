"""Adds raw billing events to a ledger, and their amounts to the totals of their days."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC
from fractions import Fraction

from flowmusic_contract.mock_server.events import BillingEvent, Exact, exact, is_sendable
from flowmusic_contract.mock_server.values import shown

_ADD_EVENT = "INSERT INTO billing_event VALUES (?, ?, ?, ?, ?, ?)"
_ADD_TO_DAY = """
INSERT INTO daily_total (account, changed, day, type, conversation_id, amount, conversation_title, latest)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (account, day, type, IFNULL(conversation_id, ''), conversation_id IS NULL) DO UPDATE SET
    changed = excluded.changed,
    amount = exact_sum(amount, excluded.amount),
    conversation_title = IIF(excluded.latest >= latest, excluded.conversation_title, conversation_title),
    latest = MAX(latest, excluded.latest)
"""
_LARGE_TOTAL = "SELECT 1 FROM daily_total WHERE account = ? AND LENGTH(amount) > 290 LIMIT 1"
"""Finds a total so large that sums may exceed the range of a double (309 digits). Only then is every day added up."""

_Day = tuple[str, str, str | None]
"""The day, the type and the conversation of events whose amounts are added up."""

_Total = tuple[Exact, str | None, str]
"""The sum of the amounts, with the title and the time of the latest event."""


def add_events(database: sqlite3.Connection, account: int, version: int, events: Iterable[BillingEvent]) -> bool:
    """Adds the events of an account, which change it to this version, and returns whether there are any.

    Raises:
        TypeError: if one of them is not an event.
    """
    days: dict[_Day, _Total] = {}  # so that a day is written only once
    database.executemany(_ADD_EVENT, ((account, *row) for row in _counted(events, days)))
    database.executemany(_ADD_TO_DAY, ((account, version, *row) for row in _rows(days)))
    return bool(days)


def _counted(events: Iterable[object], days: dict[_Day, _Total]) -> Iterator[tuple[object, ...]]:
    """Yields the row of each event, and adds its amount to `days`."""
    for event in events:
        if not isinstance(event, BillingEvent):
            raise TypeError(f"expected a BillingEvent, got {shown(event)}")
        created_at = event.created_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        day = created_at[:10], event.type, event.conversation_id
        before, title, latest = days.get(day, (0, None, ""))
        if created_at >= latest:
            title, latest = event.conversation_title, created_at
        amount = event.amount if isinstance(event.amount, int) else Fraction(event.amount)
        days[day] = before + amount, title, latest
        yield event.type, str(event.amount), event.conversation_id, event.conversation_title, created_at


def _rows(days: dict[_Day, _Total]) -> Iterator[tuple[object, ...]]:
    for day, (amount, title, latest) in days.items():
        yield *day, str(amount), title, latest


def are_sendable(database: sqlite3.Connection, account: int) -> bool:
    """Returns whether every sum in the usage report of an account is a number that every reader of JSON can hold."""
    if not database.execute(_LARGE_TOTAL, (account,)).fetchall():
        return True
    amounts = database.execute("SELECT amount FROM daily_total WHERE account = ?", (account,)).fetchall()
    return is_sendable(exact(amount) for (amount,) in amounts)
