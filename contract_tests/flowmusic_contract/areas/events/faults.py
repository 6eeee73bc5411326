"""Servers that list the wrong events, or events with wrong accounts or titles."""

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.conversations import rules as conversations_rules
from flowmusic_contract.areas.events import rules
from flowmusic_contract.areas.summary import rules as summary_rules
from flowmusic_contract.engine.fault import UsageJson, fault, response_fault
from flowmusic_contract.mock_server import Handler, Request, Response

_NOON = "Tue, 02 Jun 2026 12:00:00 GMT"


@fault(breaks=[rules.no_two_events_share_day_type_and_conversation], effects={"$.events": "array of 10 -> array of 11"})
def events_are_not_aggregated(usage: UsageJson) -> None:
    """Two events of the same day, type and conversation are listed separately."""
    event = usage["events"][0]
    event["amount"] /= 2
    usage["events"].insert(0, dict(event))


@fault(
    breaks=[rules.no_two_events_share_day_type_and_conversation, summary_rules.tokens_by_type_are_sums_of_events],
    effects={"$.events": "array of 10 -> array of 11"},
)
def received_event_twice(usage: UsageJson) -> None:
    """A received event is listed twice."""
    grant = next(event for event in usage["events"] if event["type"] == "grant")
    usage["events"].append(dict(grant))


@fault(
    breaks=[
        rules.no_two_events_share_day_type_and_conversation,
        summary_rules.tokens_by_type_are_sums_of_events,
        conversations_rules.tokens_are_sums_of_charged_events,
    ],
    effects={"$.events": "array of 10 -> array of 20"},
)
def every_event_twice(usage: UsageJson) -> None:
    """Every event is listed twice."""
    usage["events"] += [dict(event) for event in usage["events"]]


@fault(
    breaks=[rules.no_event_is_in_the_future],
    effects={
        "$.events[0].event_at": '"2026-06-01T00:00:00" -> "2126-06-01T00:00:00"',
        "$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> "2126-06-01T10:00:00Z"',
    },
)
def event_in_the_future(usage: UsageJson) -> None:
    """An event is in the next century."""
    usage["events"][0] |= {"event_at": "2126-06-01T00:00:00", "max_created_at": "2126-06-01T10:00:00Z"}


@response_fault(
    breaks=[rules.no_event_is_in_the_future],
    effects={"every response date": f"absent -> {_NOON}"},
)
def event_is_ahead_of_the_server(request: Request, handler: Handler) -> Response:
    """An event is half an hour ahead of the server's own clock."""
    return handler(request).with_header("date", _NOON)


@fault(
    breaks=[rules.events_belong_to_the_reported_account],
    effects={"$.events[0]._account_email": '"listener@example.com" -> ""'},
)
def event_without_an_account(usage: UsageJson) -> None:
    """The account of an event is an empty string."""
    usage["events"][0]["_account_email"] = ""


@fault(
    breaks=[rules.events_belong_to_the_reported_account, accounts_rules.no_response_names_another_account],
    effects={"$.events[0]._account_email": '"listener@example.com" -> "rival@example.com"'},
)
def event_of_another_account(usage: UsageJson) -> None:
    """An event belongs to another account."""
    usage["events"][0]["_account_email"] = "rival@example.com"


@fault(
    breaks=[rules.no_conversation_id_is_empty],
    effects={"$.events[0,1,5,7].conversation_id": 'null -> ""'},
)
def empty_id_instead_of_null(usage: UsageJson) -> None:
    """An event without a conversation has an empty ID."""
    for event in usage["events"]:
        event["conversation_id"] = event["conversation_id"] or ""


@fault(
    breaks=[rules.no_conversation_id_is_empty],
    effects={"$.events[1].conversation_id": 'null -> "00000000-0000-0000-0000-000000000000"'},
)
def nil_uuid_instead_of_null(usage: UsageJson) -> None:
    """A grant has the nil UUID as the ID of its conversation."""
    for event in usage["events"]:
        if event["type"] == "grant":
            event["conversation_id"] = "00000000-0000-0000-0000-000000000000"


@fault(
    breaks=[rules.no_title_without_a_conversation],
    effects={"$.events[0,1,5,7].conversation_title": 'null -> "General"'},
)
def title_without_a_conversation(usage: UsageJson) -> None:
    """Events without a conversation have a title."""
    for event in usage["events"]:
        if event["conversation_id"] is None:
            event["conversation_title"] = "General"


@fault(breaks=[rules.two_titles_share_at_most_one_day], effects={"$.events": "array of 10 -> array of 13"})
def former_title_has_events_of_its_own(usage: UsageJson) -> None:
    """The amount of a renamed song is divided between its two titles on every day."""
    for event in [event for event in usage["events"] if event["conversation_title"]]:
        event["amount"] /= 2
        usage["events"].append(event | {"conversation_title": "Former Title"})


@fault(
    breaks=[rules.titles_are_encoded_once],
    effects={
        "duo $.events[1,2].conversation_title": '"Duett für zwei Geigen 🎻" -> "Duett fÃ¼r zwei Geigen ð\x9f\x8e»"',
        "duo $.summary.per_conversation[0].title": '"Duett für zwei Geigen 🎻" -> "Duett fÃ¼r zwei Geigen ð\x9f\x8e»"',
    },
)
def titles_are_encoded_twice(usage: UsageJson) -> None:
    """The UTF-8 of every title is read as Latin-1 and encoded again."""
    rows = [(event, "conversation_title") for event in usage["events"]]
    rows += [(conversation, "title") for conversation in usage["summary"]["per_conversation"]]
    for row, name in rows:
        row[name] = row[name] and row[name].encode().decode("latin-1")
