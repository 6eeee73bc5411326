"""Servers whose rows of events are wrong."""

from flowmusic_contract.faults.fault import Usage, fault


@fault(breaks=["events.event-at-is-the-start-of-a-utc-day"])
def day_starts_at_noon(usage: Usage) -> None:
    """A day starts at noon."""
    usage["events"][0]["event_at"] = "2026-06-01T12:00:00"


@fault(breaks=["events.event-at-is-the-start-of-a-utc-day"])
def day_that_never_was(usage: Usage) -> None:
    """An event is counted in 30 February."""
    usage["events"][0]["event_at"] = "2026-02-30T00:00:00"


@fault(breaks=["events.max-created-at-is-a-moment"])
def moment_as_date(usage: Usage) -> None:
    """A moment is only a date."""
    usage["events"][0]["max_created_at"] = usage["events"][0]["max_created_at"][:10]


@fault(breaks=["events.max-created-at-is-within-its-day"])
def moment_of_the_next_day(usage: Usage) -> None:
    """A row's latest event came a day later."""
    usage["events"][0]["max_created_at"] = "2026-06-04T00:00:00.000000Z"


@fault(breaks=["events.no-two-share-day-type-and-conversation"])
def raw_events(usage: Usage) -> None:
    """Two events of one day, type and conversation are not aggregated."""
    row = usage["events"][0]
    row["amount"] /= 2
    usage["events"].insert(0, dict(row))


@fault(breaks=["events.rows-belong-to-the-account-reported-on"])
def row_of_another_account(usage: Usage) -> None:
    """An event belongs to another account."""
    usage["events"][0]["_account_email"] = "rival@example.com"
