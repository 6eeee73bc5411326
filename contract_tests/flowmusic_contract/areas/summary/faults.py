"""Servers whose totals are wrong."""

from flowmusic_contract.areas.conversations import rules as conversations_rules
from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events])
def amounts_in_credits(usage: UsageJson) -> None:
    """Amounts are in credits."""
    for event in usage["events"]:
        event["amount"] /= 12


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events])
def amounts_rounded_to_hundreds(usage: UsageJson) -> None:
    """Amounts are rounded to hundreds."""
    for event in usage["events"]:
        event["amount"] = round(event["amount"], -2)


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events])
def amount_off_by_one(usage: UsageJson) -> None:
    """A charged amount is one token too much."""
    next(event for event in usage["events"] if event["conversation_id"])["amount"] += 1


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events])
def charges_are_negative(usage: UsageJson) -> None:
    """What was charged is negative."""
    for event in usage["events"]:
        event["amount"] *= -1 if event["type"] in ("producer-usage", "riffusion") else 1


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events])
def first_page_only(usage: UsageJson) -> None:
    """The events end behind the first two."""
    charged = [event for event in usage["events"] if event["conversation_id"]]
    songs = {event["conversation_id"]: event for event in charged}
    usage["events"] = list(songs.values())


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        conversations_rules.tokens_are_sums_of_charged_events,
        conversations_rules.every_listed_conversation_has_events,
    ]
)
def no_events_listed(usage: UsageJson) -> None:
    """The events are left out."""
    usage["events"] = []


@fault(breaks=[rules.tokens_by_type_are_sums_of_events])
def types_renamed(usage: UsageJson) -> None:
    """An event has another type than the totals know it by."""
    next(event for event in usage["events"] if event["type"] == "grant")["type"] = "Grant"


@fault(breaks=[rules.tokens_by_type_are_sums_of_events])
def first_event_not_counted(usage: UsageJson) -> None:
    """An event is missing from the rows, but not from the totals."""
    del usage["events"][0]


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_and_tokens_have_the_same_types,
        rules.received_tokens_sum_the_received_types,
    ]
)
def grants_not_totalled(usage: UsageJson) -> None:
    """The tokens by type leave out grants."""
    del usage["summary"]["by_type_tokens"]["grant"]


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_are_tokens_over_12])
def unknown_types_doubled(usage: UsageJson) -> None:
    """The tokens of the types that the page does not name are counted twice."""
    for type_ in usage["summary"]["by_type_tokens"]:
        if type_ not in ("daily-free", "grant", "producer-usage", "riffusion"):
            usage["summary"]["by_type_tokens"][type_] *= 2


@fault(breaks=[rules.credits_and_tokens_have_the_same_types])
def credits_of_charged_types_only(usage: UsageJson) -> None:
    """The credits by type leave out what was received."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: credits[type_] for type_ in credits if "usage" in type_}


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_at_ten_tokens_each(usage: UsageJson) -> None:
    """A credit by type is ten tokens."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] / 10 for type_ in tokens}


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_rounded_to_whole(usage: UsageJson) -> None:
    """Credits by type are rounded to whole ones."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_]) for type_ in credits}


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_in_tokens(usage: UsageJson) -> None:
    """The charged total is in tokens."""
    usage["summary"]["total_charged_credits"] *= 12


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_without_producer_usage(usage: UsageJson) -> None:
    """The charged total leaves out one of the two charged types."""
    usage["summary"]["total_charged_credits"] -= usage["summary"]["by_type_credits"]["producer-usage"]


@fault(breaks=[rules.received_tokens_sum_the_received_types])
def received_total_in_credits(usage: UsageJson) -> None:
    """The received total is in credits."""
    usage["summary"]["total_received_tokens"] /= 12


@fault(breaks=[rules.received_tokens_sum_the_received_types])
def received_total_is_net(usage: UsageJson) -> None:
    """The received total is what is left after the charges."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["total_charged_credits"] * 12


@fault(breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_and_tokens_have_the_same_types])
def type_without_events(usage: UsageJson) -> None:
    """The tokens by type tell of a type that no event has."""
    usage["summary"]["by_type_tokens"]["refund"] = 5


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_are_tokens_over_12,
        rules.received_tokens_sum_the_received_types,
    ]
)
def tokens_by_type_in_credits(usage: UsageJson) -> None:
    """The tokens by type are in credits."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_tokens"] = {type_: tokens[type_] / 12 for type_ in tokens}


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_and_tokens_have_the_same_types,
        rules.received_tokens_sum_the_received_types,
    ]
)
def tokens_by_type_empty(usage: UsageJson) -> None:
    """The tokens by type are empty."""
    usage["summary"]["by_type_tokens"] = {}


@fault(breaks=[rules.credits_and_tokens_have_the_same_types])
def credits_of_a_type_more(usage: UsageJson) -> None:
    """The credits by type tell of a type that the tokens do not."""
    usage["summary"]["by_type_credits"]["refund"] = 0


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_are_tokens_times_12(usage: UsageJson) -> None:
    """A credit by type is a twelfth of a token."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] * 12 for type_ in tokens}


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_of_received_types_are_zero(usage: UsageJson) -> None:
    """The credits of what was received are zero."""
    usage["summary"]["by_type_credits"]["grant"] = 0


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_rounded_to_tenths(usage: UsageJson) -> None:
    """Credits by type are rounded to one decimal."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_] - 0.04, 1) for type_ in credits}


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_rounded_up(usage: UsageJson) -> None:
    """The charged total is rounded up to a tenth beyond what a rounding could be."""
    usage["summary"]["total_charged_credits"] += 3


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_of_everything(usage: UsageJson) -> None:
    """The charged total counts what was received, too."""
    usage["summary"]["total_charged_credits"] = sum(usage["summary"]["by_type_credits"].values())


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_is_zero(usage: UsageJson) -> None:
    """The charged total is zero."""
    usage["summary"]["total_charged_credits"] = 0


@fault(breaks=[rules.charged_credits_sum_the_charged_types])
def charged_total_is_negative(usage: UsageJson) -> None:
    """The charged total is negative."""
    usage["summary"]["total_charged_credits"] *= -1


@fault(breaks=[rules.charged_credits_sum_the_charged_types, rules.received_tokens_sum_the_received_types])
def totals_swapped(usage: UsageJson) -> None:
    """The totals have changed places."""
    summary = usage["summary"]
    summary["total_charged_credits"], summary["total_received_tokens"] = (
        summary["total_received_tokens"],
        summary["total_charged_credits"],
    )


@fault(breaks=[rules.received_tokens_sum_the_received_types])
def received_total_without_allowances(usage: UsageJson) -> None:
    """The received total leaves out a part of what was granted."""
    usage["summary"]["total_received_tokens"] -= 120


@fault(breaks=[rules.received_tokens_sum_the_received_types])
def received_total_of_everything(usage: UsageJson) -> None:
    """The received total counts what was charged, too."""
    usage["summary"]["total_received_tokens"] = sum(usage["summary"]["by_type_tokens"].values())
