"""Servers whose totals are wrong."""

from flowmusic_contract.faults.fault import Usage, fault

_SUMS = "summary.tokens-by-type-are-sums-of-events"
_SAME_TYPES = "summary.credits-have-the-types-of-tokens"
_OVER_12 = "summary.credits-are-tokens-over-12"
_CHARGED = "summary.charged-credits-sum-the-charged-types"
_RECEIVED = "summary.received-tokens-sum-the-received-types"


@fault(breaks=[_SUMS])
def first_event_not_counted(usage: Usage) -> None:
    """An event is missing from the rows, but not from the totals."""
    del usage["events"][0]


@fault(breaks=[_SUMS, _SAME_TYPES, _RECEIVED])
def grants_not_totalled(usage: Usage) -> None:
    """The tokens by type leave out grants."""
    del usage["summary"]["by_type_tokens"]["grant"]


@fault(breaks=[_SUMS, _OVER_12])
def unknown_types_doubled(usage: Usage) -> None:
    """The tokens of the types that the page does not name are counted twice."""
    for type_ in usage["summary"]["by_type_tokens"]:
        if type_ not in ("daily-free", "grant", "producer-usage", "riffusion"):
            usage["summary"]["by_type_tokens"][type_] *= 2


@fault(breaks=[_SAME_TYPES])
def credits_of_charged_types_only(usage: Usage) -> None:
    """The credits by type leave out what was received."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: credits[type_] for type_ in credits if "usage" in type_}


@fault(breaks=[_OVER_12])
def credits_at_ten_tokens_each(usage: Usage) -> None:
    """A credit by type is ten tokens."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] / 10 for type_ in tokens}


@fault(breaks=[_OVER_12])
def credits_rounded_to_whole(usage: Usage) -> None:
    """Credits by type are rounded to whole ones."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_]) for type_ in credits}


@fault(breaks=[_CHARGED])
def charged_total_in_tokens(usage: Usage) -> None:
    """The charged total is in tokens."""
    usage["summary"]["total_charged_credits"] *= 12


@fault(breaks=[_CHARGED])
def charged_total_without_producer_usage(usage: Usage) -> None:
    """The charged total leaves out one of the two charged types."""
    usage["summary"]["total_charged_credits"] -= usage["summary"]["by_type_credits"]["producer-usage"]


@fault(breaks=[_RECEIVED])
def received_total_in_credits(usage: Usage) -> None:
    """The received total is in credits."""
    usage["summary"]["total_received_tokens"] /= 12


@fault(breaks=[_RECEIVED])
def received_total_is_net(usage: Usage) -> None:
    """The received total is what is left after the charges."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["total_charged_credits"] * 12


@fault(breaks=[_SUMS, _SAME_TYPES])
def type_without_events(usage: Usage) -> None:
    """The tokens by type tell of a type that no event has."""
    usage["summary"]["by_type_tokens"]["refund"] = 5


@fault(breaks=[_SUMS, _OVER_12, _RECEIVED])
def tokens_by_type_in_credits(usage: Usage) -> None:
    """The tokens by type are in credits."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_tokens"] = {type_: tokens[type_] / 12 for type_ in tokens}


@fault(breaks=[_SUMS, _SAME_TYPES, _RECEIVED])
def tokens_by_type_empty(usage: Usage) -> None:
    """The tokens by type are empty."""
    usage["summary"]["by_type_tokens"] = {}


@fault(breaks=[_SAME_TYPES])
def credits_of_a_type_more(usage: Usage) -> None:
    """The credits by type tell of a type that the tokens do not."""
    usage["summary"]["by_type_credits"]["refund"] = 0


@fault(breaks=[_OVER_12])
def credits_are_tokens_times_12(usage: Usage) -> None:
    """A credit by type is a twelfth of a token."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] * 12 for type_ in tokens}


@fault(breaks=[_OVER_12])
def credits_of_received_types_are_zero(usage: Usage) -> None:
    """The credits of what was received are zero."""
    usage["summary"]["by_type_credits"]["grant"] = 0


@fault(breaks=[_OVER_12])
def credits_rounded_to_tenths(usage: Usage) -> None:
    """Credits by type are rounded to one decimal."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_] - 0.04, 1) for type_ in credits}


@fault(breaks=[_CHARGED])
def charged_total_rounded_up(usage: Usage) -> None:
    """The charged total is rounded up to a tenth beyond what a rounding could be."""
    usage["summary"]["total_charged_credits"] += 3


@fault(breaks=[_CHARGED])
def charged_total_of_everything(usage: Usage) -> None:
    """The charged total counts what was received, too."""
    usage["summary"]["total_charged_credits"] = sum(usage["summary"]["by_type_credits"].values())


@fault(breaks=[_CHARGED])
def charged_total_is_zero(usage: Usage) -> None:
    """The charged total is zero."""
    usage["summary"]["total_charged_credits"] = 0


@fault(breaks=[_CHARGED])
def charged_total_is_negative(usage: Usage) -> None:
    """The charged total is negative."""
    usage["summary"]["total_charged_credits"] *= -1


@fault(breaks=[_CHARGED, _RECEIVED])
def totals_swapped(usage: Usage) -> None:
    """The totals have changed places."""
    summary = usage["summary"]
    summary["total_charged_credits"], summary["total_received_tokens"] = (
        summary["total_received_tokens"],
        summary["total_charged_credits"],
    )


@fault(breaks=[_RECEIVED])
def received_total_without_allowances(usage: Usage) -> None:
    """The received total leaves out a part of what was granted."""
    usage["summary"]["total_received_tokens"] -= 120


@fault(breaks=[_RECEIVED])
def received_total_of_everything(usage: Usage) -> None:
    """The received total counts what was charged, too."""
    usage["summary"]["total_received_tokens"] = sum(usage["summary"]["by_type_tokens"].values())
