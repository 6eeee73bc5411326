"""Servers whose events have wrong days or timestamps."""

from datetime import date, timedelta

from flowmusic_contract.areas.events import rules
from flowmusic_contract.engine.fault import UsageJson, fault


def _day(event: UsageJson, later: int = 0) -> date:
    return date.fromisoformat(event["event_at"][:10]) + timedelta(days=later)


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[0].event_at": '"2026-06-01T00:00:00" -> "2026-06-01T12:00:00"'},
)
def day_starts_at_noon(usage: UsageJson) -> None:
    """A day starts at noon."""
    usage["events"][0]["event_at"] = "2026-06-01T12:00:00"


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[0].event_at": '"2026-06-01T00:00:00" -> "2026-02-30T00:00:00"'},
)
def day_does_not_exist(usage: UsageJson) -> None:
    """An event is on 30 February."""
    usage["events"][0]["event_at"] = "2026-02-30T00:00:00"


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[*].event_at": '"2026-06-01T00:00:00" -> "2026-06-01T00:00:00-04:00"'},
)
def days_start_in_new_york(usage: UsageJson) -> None:
    """Every day starts at midnight in New York."""
    for event in usage["events"]:
        event["event_at"] += "-04:00"


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[*].event_at": '"2026-06-01T00:00:00" -> "2026-06-01"'},
)
def days_have_no_time(usage: UsageJson) -> None:
    """Every day is a date without a time."""
    for event in usage["events"]:
        event["event_at"] = event["event_at"][:10]


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[0].event_at": '"2026-06-01T00:00:00" -> "06/01/2026"'},
)
def day_in_us_format(usage: UsageJson) -> None:
    """A day is written in US format."""
    usage["events"][0]["event_at"] = "06/01/2026"


@fault(
    breaks=[rules.event_at_is_the_start_of_a_utc_day],
    effects={"$.events[*].event_at": '"2026-06-01T00:00:00" -> "2026-06-01T00:00:03"'},
)
def days_are_timestamps(usage: UsageJson) -> None:
    """Every day is the time of the latest event instead of the start of the day."""
    for event in usage["events"]:
        event["event_at"] = event["max_created_at"][:19].replace("T00:00:00", "T00:00:01")


@fault(
    breaks=[rules.max_created_at_is_a_timestamp],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-01"'},
)
def timestamp_is_a_date(usage: UsageJson) -> None:
    """A timestamp is a date without a time."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["max_created_at"][:10]


@fault(
    breaks=[rules.max_created_at_is_a_timestamp],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-01T25:00:00Z"'},
)
def timestamp_does_not_exist(usage: UsageJson) -> None:
    """A timestamp has the hour 25."""
    usage["events"][0]["max_created_at"] = "2026-06-01T25:00:00Z"


@fault(
    breaks=[rules.max_created_at_is_a_timestamp],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "1780272000"'},
)
def timestamp_in_seconds(usage: UsageJson) -> None:
    """A timestamp is a string of seconds since 1970."""
    usage["events"][0]["max_created_at"] = "1780272000"


@fault(
    breaks=[rules.max_created_at_is_a_timestamp],
    effects={"$.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> ""'},
)
def timestamp_is_empty(usage: UsageJson) -> None:
    """A timestamp is an empty string."""
    usage["events"][-1]["max_created_at"] = ""


@fault(
    breaks=[rules.max_created_at_has_an_offset],
    effects={
        "$.events[*].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-01T00:00:03.000000"',
    },
)
def timestamps_have_no_offset(usage: UsageJson) -> None:
    """Timestamps have no Z and no offset."""
    for event in usage["events"]:
        event["max_created_at"] = event["max_created_at"].rstrip("Z")


@fault(
    breaks=[rules.max_created_at_has_an_offset],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-01 00:00:03"'},
)
def timestamp_in_sql_format(usage: UsageJson) -> None:
    """A timestamp is in SQL format, without a time zone."""
    event = usage["events"][0]
    event["max_created_at"] = event["max_created_at"][:19].replace("T", " ")


@fault(
    breaks=[rules.max_created_at_is_within_its_day],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-02T00:00:00Z"'},
)
def timestamp_is_on_the_next_day(usage: UsageJson) -> None:
    """The latest event of a day is at the start of the next day."""
    event = usage["events"][0]
    event["max_created_at"] = f"{_day(event, +1)}T00:00:00Z"


@fault(
    breaks=[rules.max_created_at_is_within_its_day],
    effects={"$.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> "2026-06-01T23:59:59.999999Z"'},
)
def timestamp_is_on_the_day_before(usage: UsageJson) -> None:
    """The latest event of a day is at the end of the day before."""
    event = usage["events"][-1]
    event["max_created_at"] = f"{_day(event, -1)}T23:59:59.999999Z"


@fault(
    breaks=[rules.max_created_at_is_within_its_day],
    effects={"$.events[*].event_at": '"2026-06-01T00:00:00" -> "2026-05-31T00:00:00"'},
)
def days_shifted_by_one(usage: UsageJson) -> None:
    """Every event is listed on the day before."""
    for event in usage["events"]:
        event["event_at"] = f"{_day(event, -1)}T00:00:00"


@fault(
    breaks=[rules.max_created_at_is_within_its_day],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2026-06-01T23:30:00-01:00"'},
)
def timestamp_in_another_zone(usage: UsageJson) -> None:
    """A timestamp is on the right day in its own time zone, but not in UTC."""
    event = usage["events"][0]
    event["max_created_at"] = f"{_day(event)}T23:30:00-01:00"
