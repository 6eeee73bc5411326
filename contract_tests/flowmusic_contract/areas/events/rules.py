"""Rules on `$.events`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import combinations
from typing import Literal
from uuid import UUID

from flowmusic_contract.engine.columns import (
    column,
    conversation_ids,
    dates,
    has_usual_timestamps,
    own_emails,
    titled_conversations,
)
from flowmusic_contract.engine.expectation import HELD, Expectation, Words, all_hold, broken, holds, short_repr
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.subjects import ServedUsage
from flowmusic_contract.engine.timestamps import is_without_offset, timestamp, utc_day
from flowmusic_contract.engine.usage import Usage

_NO_ID = ("", str(UUID(int=0)))
"""What programs write for no ID: an empty string, or the nil UUID (RFC 9562, section 5.9)."""

_TIMES: tuple[Literal["event_at", "max_created_at"], ...] = ("event_at", "max_created_at")


@documented(
    "#/components/schemas/UsageEvent/properties/event_at",
    about=Usage,
    needs="a 200 response of the documented shape with events (name an account that has some with --email)",
    required=True,
)
def event_at_is_the_start_of_a_utc_day(usage: Usage) -> Iterator[Expectation]:
    """`event_at` is the start of a UTC day."""
    days = set(column(usage, "event_at"))
    rows = {} if all(map(utc_day, days)) else _first_rows(usage, "event_at")
    wrong = [(text, row) for text, row in rows.items() if utc_day(text) is None]
    expected = 'midnight in UTC, like "2026-06-01T00:00:00"'
    yield from all_hold(days, [broken(expected, text, "events", row, "event_at") for text, row in wrong])


@documented("#/components/schemas/UsageEvent/properties/max_created_at", about=Usage)
def max_created_at_is_a_timestamp(usage: Usage) -> Iterator[Expectation]:
    """`max_created_at` is the timestamp of the latest event in the row."""
    texts = column(usage, "max_created_at")
    rows = () if has_usual_timestamps(usage) else enumerate(texts)
    wrong = [(text, row) for row, text in rows if timestamp(text) is None]
    expected = 'a timestamp like "2026-06-01T18:42:55.123456Z"'
    yield from all_hold(texts, [broken(expected, text, "events", row, "max_created_at") for text, row in wrong])


@inferred(
    because="the spec gives it the format `date-time`, and many clients refuse one without an offset "
    "(RFC 3339, section 5.6)",
    about=Usage,
)
def max_created_at_has_an_offset(usage: Usage) -> Iterator[Expectation]:
    """`max_created_at` ends with its offset from UTC, such as `Z`."""
    texts = column(usage, "max_created_at")
    rows = () if has_usual_timestamps(usage) else enumerate(texts)
    wrong = [(text, row) for row, text in rows if is_without_offset(text)]
    expected = "`Z` or an offset like `+00:00` at the end"
    yield from all_hold(texts, [broken(expected, text, "events", row, "max_created_at") for text, row in wrong])


@documented("#/components/schemas/UsageEvent/properties/max_created_at", about=Usage)
def max_created_at_is_within_its_day(usage: Usage) -> Iterator[Expectation]:
    """`max_created_at` lies within the UTC day that starts at `event_at`."""
    if has_usual_timestamps(usage) and dates(usage, "event_at") == dates(usage, "max_created_at"):
        yield from all_hold(usage["events"], [])  # nearly always, and quickly
        return
    for row, event in enumerate(usage["events"]):
        text = event["max_created_at"]
        day, latest = utc_day(event["event_at"]), timestamp(text)
        if day is not None and latest is not None:
            expected = f"a timestamp on {day} in UTC, like `event_at`"
            yield holds(latest.date() == day, expected, text, "events", row, "max_created_at")


@documented("#/components/schemas/UsageEvent", about=Usage)
def no_two_events_share_day_type_and_conversation(usage: Usage) -> Iterator[Expectation]:
    """No two events have the same day, type and conversation."""
    events = usage["events"]
    keys = zip(dates(usage, "event_at"), column(usage, "type"), column(usage, "conversation_id"), strict=True)
    if events and len(set(map(hash, keys))) == len(events):
        yield HELD  # nearly always, and quickly
        return
    rows: dict[tuple[str, str, str | None, str | None], int] = {}
    for row, event in enumerate(events):
        # The title is included because a conversation may have been renamed within the day.
        key = (event["event_at"][:10], event["type"], event["conversation_id"], event["conversation_title"])
        if key in rows:
            expected = f"one event for its day, type and conversation, which is $.events[{rows[key]}]"
            yield broken(expected, Words("a second event"), "events", row)
        else:
            rows[key] = row
    if rows:
        yield HELD


@inferred(
    because="a conversation is renamed at one time, so that only one day has events with both titles",
    about=Usage,
    needs="a 200 response of the documented shape with an event of a conversation",
)
def two_titles_share_at_most_one_day(usage: Usage) -> Iterator[Expectation]:
    """A conversation has the same two titles on at most one day."""
    number_of_titles = Counter(conversation for conversation, _ in titled_conversations(usage))
    renamed = {conversation for conversation, number in number_of_titles.items() if conversation and number > 1}
    listed: defaultdict[tuple[str | None, str], set[str | None]] = defaultdict(set)
    columns = column(usage, "conversation_id"), column(usage, "conversation_title"), dates(usage, "event_at")
    for conversation, title, day in zip(*columns, strict=True) if renamed else ():
        if conversation in renamed:
            listed[conversation, day].add(title)
    days: Counter[tuple[str | None, frozenset[str | None]]] = Counter()
    for (conversation, _), of_day in listed.items():
        days.update((conversation, frozenset(two)) for two in combinations(of_day, 2))
    actual = Words("the same two titles on several days")
    several = [conversation for (conversation, _), number in days.items() if number > 1]
    wrong = [broken(f'one title a day for "{conversation}"', actual, "events") for conversation in several]
    yield from all_hold(conversation_ids(usage) - {None}, wrong)


@inferred(
    because="nothing is billed before it happens. The server's time is its header `Date`, give or take five minutes; "
    "without that header, the tolerance is one day",
    about=ServedUsage,
    needs="a 200 response of the documented shape with events",
)
def no_event_is_in_the_future(served: ServedUsage) -> Iterator[Expectation]:
    """No event is in the future."""
    latest = served.served_at + timedelta(minutes=5) if served.served_at else served.sent_at + timedelta(days=1)
    soon = (latest - timedelta(days=1)).date().isoformat()  # whatever its offset, what is earlier has happened
    events = served.usage["events"]
    rows = enumerate(events) if any(max(column(served.usage, name), default="") > soon for name in _TIMES) else ()
    candidates = [(row, name, event[name]) for row, event in rows for name in _TIMES if event[name] > soon]
    times = ((row, name, text, timestamp(text)) for row, name, text in candidates)
    expected = f"no later than {latest:%Y-%m-%dT%H:%M:%SZ}"
    late = [broken(expected, text, "events", row, name) for row, name, text, at in times if at and at > latest]
    yield from all_hold(events, late)


@inferred(because="an event of another account would be visible to the wrong user", about=Usage)
def events_belong_to_the_reported_account(usage: Usage) -> Iterator[Expectation]:
    """Every event belongs to the reported account."""
    emails = set(column(usage, "_account_email"))
    rows = {} if emails <= own_emails(usage) else _first_rows(usage, "_account_email")
    wrong = [(email, row) for email, row in rows.items() if email not in own_emails(usage)]
    expected = short_repr(usage["email"])
    yield from all_hold(emails, [broken(expected, email, "events", row, "_account_email") for email, row in wrong])


@inferred(
    because="a title belongs to a conversation",
    about=Usage,
    needs="a 200 response of the documented shape with an event without a conversation",
)
def no_title_without_a_conversation(usage: Usage) -> Iterator[Expectation]:
    """An event without a conversation has no title."""
    rows = enumerate(usage["events"]) if None in conversation_ids(usage) else ()
    for row, event in rows:
        if event["conversation_id"] is None:
            title = event["conversation_title"]
            yield holds(not title, "no title", title, "events", row, "conversation_title")


@inferred(
    because="the documented value of an event without a conversation is null",
    about=Usage,
    needs="a 200 response of the documented shape with an event of a conversation",
)
def no_conversation_id_is_empty(usage: Usage) -> Iterator[Expectation]:
    """The ID of a conversation is not empty."""
    ids = conversation_ids(usage) - {None}
    empty = {each for each in ids if each is not None and each.strip() in _NO_ID}
    rows = enumerate(column(usage, "conversation_id")) if empty else ()
    wrong = [(text, row) for row, text in rows if text in empty]
    yield from all_hold(ids, [broken("an ID, or null", text, "events", row, "conversation_id") for text, row in wrong])


@inferred(
    because="UTF-8 that is read as Latin-1 becomes sequences of letters that no language has",
    about=Usage,
    needs="a 200 response of the documented shape with an event whose title is not ASCII",
)
def titles_are_encoded_once(usage: Usage) -> Iterator[Expectation]:
    """Titles are not UTF-8 that was read in another encoding and encoded again."""
    titles = {title for _, title in titled_conversations(usage) if title and not title.isascii()}
    originals = {title: original for title in titles if (original := _before_it_was_read_wrongly(title))}
    # Somebody may have given one song such a title, but not all songs that are not in ASCII.
    is_general = originals and len(originals) == len(titles)
    rows = enumerate(column(usage, "conversation_title")) if is_general else ()
    wrong = [
        broken(short_repr(originals[title]), title, "events", row, "conversation_title")
        for row, title in rows
        if title in originals
    ]
    yield from all_hold(titles, wrong)


def _before_it_was_read_wrongly(text: str) -> str | None:
    """Returns what a text was before its UTF-8 was read in another encoding, or None if it was not."""
    for encoding in "latin-1", "cp1252":
        with suppress(UnicodeError):
            return text.encode(encoding).decode()
    return None


def _first_rows(usage: Usage, name: Literal["event_at", "_account_email"]) -> dict[str, int]:
    """Returns the distinct values of a field, each with the first row that has it, so that each is judged once."""
    rows: dict[str, int] = {}
    for row, event in enumerate(usage["events"]):
        rows.setdefault(event[name], row)
    return rows
