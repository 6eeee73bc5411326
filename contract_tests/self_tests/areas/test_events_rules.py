"""The rules on events, at their boundaries."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from flowmusic_contract.areas.events import rules as events
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ServedUsage
from self_tests.samples import HOLDS, NOON, broken_at, compared, event, served, usage


@pytest.mark.parametrize(("title", "outcomes"), [(None, [True]), ("", [True]), ("Sample Song", [False])])
def test_title_without_a_conversation(title: str | None, outcomes: list[bool]) -> None:
    """The title of an event without a conversation is null or empty."""
    report = usage(event(conversation_id=None, conversation_title=title))

    assert outcomes == compared(events.no_title_without_a_conversation(report))


@pytest.mark.parametrize(
    ("rule", "changes", "outcomes"),
    [
        (events.event_at_is_the_start_of_a_utc_day, {}, [True]),
        (events.event_at_is_the_start_of_a_utc_day, {"event_at": "2026-06-01T00:00:01"}, [False]),
        (events.max_created_at_is_a_timestamp, {}, [True]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "yesterday"}, [False]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-02-30T00:00:00Z"}, [False]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-06-01T23:59:59.1Z"}, [True]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-06-01T24:00:00Z"}, [False]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-06-01T23:60:00Z"}, [False]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-06-01T23:59:60Z"}, [False]),
        (events.max_created_at_is_a_timestamp, {"max_created_at": "2026-06-01t23:59:59+02:00"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-01T00:00:00Z"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-01T23:59:59.999999Z"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-02T00:00:00Z"}, [False]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-05-31T23:59:59.999999Z"}, [False]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-02T01:00:00+02:00"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "yesterday"}, []),
        (events.max_created_at_is_within_its_day, {"event_at": "yesterday"}, []),
        (events.events_belong_to_the_reported_account, {}, [True]),
        (events.events_belong_to_the_reported_account, {"_account_email": "other@example.com"}, [False]),
    ],
)
def test_event(rule: Rule[Any], changes: dict[str, Any], outcomes: list[bool]) -> None:
    """An event lies within one UTC day, to its last microsecond, and belongs to the reported account."""

    assert outcomes == compared(rule(usage(event(**changes))))


@pytest.mark.parametrize(
    ("titles", "at"),
    [
        (["Río"], HOLDS),
        (["R\u00c3\u00ado"], ["$.events[0].conversation_title"]),
        (["R\u00c3\u00ado", "Moon", None], ["$.events[0].conversation_title"]),
        (["R\u00c3\u00ado", "Été"], HOLDS),
        (["Itâ€™s", "R\u00c3\u00ado"], ["$.events[0].conversation_title", "$.events[1].conversation_title"]),
        (["CORAÇÃO"], HOLDS),
        (["夜"], HOLDS),
    ],
)
def test_titles_encoded_twice(titles: list[str | None], at: list[str]) -> None:
    """If every title that is not ASCII is UTF-8 that was read wrongly, somebody else than a user made them."""
    report = usage(*(event(conversation_title=title) for title in titles))

    assert at == broken_at(events.titles_are_encoded_once(report))


def test_titles_in_ascii() -> None:
    """A title in ASCII does not show how it was encoded."""

    assert [] == compared(events.titles_are_encoded_once(usage(event(conversation_title="Moon"))))


def test_events_of_another_account() -> None:
    """Among the events of the reported account, the first one of another account is found."""
    theirs = event(_account_email="other@example.com")

    assert ["$.events[1]._account_email"] == broken_at(
        events.events_belong_to_the_reported_account(usage(event(), theirs, theirs))
    )


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({}, ["$.events[1]"]),
        ({"amount": 1}, ["$.events[1]"]),
        ({"event_at": "2026-06-02T00:00:00"}, HOLDS),
        ({"type": "grant"}, HOLDS),
        ({"conversation_id": None}, HOLDS),
        ({"conversation_title": "Renamed"}, HOLDS),
    ],
)
def test_no_two_events_share_their_key(changes: dict[str, Any], at: list[str]) -> None:
    """Two events differ in day, type, conversation or title."""

    assert at == broken_at(events.no_two_events_share_day_type_and_conversation(usage(event(), event(**changes))))


def test_days_are_compared_to_the_last_digit() -> None:
    """A conversation that was renamed within a day is not a repeated event; an event of the next day is not, either."""
    rows = event(), event(conversation_title="Renamed"), event(event_at="2026-06-02T00:00:00")

    assert HOLDS == broken_at(events.no_two_events_share_day_type_and_conversation(usage(*rows)))


def test_invalid_days_are_compared_as_strings() -> None:
    """Invalid days are compared as strings."""
    rows = [event(event_at=text) for text in ("yesterday", "today", "yesterday")]

    assert ["$.events[2]"] == broken_at(events.no_two_events_share_day_type_and_conversation(usage(*rows)))


@pytest.mark.parametrize(
    ("event_at", "outcomes"),
    [
        ("2026-06-03T00:00:00", [True]),
        ("2026-06-04T00:00:00", [True]),
        ("2026-06-05T00:00:00", [False]),
        ("tomorrow", [True]),
    ],
)
def test_future(event_at: str, outcomes: list[bool]) -> None:
    """Without the server's time, one day is left for clocks that differ."""

    assert outcomes == compared(events.no_event_is_in_the_future(served(usage(event(event_at=event_at)))))


@pytest.mark.parametrize("ours", [NOON, NOON - timedelta(days=100), NOON + timedelta(days=100)])
@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("2026-06-03T12:05:00Z", []),
        ("2026-06-03T12:05:01Z", ["$.events[0].max_created_at"]),
        ("2026-06-03T16:05:00+04:00", []),
        ("2026-06-03T16:05:01+04:00", ["$.events[0].max_created_at"]),
        ("2026-06-02T23:05:01-13:00", ["$.events[0].max_created_at"]),
    ],
)
def test_future_of_the_server(text: str, places: list[str], ours: datetime) -> None:
    """No event is more than five minutes ahead of the server's time, whatever the time is here."""
    row = event(event_at="2026-06-03T00:00:00", max_created_at=text)
    report = ServedUsage(usage(row), sent_at=ours, served_at=NOON)

    assert places == broken_at(events.no_event_is_in_the_future(report))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("2026-06-01T10:00:00Z", []),
        ("2026-06-01t10:00:00.5+00:00", []),
        ("2026-06-01T10:00:00", ["$.events[0].max_created_at"]),
        ("2026-06-01 10:00:00.5", ["$.events[0].max_created_at"]),
        ("today", []),
    ],
)
def test_offset(text: str, places: list[str]) -> None:
    """A timestamp says its offset; other text has none."""

    assert places == broken_at(events.max_created_at_has_an_offset(usage(event(max_created_at=text))))


RULES = [rule for rule in vars(events).values() if isinstance(rule, Rule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_events(rule: Rule[Any]) -> None:
    """A usage report without events has nothing to compare."""

    assert [] == compared(rule(served(usage()) if rule.subject is ServedUsage else usage()))


@pytest.mark.parametrize(("rows", "made"), [([], []), ([event()], [True]), ([event(), event()], [False, True])])
def test_rows_are_compared_if_there_are_any(rows: list[dict[str, Any]], made: list[bool]) -> None:
    """Different events are one comparison; each repeated event is one more."""

    assert made == compared(events.no_two_events_share_day_type_and_conversation(usage(*rows)))


def titled(day: int, *titles: str | None, conversation: str | None = "c1") -> list[dict[str, Any]]:
    """Returns one event of a day for each title of a conversation."""
    named = {"event_at": f"2026-06-{day:02}T00:00:00", "conversation_id": conversation}
    return [event(conversation_title=title, **named) for title in titles]


@pytest.mark.parametrize(
    ("rows", "outcomes"),
    [
        ([*titled(1, "Old"), *titled(2, "Old", "New"), *titled(3, "New")], [True]),
        ([*titled(1, "Old", "New"), *titled(2, "Old", "New")], [False]),
        ([*titled(1, "Old", None), *titled(2, "Old", None)], [False]),
        ([*titled(1, "Old", "New"), *titled(2, "New", "Newest")], [True]),
        ([*titled(1, "Old", "New"), *titled(2, "Old", "New", conversation="c2")], [True]),
        ([*titled(1, "Old", "New", conversation=None), *titled(2, "Old", "New", conversation=None)], []),
        ([], []),
    ],
)
def test_titles_of_a_renamed_conversation(rows: list[dict[str, Any]], outcomes: list[bool]) -> None:
    """Only the day on which a conversation was renamed has events with both titles."""

    assert outcomes == compared(events.two_titles_share_at_most_one_day(usage(*rows)))


@pytest.mark.parametrize(
    ("ids", "at"),
    [
        (["c1", None], HOLDS),
        ([None], []),
        (["c1", "", " "], ["$.events[1].conversation_id", "$.events[2].conversation_id"]),
        (["00000000-0000-0000-0000-000000000001"], HOLDS),
        (["00000000-0000-0000-0000-000000000000"], ["$.events[0].conversation_id"]),
    ],
)
def test_empty_ids(ids: list[str | None], at: list[str]) -> None:
    """The ID of a conversation is null or a text that is neither blank nor the nil UUID."""
    report = usage(*(event(conversation_id=each) for each in ids))

    assert at == broken_at(events.no_conversation_id_is_empty(report))
