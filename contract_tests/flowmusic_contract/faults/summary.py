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
    """The charged total counts one of the two charged types only."""
    usage["summary"]["total_charged_credits"] -= usage["summary"]["by_type_credits"]["producer-usage"]


@fault(breaks=[_RECEIVED])
def received_total_in_credits(usage: Usage) -> None:
    """The received total is in credits."""
    usage["summary"]["total_received_tokens"] /= 12


@fault(breaks=[_RECEIVED])
def received_total_is_net(usage: Usage) -> None:
    """The received total is what is left after the charges."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["total_charged_credits"] * 12
