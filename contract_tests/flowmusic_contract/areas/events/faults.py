"""Servers whose events are wrong."""

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.conversations import rules as conversations_rules
from flowmusic_contract.areas.events import rules
from flowmusic_contract.areas.summary import rules as summary_rules
from flowmusic_contract.engine.fault import UsageJson, fault


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_starts_at_noon(usage: UsageJson) -> None:
    """A day starts at noon."""
    usage["events"][0]["event_at"] = "2026-06-01T12:00:00"


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_that_never_was(usage: UsageJson) -> None:
    """An event is counted in 30 February."""
    usage["events"][0]["event_at"] = "2026-02-30T00:00:00"


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_of_another_zone(usage: UsageJson) -> None:
    """A day starts at midnight in New York."""
    for event in usage["events"]:
        event["event_at"] += "-04:00"


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_without_a_time(usage: UsageJson) -> None:
    """A day is only a date."""
    for event in usage["events"]:
        event["event_at"] = event["event_at"][:10]


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_as_people_write_it(usage: UsageJson) -> None:
    """A day is written as in the United States."""
    usage["events"][0]["event_at"] = "06/01/2026"


@fault(breaks=[rules.event_at_is_the_start_of_a_utc_day])
def day_is_the_moment(usage: UsageJson) -> None:
    """The day of a row is the moment of its latest event."""
    for event in usage["events"]:
        event["event_at"] = event["max_created_at"][:19].replace("T00:00:00", "T00:00:01")


@fault(breaks=[rules.max_created_at_is_a_timestamp])
def moment_as_date(usage: UsageJson) -> None:
    """A moment is only a date."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["max_created_at"][:10]


@fault(breaks=[rules.max_created_at_is_a_timestamp])
def moment_that_never_was(usage: UsageJson) -> None:
    """A moment is at 25 o'clock."""
    usage["events"][0]["max_created_at"] = "2026-06-01T25:00:00Z"


@fault(breaks=[rules.max_created_at_is_a_timestamp])
def moment_as_digits(usage: UsageJson) -> None:
    """A moment is a text of the seconds since 1970."""
    usage["events"][0]["max_created_at"] = "1780272000"


@fault(breaks=[rules.max_created_at_is_a_timestamp])
def empty_moment(usage: UsageJson) -> None:
    """A moment is an empty text."""
    usage["events"][-1]["max_created_at"] = ""


@fault(breaks=[rules.max_created_at_is_within_its_day])
def moment_of_the_next_day(usage: UsageJson) -> None:
    """A row's latest event came at midnight, when its day was over."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["event_at"].replace("T00", "T24")
    day = int(usage["events"][0]["event_at"][8:10]) + 1
    usage["events"][0]["max_created_at"] = f"2026-06-{day:02}T00:00:00Z"


@fault(breaks=[rules.max_created_at_is_within_its_day])
def moment_of_the_day_before(usage: UsageJson) -> None:
    """A row's latest event came before its day."""
    usage["events"][-1]["max_created_at"] = "2026-05-31T23:59:59.999999Z"


@fault(breaks=[rules.max_created_at_is_within_its_day])
def days_shifted_by_one(usage: UsageJson) -> None:
    """Every event is counted in the day before."""
    for event in usage["events"]:
        event["event_at"] = f"2026-05-{27 + int(event['event_at'][8:10]):02}T00:00:00"


@fault(breaks=[rules.max_created_at_is_within_its_day])
def days_of_another_zone(usage: UsageJson) -> None:
    """A moment is in UTC, its day is not."""
    usage["events"][0]["max_created_at"] = f"{usage['events'][0]['event_at'][:10]}T23:30:00-01:00"


@fault(breaks=[rules.no_two_events_share_day_type_and_conversation])
def raw_events(usage: UsageJson) -> None:
    """Two events of one day, type and conversation are not aggregated."""
    row = usage["events"][0]
    row["amount"] /= 2
    usage["events"].insert(0, dict(row))


@fault(breaks=[rules.no_two_events_share_day_type_and_conversation, summary_rules.tokens_by_type_are_sums_of_events])
def free_row_twice(usage: UsageJson) -> None:
    """A row that was received is listed twice."""
    row = next(event for event in usage["events"] if event["type"] == "grant")
    usage["events"].append(dict(row))


@fault(
    breaks=[
        rules.no_two_events_share_day_type_and_conversation,
        summary_rules.tokens_by_type_are_sums_of_events,
        conversations_rules.tokens_are_sums_of_charged_events,
    ]
)
def every_row_twice(usage: UsageJson) -> None:
    """Every row is listed twice."""
    usage["events"] += [dict(event) for event in usage["events"]]


@fault(breaks=[rules.no_event_is_in_the_future])
def next_century(usage: UsageJson) -> None:
    """An event lies in the future."""
    usage["events"][0] |= {"event_at": "2126-06-01T00:00:00", "max_created_at": "2126-06-01T10:00:00Z"}


@fault(breaks=[rules.events_belong_to_the_reported_account])
def row_of_nobody(usage: UsageJson) -> None:
    """An event belongs to nobody."""
    usage["events"][0]["_account_email"] = ""


@fault(breaks=[rules.events_belong_to_the_reported_account, accounts_rules.no_response_names_another_account])
def row_of_another_account(usage: UsageJson) -> None:
    """An event belongs to another account."""
    usage["events"][0]["_account_email"] = "rival@example.com"


@fault(breaks=[rules.no_title_without_a_conversation])
def title_of_nothing(usage: UsageJson) -> None:
    """An event that belongs to no conversation has the title of one."""
    for event in usage["events"]:
        if event["conversation_id"] is None:
            event["conversation_title"] = "General"
