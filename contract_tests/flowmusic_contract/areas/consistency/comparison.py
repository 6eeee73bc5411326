"""Compares the usage reports that an account had at two times."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import frozen

from flowmusic_contract.engine.billing import total
from flowmusic_contract.engine.expectation import (
    Expectation,
    Words,
    broken,
    holds,
    is_at_least,
    is_same_number,
    short_repr,
)
from flowmusic_contract.engine.timestamps import timestamp, utc_day
from flowmusic_contract.engine.usage import ConversationUsage, Usage, UsageEvent, UsageSummary

Key = tuple[object, ...]


@frozen
class Row:
    """What is billed for a day, a type and a conversation. A renamed conversation may have several events for them."""

    amount: float
    latest: datetime | None


def rows_of(usage: Usage) -> dict[Key, Row]:
    """Returns the rows of a report by day, type and conversation."""
    groups: defaultdict[Key, list[UsageEvent]] = defaultdict(list)
    for event in usage["events"]:
        groups[utc_day(event["event_at"]), event["type"], event["conversation_id"]].append(event)
    return {key: _row(events) for key, events in groups.items()}


def _row(events: Sequence[UsageEvent]) -> Row:
    timestamps = [timestamp(event["max_created_at"]) for event in events]
    latest = max((each for each in timestamps if each), default=None)
    return Row(total(event["amount"] for event in events), latest)


def first_day(rows: Mapping[Key, Row]) -> date:
    """Returns the first day of a report. When a new day begins, the oldest one may drop out."""
    return min((day for day, *_ in rows if isinstance(day, date)), default=date.min)


def kept_row(before: Row, after: Row | None, key: Key) -> Expectation:
    """Expects that a row of a day that has ended is still there, and has not shrunk."""
    day, type_, conversation = key
    event = f"{type_} on {day} in {short_repr(conversation)}"
    expected = f"the event {event} as before, or more"
    if after is None:
        return broken(expected, Words("no such event"), "events")
    # A refund has a negative amount, and a late refund lowers it further.
    if before.amount > 0 and not is_at_least(before.amount, after.amount):
        return broken(expected, Words("a smaller amount"), "events")
    is_later = not before.latest or not after.latest or before.latest <= after.latest
    return holds(is_later, expected, Words("an earlier `max_created_at`"), "events")


def are_same_rows(before: Mapping[Key, Row], after: Mapping[Key, Row]) -> bool:
    """Returns whether two reports have the same rows, except for floating-point noise."""
    return before.keys() == after.keys() and all(
        row.latest == after[key].latest and is_same_number(row.amount, after[key].amount) for key, row in before.items()
    )


def same_summary(before: UsageSummary, after: UsageSummary) -> Iterator[Expectation]:
    """Compares what the docs page documents, and not the titles, which may change at any time."""
    for unit in "by_type_tokens", "by_type_credits":
        yield _same(_are_same_numbers(before[unit], after[unit]), "summary", unit)
    for name in "total_charged_credits", "total_received_tokens":
        yield _same(is_same_number(before[name], after[name]), "summary", name)
    one, other = (_by_conversation(each["per_conversation"]) for each in (before, after))
    are_same = one.keys() == other.keys() and all(_are_same_numbers(one[key], other[key]) for key in one)
    yield _same(are_same, "summary", "per_conversation")


def _same(is_same: bool, *location: str) -> Expectation:  # noqa: FBT001 - the result of a comparison
    return holds(is_same, "the same value for the same events", Words("a different value"), *location)


def _by_conversation(rows: Sequence[ConversationUsage]) -> dict[Key, dict[str, float]]:
    return {
        (row["conversation_id"], row["email"]): {"tokens": row["tokens"], "credits": row["credits"]} for row in rows
    }


def _are_same_numbers(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    return before.keys() == after.keys() and all(is_same_number(before[name], after[name]) for name in before)
