"""Servers whose totals do not belong to the listed events."""

from flowmusic_contract.areas.conversations import rules as conversations_rules
from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault

_CHARGED = ("producer-usage", "riffusion")


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[*].amount": "720 -> 60.0"},
)
def amounts_in_credits(usage: UsageJson) -> None:
    """The amounts of events are in credits."""
    for event in usage["events"]:
        event["amount"] /= 12


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[0,2,4,5,6,7,8,9].amount": "720 -> 700"},
)
def amounts_rounded_to_hundreds(usage: UsageJson) -> None:
    """The amounts of events are rounded to hundreds."""
    for event in usage["events"]:
        event["amount"] = round(event["amount"], -2)


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[2].amount": "540 -> 541"},
)
def amount_off_by_one(usage: UsageJson) -> None:
    """The amount of a charged event is one token too high."""
    next(event for event in usage["events"] if event["type"] in _CHARGED)["amount"] += 1


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[2,3,4,6,7,8].amount": "540 -> -540"},
)
def charges_are_negative(usage: UsageJson) -> None:
    """The amounts of charged events are negative."""
    for event in usage["events"]:
        event["amount"] *= -1 if event["type"] in _CHARGED else 1


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events": "array of 10 -> array of 2"},
)
def first_page_only(usage: UsageJson) -> None:
    """Only the first two events are listed."""
    del usage["events"][2:]


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events": "array of 10 -> array of 0"},
)
def no_events_listed(usage: UsageJson) -> None:
    """No events are listed, but the totals include them."""
    usage["events"] = []


@fault(breaks=[rules.tokens_by_type_are_sums_of_events], effects={"$.events[1].type": '"grant" -> "Grant"'})
def event_type_is_capitalized(usage: UsageJson) -> None:
    """An event has the type `Grant` instead of `grant`."""
    next(event for event in usage["events"] if event["type"] == "grant")["type"] = "Grant"


@fault(breaks=[rules.tokens_by_type_are_sums_of_events], effects={"$.events": "array of 10 -> array of 9"})
def first_event_is_missing(usage: UsageJson) -> None:
    """The first event is not listed, but the totals include it."""
    del usage["events"][0]
