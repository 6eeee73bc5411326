"""Servers whose rows of events are wrong."""

from flowmusic_contract.faults.fault import Usage, fault

_DAY = "events.event-at-is-the-start-of-a-utc-day"
_MOMENT = "events.max-created-at-is-a-moment"
_WITHIN = "events.max-created-at-is-within-its-day"
_ONCE = "events.no-two-share-day-type-and-conversation"
_FUTURE = "events.no-event-lies-in-the-future"
_OURS = "events.rows-belong-to-the-account-reported-on"
_SUMS = "summary.tokens-by-type-are-sums-of-events"
_SPEND = "conversations.tokens-are-the-charged-events"
_HAVE_EVENTS = "conversations.every-listed-conversation-has-events"


@fault(breaks=[_DAY])
def day_starts_at_noon(usage: Usage) -> None:
    """A day starts at noon."""
    usage["events"][0]["event_at"] = "2026-06-01T12:00:00"


@fault(breaks=[_DAY])
def day_that_never_was(usage: Usage) -> None:
    """An event is counted in 30 February."""
    usage["events"][0]["event_at"] = "2026-02-30T00:00:00"


@fault(breaks=[_DAY])
def day_of_another_zone(usage: Usage) -> None:
    """A day starts at midnight in New York."""
    for event in usage["events"]:
        event["event_at"] += "-04:00"


@fault(breaks=[_DAY])
def day_without_a_time(usage: Usage) -> None:
    """A day is only a date."""
    for event in usage["events"]:
        event["event_at"] = event["event_at"][:10]


@fault(breaks=[_DAY])
def day_as_people_write_it(usage: Usage) -> None:
    """A day is written as in the United States."""
    usage["events"][0]["event_at"] = "06/01/2026"


@fault(breaks=[_DAY])
def day_is_the_moment(usage: Usage) -> None:
    """The day of a row is the moment of its latest event."""
    for event in usage["events"]:
        event["event_at"] = event["max_created_at"][:19].replace("T00:00:00", "T00:00:01")


@fault(breaks=[_MOMENT])
def moment_as_date(usage: Usage) -> None:
    """A moment is only a date."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["max_created_at"][:10]


@fault(breaks=[_MOMENT])
def moment_that_never_was(usage: Usage) -> None:
    """A moment is at 25 o'clock."""
    usage["events"][0]["max_created_at"] = "2026-06-01T25:00:00Z"


@fault(breaks=[_MOMENT])
def moment_as_digits(usage: Usage) -> None:
    """A moment is a text of the seconds since 1970."""
    usage["events"][0]["max_created_at"] = "1780272000"


@fault(breaks=[_MOMENT])
def empty_moment(usage: Usage) -> None:
    """A moment is an empty text."""
    usage["events"][-1]["max_created_at"] = ""


@fault(breaks=[_WITHIN])
def moment_of_the_next_day(usage: Usage) -> None:
    """A row's latest event came at midnight, when its day was over."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["event_at"].replace("T00", "T24")
    day = int(usage["events"][0]["event_at"][8:10]) + 1
    usage["events"][0]["max_created_at"] = f"2026-06-{day:02}T00:00:00Z"


@fault(breaks=[_WITHIN])
def moment_of_the_day_before(usage: Usage) -> None:
    """A row's latest event came before its day."""
    usage["events"][-1]["max_created_at"] = "2026-05-31T23:59:59.999999Z"


@fault(breaks=[_WITHIN])
def days_shifted_by_one(usage: Usage) -> None:
    """Every event is counted in the day before."""
    for event in usage["events"]:
        event["event_at"] = f"2026-05-{27 + int(event['event_at'][8:10]):02}T00:00:00"


@fault(breaks=[_WITHIN])
def days_of_another_zone(usage: Usage) -> None:
    """A moment is in UTC, its day is not."""
    usage["events"][0]["max_created_at"] = f"{usage['events'][0]['event_at'][:10]}T23:30:00-01:00"


@fault(breaks=[_ONCE])
def raw_events(usage: Usage) -> None:
    """Two events of one day, type and conversation are not aggregated."""
    row = usage["events"][0]
    row["amount"] /= 2
    usage["events"].insert(0, dict(row))


@fault(breaks=[_ONCE, _SUMS])
def free_row_twice(usage: Usage) -> None:
    """A row that was received is listed twice."""
    row = next(event for event in usage["events"] if event["type"] == "grant")
    usage["events"].append(dict(row))


@fault(breaks=[_ONCE, _SUMS, _SPEND])
def every_row_twice(usage: Usage) -> None:
    """Every row is listed twice."""
    usage["events"] += [dict(event) for event in usage["events"]]


@fault(breaks=[_SUMS, _SPEND])
def amounts_in_credits(usage: Usage) -> None:
    """Amounts are in credits."""
    for event in usage["events"]:
        event["amount"] /= 12


@fault(breaks=[_SUMS, _SPEND])
def amounts_rounded_to_hundreds(usage: Usage) -> None:
    """Amounts are rounded to hundreds."""
    for event in usage["events"]:
        event["amount"] = round(event["amount"], -2)


@fault(breaks=[_SUMS, _SPEND])
def amount_off_by_one(usage: Usage) -> None:
    """A charged amount is one token too much."""
    next(event for event in usage["events"] if event["conversation_id"])["amount"] += 1


@fault(breaks=[_SUMS, _SPEND])
def charges_are_negative(usage: Usage) -> None:
    """What was charged is negative."""
    for event in usage["events"]:
        event["amount"] *= -1 if event["type"] in ("producer-usage", "riffusion") else 1


@fault(breaks=[_SUMS, _SPEND])
def first_page_only(usage: Usage) -> None:
    """The events end behind the first two."""
    charged = [event for event in usage["events"] if event["conversation_id"]]
    songs = {event["conversation_id"]: event for event in charged}
    usage["events"] = list(songs.values())


@fault(breaks=[_SUMS, _SPEND, _HAVE_EVENTS])
def no_events_listed(usage: Usage) -> None:
    """The events are left out."""
    usage["events"] = []


@fault(breaks=[_SUMS])
def types_renamed(usage: Usage) -> None:
    """An event has another type than the totals know it by."""
    next(event for event in usage["events"] if event["type"] == "grant")["type"] = "Grant"


@fault(breaks=[_FUTURE])
def next_century(usage: Usage) -> None:
    """An event lies in the future."""
    usage["events"][0] |= {"event_at": "2126-06-01T00:00:00", "max_created_at": "2126-06-01T10:00:00Z"}


@fault(breaks=[_OURS])
def row_of_nobody(usage: Usage) -> None:
    """An event belongs to nobody."""
    usage["events"][0]["_account_email"] = ""


@fault(breaks=[_OURS, "account.no-answer-names-another-account"])
def row_of_another_account(usage: Usage) -> None:
    """An event belongs to another account."""
    usage["events"][0]["_account_email"] = "rival@example.com"


@fault(breaks=["events.no-title-without-a-conversation"])
def title_of_nothing(usage: Usage) -> None:
    """An event that belongs to no conversation has the title of one."""
    for event in usage["events"]:
        if event["conversation_id"] is None:
            event["conversation_title"] = "General"
