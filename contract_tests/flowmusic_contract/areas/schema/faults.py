"""Servers whose usage report does not have its documented shape."""

from flowmusic_contract.areas.schema import rules
from flowmusic_contract.engine.fault import UsageJson, fault, response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@response_fault(
    breaks=[rules.every_field_has_its_documented_type],
    effects={"$": 'object of 3 -> "{\\"email\\":\\"listen … 66664}]}}"'},
)
def json_in_a_string(request: Request, handler: Handler) -> Response:
    """The document is a string that contains the JSON."""
    response = handler(request)
    return response.with_json(response.body.decode()) if response.status == 200 else response


@fault(
    breaks=[rules.every_documented_field_is_present],
    effects={"$.email": '"listener@example.com" -> absent', "duo $.email": '"duo+live@example.com" -> absent'},
)
def no_email(usage: UsageJson) -> None:
    """`email` is missing."""
    del usage["email"]


@fault(breaks=[rules.every_documented_field_is_present], effects={"$.events[0].conversation_title": "null -> absent"})
def event_without_title(usage: UsageJson) -> None:
    """The title of an event is missing instead of null."""
    del usage["events"][0]["conversation_title"]


@fault(
    breaks=[rules.every_documented_field_is_present], effects={"$.summary.per_conversation[0].credits": "55 -> absent"}
)
def conversation_without_credits(usage: UsageJson) -> None:
    """The credits of a conversation are missing."""
    del usage["summary"]["per_conversation"][0]["credits"]


@fault(
    breaks=[rules.every_documented_field_is_present],
    effects={
        "$.events[*]._account_email": '"listener@example.com" -> absent',
        "$.events[*].account_email": 'absent -> "listener@example.com"',
    },
)
def account_email_without_underscore(usage: UsageJson) -> None:
    """`_account_email` is called `account_email`."""
    for event in usage["events"]:
        event["account_email"] = event.pop("_account_email")


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events[9].amount": '25 -> "25"'})
def amount_as_string(usage: UsageJson) -> None:
    """An amount is a string of digits."""
    usage["events"][-1]["amount"] = str(usage["events"][-1]["amount"])


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events[0].type": '"daily-free" -> null'})
def type_is_null(usage: UsageJson) -> None:
    """The type of an event is null."""
    usage["events"][0]["type"] = None


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events[0].conversation_id": "null -> 1"})
def conversation_id_as_number(usage: UsageJson) -> None:
    """The ID of a conversation is a number."""
    usage["events"][0]["conversation_id"] = 1


@fault(
    breaks=[rules.every_field_has_its_documented_type],
    effects={"$.summary.per_conversation": "array of 2 -> object of 2"},
)
def conversations_by_id(usage: UsageJson) -> None:
    """`per_conversation` is an object with IDs as keys instead of an array."""
    listed = usage["summary"]["per_conversation"]
    usage["summary"]["per_conversation"] = {conversation["conversation_id"]: conversation for conversation in listed}


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.summary.total_received_tokens": "8640 -> null"})
def total_is_null(usage: UsageJson) -> None:
    """The received total is null."""
    usage["summary"]["total_received_tokens"] = None


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.summary.by_type_credits.grant": '600 -> "600"'})
def credits_as_string(usage: UsageJson) -> None:
    """An amount by type is a string."""
    credits = usage["summary"]["by_type_credits"]
    credits["grant"] = str(credits["grant"])


@fault(
    breaks=[rules.every_documented_field_is_present],
    effects={"$.events": "array of 10 -> absent", "$.rows": "absent -> array of 10"},
)
def events_renamed(usage: UsageJson) -> None:
    """`events` is called `rows`."""
    usage["rows"] = usage.pop("events")


@fault(breaks=[rules.every_documented_field_is_present], effects={"$.summary": "object of 5 -> absent"})
def no_summary(usage: UsageJson) -> None:
    """`summary` is missing."""
    del usage["summary"]


@fault(breaks=[rules.every_documented_field_is_present], effects={"$.summary.total_received_tokens": "8640 -> absent"})
def no_received_total(usage: UsageJson) -> None:
    """The received total is missing."""
    del usage["summary"]["total_received_tokens"]


@fault(
    breaks=[rules.every_documented_field_is_present],
    effects={
        "$.events[*].event_at": '"2026-06-01T00:00:00" -> absent',
        "$.events[*].max_created_at": '"2026-06-01T00:00:03.000000Z" -> absent',
        "$.events[*].eventAt": 'absent -> "2026-06-01T00:00:00"',
        "$.events[*].maxCreatedAt": 'absent -> "2026-06-01T00:00:03.000000Z"',
    },
)
def fields_in_camel_case(usage: UsageJson) -> None:
    """The timestamps of events have names in camel case."""
    for event in usage["events"]:
        event["eventAt"] = event.pop("event_at")
        event["maxCreatedAt"] = event.pop("max_created_at")


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events": "array of 10 -> null"})
def events_are_null(usage: UsageJson) -> None:
    """`events` is null."""
    usage["events"] = None


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.summary": "object of 5 -> array of 1"})
def summary_as_array(usage: UsageJson) -> None:
    """`summary` is an array of one element."""
    usage["summary"] = [usage["summary"]]


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events[0].amount": "720 -> true"})
def amount_as_boolean(usage: UsageJson) -> None:
    """An amount is `true`."""
    usage["events"][0]["amount"] = True


@fault(
    breaks=[rules.every_field_has_its_documented_type],
    effects={"$.events[0].max_created_at": '"2026-06-01T00:00:03.000000Z" -> 1780272000'},
)
def timestamp_as_number(usage: UsageJson) -> None:
    """A timestamp is a number of seconds."""
    usage["events"][0]["max_created_at"] = 1780272000


@fault(
    breaks=[rules.every_field_has_its_documented_type], effects={"$.events[0].conversation_id": "null -> object of 1"}
)
def conversation_as_object(usage: UsageJson) -> None:
    """A conversation is an object instead of its ID."""
    usage["events"][0]["conversation_id"] = {"id": usage["events"][0]["conversation_id"]}


@fault(
    breaks=[rules.every_field_has_its_documented_type],
    effects={"$.summary.per_conversation": "array of 2 -> array of 3"},
)
def null_conversation_is_listed(usage: UsageJson) -> None:
    """Events without a conversation are listed as a conversation whose ID is null."""
    events = [event for event in usage["events"] if event["conversation_id"] is None]
    tokens = sum(event["amount"] for event in events if event["type"] in ("producer-usage", "riffusion"))
    usage["summary"]["per_conversation"].append(
        {"conversation_id": None, "title": None, "email": None, "tokens": tokens, "credits": tokens / 12}
    )


@fault(
    breaks=[rules.every_field_has_its_documented_type],
    effects={"$.summary.by_type_tokens": "object of 5 -> array of 5"},
)
def tokens_by_type_as_array(usage: UsageJson) -> None:
    """`by_type_tokens` is an array of pairs."""
    usage["summary"]["by_type_tokens"] = list(usage["summary"]["by_type_tokens"].items())


@fault(breaks=[rules.every_field_has_its_documented_type], effects={"$.events": "array of 10 -> array of 11"})
def event_is_null(usage: UsageJson) -> None:
    """An event is null."""
    usage["events"].append(None)
