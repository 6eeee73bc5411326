"""Servers whose usage has not its documented shape."""

from flowmusic_contract.faults.fault import Usage, fault

_MISSING = ["schema.every-documented-field-is-present"]
_TYPE = ["schema.every-field-has-its-documented-type"]


@fault(breaks=_MISSING)
def no_email(usage: Usage) -> None:
    """The account is not named."""
    del usage["email"]


@fault(breaks=_MISSING)
def event_without_title(usage: Usage) -> None:
    """An event leaves out its title instead of saying null."""
    del usage["events"][0]["conversation_title"]


@fault(breaks=_MISSING)
def conversation_without_credits(usage: Usage) -> None:
    """A song is listed without its credits."""
    del usage["summary"]["per_conversation"][0]["credits"]


@fault(breaks=_MISSING)
def account_email_without_underscore(usage: Usage) -> None:
    """`_account_email` is called `account_email`."""
    for event in usage["events"]:
        event["account_email"] = event.pop("_account_email")


@fault(breaks=_TYPE)
def amount_as_text(usage: Usage) -> None:
    """An amount is a text of digits."""
    usage["events"][-1]["amount"] = str(usage["events"][-1]["amount"])


@fault(breaks=_TYPE)
def type_of_null(usage: Usage) -> None:
    """An event has no type."""
    usage["events"][0]["type"] = None


@fault(breaks=_TYPE)
def conversation_id_as_number(usage: Usage) -> None:
    """A conversation is named by a number."""
    usage["events"][0]["conversation_id"] = 1


@fault(breaks=_TYPE)
def conversations_by_id(usage: Usage) -> None:
    """The songs are an object by id instead of an array."""
    rows = usage["summary"]["per_conversation"]
    usage["summary"]["per_conversation"] = {row["conversation_id"]: row for row in rows}


@fault(breaks=_TYPE)
def total_of_null(usage: Usage) -> None:
    """A total is null."""
    usage["summary"]["total_received_tokens"] = None


@fault(breaks=_TYPE)
def credits_as_text(usage: Usage) -> None:
    """An amount by type is a text."""
    credits = usage["summary"]["by_type_credits"]
    credits["grant"] = str(credits["grant"])


@fault(breaks=_MISSING)
def no_events(usage: Usage) -> None:
    """The events are called rows."""
    usage["rows"] = usage.pop("events")


@fault(breaks=_MISSING)
def no_summary(usage: Usage) -> None:
    """There is no summary."""
    del usage["summary"]


@fault(breaks=_MISSING)
def no_received_total(usage: Usage) -> None:
    """The summary has no received total."""
    del usage["summary"]["total_received_tokens"]


@fault(breaks=_MISSING)
def names_in_camel_case(usage: Usage) -> None:
    """The names of an event are in camel case."""
    for event in usage["events"]:
        event["eventAt"] = event.pop("event_at")
        event["maxCreatedAt"] = event.pop("max_created_at")


@fault(breaks=_TYPE)
def events_of_null(usage: Usage) -> None:
    """The events are null."""
    usage["events"] = None


@fault(breaks=_TYPE)
def summary_as_list(usage: Usage) -> None:
    """The summary is a list of one."""
    usage["summary"] = [usage["summary"]]


@fault(breaks=_TYPE)
def amount_as_boolean(usage: Usage) -> None:
    """An amount is true."""
    usage["events"][0]["amount"] = True


@fault(breaks=_TYPE)
def moment_as_number(usage: Usage) -> None:
    """A moment is a number of seconds."""
    usage["events"][0]["max_created_at"] = 1780272000


@fault(breaks=_TYPE)
def conversation_as_object(usage: Usage) -> None:
    """A conversation is an object instead of its id."""
    usage["events"][0]["conversation_id"] = {"id": usage["events"][0]["conversation_id"]}


@fault(breaks=_TYPE)
def song_without_an_id(usage: Usage) -> None:
    """Events without a conversation are listed as a song without an id."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": None, "title": None, "email": None, "tokens": 0, "credits": 0}
    )


@fault(breaks=_TYPE)
def tokens_by_type_as_list(usage: Usage) -> None:
    """The tokens by type are a list of pairs."""
    usage["summary"]["by_type_tokens"] = list(usage["summary"]["by_type_tokens"].items())


@fault(breaks=_TYPE)
def event_of_null(usage: Usage) -> None:
    """A row of the events is null."""
    usage["events"].append(None)
