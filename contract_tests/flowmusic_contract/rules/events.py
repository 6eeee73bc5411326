"""The rows of `$.events`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import HELD, Expectation, broken, equal, holds, together
from flowmusic_contract.rules.instants import moment, utc_day
from flowmusic_contract.rules.rule import documented, inferred
from flowmusic_contract.rules.shape import Usage


@documented("#/components/schemas/UsageEvent/properties/event_at")
def event_at_is_the_start_of_a_utc_day(usage: Usage) -> Iterator[Expectation]:
    """`event_at` is the start of a UTC day."""
    days = _first_rows(usage, "event_at")
    wrong = [(text, row) for text, row in days.items() if utc_day(text) is None]
    expected = 'a day like "2026-06-01T00:00:00"'
    yield from together(days, [broken(expected, text, "events", row, "event_at") for text, row in wrong])


@documented("#/components/schemas/UsageEvent/properties/max_created_at")
def max_created_at_is_a_moment(usage: Usage) -> Iterator[Expectation]:
    """`max_created_at` is the timestamp of the latest event in the row."""
    texts = [event["max_created_at"] for event in usage["events"]]
    wrong = [(text, row) for row, text in enumerate(texts) if moment(text) is None]
    expected = 'a moment like "2026-06-01T18:42:55.123456Z"'
    yield from together(texts, [broken(expected, text, "events", row, "max_created_at") for text, row in wrong])


@documented("#/components/schemas/UsageEvent/properties/max_created_at")
def max_created_at_is_within_its_day(usage: Usage) -> Iterator[Expectation]:
    """`max_created_at` lies within the UTC day that starts at `event_at`."""
    some_are_usual = False
    for row, event in enumerate(usage["events"]):
        text = event["max_created_at"]
        if text.startswith(event["event_at"][:10]) and text.endswith("Z"):
            some_are_usual = True  # the same date in UTC, as nearly every row has it
            continue
        day, latest = utc_day(event["event_at"]), moment(text)
        if day is not None and latest is not None:
            expected = f"a moment of {day} in UTC"
            yield holds(latest.date() == day, expected, text, "events", row, "max_created_at")
    if some_are_usual:
        yield HELD


@documented("#/components/schemas/UsageEvent")
def no_two_share_day_type_and_conversation(usage: Usage) -> Iterator[Expectation]:
    """No two events have the same day, type and conversation."""
    rows: dict[tuple[str, str, str | None, str | None], int] = {}
    for row, event in enumerate(usage["events"]):
        # The title is part of it: a conversation may have been renamed within the day.
        key = (event["event_at"][:10], event["type"], event["conversation_id"], event["conversation_title"])
        if key in rows:
            expected = f"one row for its day, type and conversation, which is $.events[{rows[key]}]"
            yield broken(expected, Exception("a row"), "events", row)
        else:
            rows[key] = row
    if rows:
        yield HELD


@inferred(because="nothing is billed before it happens; a day is left for clocks that differ")
def no_event_lies_in_the_future(exchange: Exchange) -> Iterator[Expectation]:
    """No event lies in the future."""
    if exchange.usage:
        days = [(text, row) for text, row in _first_rows(exchange.usage, "event_at").items() if utc_day(text)]
        tomorrow = (exchange.asked_at + timedelta(days=1)).date().isoformat()
        late = [
            broken(f"no later than {tomorrow}", text, "events", row, "event_at")
            for text, row in days
            if text[:10] > tomorrow
        ]
        yield from together(days, late)


@inferred(because="an answer that carries another account's rows has crossed the line between accounts")
def rows_belong_to_the_account_reported_on(usage: Usage) -> Iterator[Expectation]:
    """Every event belongs to the account reported on."""
    for email, row in _first_rows(usage, "_account_email").items():
        yield equal(usage["email"], email, "events", row, "_account_email")


@inferred(because="a title is that of a conversation")
def no_title_without_a_conversation(usage: Usage) -> Iterator[Expectation]:
    """An event that belongs to no conversation has no title."""
    for row, event in enumerate(usage["events"]):
        if event["conversation_id"] is None:
            yield equal(None, event["conversation_title"], "events", row, "conversation_title")


def _first_rows(usage: Usage, name: Literal["event_at", "_account_email"]) -> dict[str, int]:
    """Returns the distinct values of a field, each with the first row that has it; a rule need not ask twice."""
    rows: dict[str, int] = {}
    for row, event in enumerate(usage["events"]):
        rows.setdefault(event[name], row)
    return rows
