"""Compares the usage reports that an account had at two times."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import define, field, frozen

from flowmusic_contract.engine.billing import total
from flowmusic_contract.engine.expectation import (
    HELD,
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

Rows = Mapping[Key, Sequence[UsageEvent]]
"""The events of a report by day, type and conversation. A renamed conversation may have several for the same three."""


@frozen
class _Billed:
    """What several events bill together."""

    amount: float
    latest: datetime | None


def have_same_events(before: Usage, after: Usage) -> bool:
    """Returns whether two reports list the same events in the same order. It is quick if they share them."""
    return before["events"] == after["events"]


def rows_of(usage: Usage) -> Rows:
    """Returns the rows of a report."""
    rows: defaultdict[Key, list[UsageEvent]] = defaultdict(list)
    for event in usage["events"]:
        rows[utc_day(event["event_at"]), event["type"], event["conversation_id"]].append(event)
    return rows


@define
class RecentRows:
    """Remembers the rows of the last two reports: most of the responses of a session have the same events."""

    _known: deque[tuple[Usage, Rows]] = field(factory=lambda: deque(maxlen=2), init=False)

    def of(self, usage: Usage) -> Rows:
        """Returns the rows of a report."""
        for known, rows in self._known:
            if have_same_events(known, usage):
                return rows
        self._known.append((usage, rows_of(usage)))
        return self._known[-1][1]


def first_day(rows: Rows) -> date:
    """Returns the first day of a report. When a new day begins, the oldest one may drop out."""
    return min((day for day, *_ in rows if isinstance(day, date)), default=date.min)


def after_first_day(rows: Rows) -> Rows:
    """Returns the rows without those of the first of several days."""
    first = first_day(rows)
    return {key: row for key, row in rows.items() if key[0] != first} or rows


def are_same_rows(before: Usage, after: Usage) -> bool:
    """Returns whether two reports bill the same, except for floating-point noise, whatever the order of their rows."""
    if have_same_events(before, after):
        return True
    one, other = rows_of(before), rows_of(after)
    return one.keys() == other.keys() and all(is_same_row(events, other[key]) for key, events in one.items())


def is_same_row(before: Sequence[UsageEvent], after: Sequence[UsageEvent]) -> bool:
    """Returns whether two rows bill the same, except for floating-point noise."""
    if before == after:
        return True
    one, other = _billed(before), _billed(after)
    return one.latest == other.latest and is_same_number(one.amount, other.amount)


def has_grown(before: Sequence[UsageEvent], after: Sequence[UsageEvent]) -> bool:
    """Returns whether a row bills more than before, although its latest event is the same."""
    one, other = _billed(before), _billed(after)
    return one.latest == other.latest and not is_at_least(other.amount, one.amount)


def has_title(row: Sequence[UsageEvent]) -> bool:
    """Returns whether a row has a title."""
    return any(event["conversation_title"] is not None for event in row)


def kept_row(before: Sequence[UsageEvent], after: Sequence[UsageEvent], key: Key) -> Expectation:
    """Expects that a row of a day that has ended is still there, and has not shrunk."""
    if before == after:
        return HELD
    day, type_, conversation = key
    expected = f"the event {type_} on {day} in {short_repr(conversation)} as before, or more"
    if not after:
        return broken(expected, Words("no such event"), "events")
    one, other = _billed(before), _billed(after)
    # A refund has a negative amount, and a late refund lowers it further.
    if one.amount > 0 and not is_at_least(one.amount, other.amount):
        return broken(expected, Words(f"an amount of {other.amount:.15g} after {one.amount:.15g}"), "events")
    is_later = not one.latest or not other.latest or one.latest <= other.latest
    return holds(is_later, expected, Words("an earlier `max_created_at`"), "events")


def latest_of(row: Sequence[UsageEvent]) -> datetime | None:
    """Returns the latest event time of a row."""
    timestamps = [timestamp(event["max_created_at"]) for event in row]
    return max((each for each in timestamps if each), default=None)


def _billed(events: Sequence[UsageEvent]) -> _Billed:
    return _Billed(total(event["amount"] for event in events), latest_of(events))


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
