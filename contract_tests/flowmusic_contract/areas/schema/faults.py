"""Servers whose usage report does not have its documented shape."""

from flowmusic_contract.areas.schema import rules
from flowmusic_contract.engine.fault import UsageJson, fault, response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@response_fault(breaks=[rules.every_field_has_its_documented_type])
def json_in_json(request: Request, handler: Handler) -> Response:
    """The document is a text that holds the document."""
    response = handler(request)
    return response.with_json(response.body.decode()) if response.status == 200 else response


@fault(breaks=[rules.every_documented_field_is_present])
def no_email(usage: UsageJson) -> None:
    """The account is not named."""
    del usage["email"]


@fault(breaks=[rules.every_documented_field_is_present])
def event_without_title(usage: UsageJson) -> None:
    """An event leaves out its title instead of saying null."""
    del usage["events"][0]["conversation_title"]


@fault(breaks=[rules.every_documented_field_is_present])
def conversation_without_credits(usage: UsageJson) -> None:
    """A song is listed without its credits."""
    del usage["summary"]["per_conversation"][0]["credits"]


@fault(breaks=[rules.every_documented_field_is_present])
def account_email_without_underscore(usage: UsageJson) -> None:
    """`_account_email` is called `account_email`."""
    for event in usage["events"]:
        event["account_email"] = event.pop("_account_email")


@fault(breaks=[rules.every_field_has_its_documented_type])
def amount_as_text(usage: UsageJson) -> None:
    """An amount is a text of digits."""
    usage["events"][-1]["amount"] = str(usage["events"][-1]["amount"])


@fault(breaks=[rules.every_field_has_its_documented_type])
def type_of_null(usage: UsageJson) -> None:
    """An event has no type."""
    usage["events"][0]["type"] = None


@fault(breaks=[rules.every_field_has_its_documented_type])
def conversation_id_as_number(usage: UsageJson) -> None:
    """A conversation is named by a number."""
    usage["events"][0]["conversation_id"] = 1


@fault(breaks=[rules.every_field_has_its_documented_type])
def conversations_by_id(usage: UsageJson) -> None:
    """The songs are an object by id instead of an array."""
    rows = usage["summary"]["per_conversation"]
    usage["summary"]["per_conversation"] = {row["conversation_id"]: row for row in rows}


@fault(breaks=[rules.every_field_has_its_documented_type])
def total_of_null(usage: UsageJson) -> None:
    """A total is null."""
    usage["summary"]["total_received_tokens"] = None


@fault(breaks=[rules.every_field_has_its_documented_type])
def credits_as_text(usage: UsageJson) -> None:
    """An amount by type is a text."""
    credits = usage["summary"]["by_type_credits"]
    credits["grant"] = str(credits["grant"])


@fault(breaks=[rules.every_documented_field_is_present])
def no_events(usage: UsageJson) -> None:
    """The events are called rows."""
    usage["rows"] = usage.pop("events")


@fault(breaks=[rules.every_documented_field_is_present])
def no_summary(usage: UsageJson) -> None:
    """There is no summary."""
    del usage["summary"]


@fault(breaks=[rules.every_documented_field_is_present])
def no_received_total(usage: UsageJson) -> None:
    """The summary has no received total."""
    del usage["summary"]["total_received_tokens"]


@fault(breaks=[rules.every_documented_field_is_present])
def names_in_camel_case(usage: UsageJson) -> None:
    """The names of an event are in camel case."""
    for event in usage["events"]:
        event["eventAt"] = event.pop("event_at")
        event["maxCreatedAt"] = event.pop("max_created_at")


@fault(breaks=[rules.every_field_has_its_documented_type])
def events_of_null(usage: UsageJson) -> None:
    """The events are null."""
    usage["events"] = None


@fault(breaks=[rules.every_field_has_its_documented_type])
def summary_as_list(usage: UsageJson) -> None:
    """The summary is a list of one."""
    usage["summary"] = [usage["summary"]]


@fault(breaks=[rules.every_field_has_its_documented_type])
def amount_as_boolean(usage: UsageJson) -> None:
    """An amount is true."""
    usage["events"][0]["amount"] = True


@fault(breaks=[rules.every_field_has_its_documented_type])
def moment_as_number(usage: UsageJson) -> None:
    """A moment is a number of seconds."""
    usage["events"][0]["max_created_at"] = 1780272000


@fault(breaks=[rules.every_field_has_its_documented_type])
def conversation_as_object(usage: UsageJson) -> None:
    """A conversation is an object instead of its id."""
    usage["events"][0]["conversation_id"] = {"id": usage["events"][0]["conversation_id"]}


@fault(breaks=[rules.every_field_has_its_documented_type])
def song_without_an_id(usage: UsageJson) -> None:
    """Events without a conversation are listed as a song without an id."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": None, "title": None, "email": None, "tokens": 0, "credits": 0}
    )


@fault(breaks=[rules.every_field_has_its_documented_type])
def tokens_by_type_as_list(usage: UsageJson) -> None:
    """The tokens by type are a list of pairs."""
    usage["summary"]["by_type_tokens"] = list(usage["summary"]["by_type_tokens"].items())


@fault(breaks=[rules.every_field_has_its_documented_type])
def event_of_null(usage: UsageJson) -> None:
    """A row of the events is null."""
    usage["events"].append(None)
