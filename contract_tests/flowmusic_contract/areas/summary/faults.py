"""Servers whose tokens or credits by type are wrong."""

from math import floor

from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault

_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("daily-free", "grant")


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_and_tokens_have_the_same_types,
        rules.received_tokens_sum_the_received_types,
    ],
    effects={"$.summary.by_type_tokens.grant": "7200 -> absent"},
)
def tokens_by_type_without_grants(usage: UsageJson) -> None:
    """The tokens by type leave out grants."""
    del usage["summary"]["by_type_tokens"]["grant"]


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_are_tokens_over_12],
    effects={"$.summary.by_type_tokens['stem-export']": "25 -> 50"},
)
def unknown_types_doubled(usage: UsageJson) -> None:
    """The tokens of undocumented event types are doubled."""
    for type_ in usage["summary"]["by_type_tokens"]:
        if type_ not in _CHARGED + _RECEIVED:
            usage["summary"]["by_type_tokens"][type_] *= 2


@fault(
    breaks=[rules.credits_and_tokens_have_the_same_types],
    effects={"$.summary.by_type_credits['daily-free','grant','stem-export']": "120 -> absent"},
)
def credits_of_charged_types_only(usage: UsageJson) -> None:
    """The credits by type list only charged types."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: credits[type_] for type_ in credits if type_ in _CHARGED}


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 144.0"})
def credits_at_ten_tokens_each(usage: UsageJson) -> None:
    """A credit by type is ten tokens."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] / 10 for type_ in tokens}


@fault(
    breaks=[rules.credits_are_tokens_over_12],
    effects={"$.summary.by_type_credits['riffusion','stem-export']": "11.666666666666666 -> 12"},
)
def credits_rounded_to_whole_numbers(usage: UsageJson) -> None:
    """Credits by type are rounded to whole numbers."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_]) for type_ in credits}


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_and_tokens_have_the_same_types],
    effects={"$.summary.by_type_tokens.refund": "absent -> 5"},
)
def type_without_events(usage: UsageJson) -> None:
    """The tokens by type list a type that no event has."""
    usage["summary"]["by_type_tokens"]["refund"] = 5


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_are_tokens_over_12,
        rules.received_tokens_sum_the_received_types,
    ],
    effects={"$.summary.by_type_tokens[*]": "1440 -> 120.0"},
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
    ],
    effects={"$.summary.by_type_tokens[*]": "1440 -> absent"},
)
def tokens_by_type_are_empty(usage: UsageJson) -> None:
    """The tokens by type are empty."""
    usage["summary"]["by_type_tokens"] = {}


@fault(
    breaks=[rules.credits_and_tokens_have_the_same_types], effects={"$.summary.by_type_credits.refund": "absent -> 0"}
)
def credits_of_an_extra_type(usage: UsageJson) -> None:
    """The credits by type list a type that the tokens by type do not."""
    usage["summary"]["by_type_credits"]["refund"] = 0


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 17280"})
def credits_are_tokens_times_12(usage: UsageJson) -> None:
    """Credits by type are tokens multiplied by 12."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] * 12 for type_ in tokens}


@fault(
    breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits['daily-free','grant']": "120 -> 0"}
)
def credits_of_received_types_are_zero(usage: UsageJson) -> None:
    """The credits of received types are zero."""
    credits = usage["summary"]["by_type_credits"]
    credits.update({type_: 0 for type_ in _RECEIVED if type_ in credits})


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 120.0"})
def credits_rounded_down_to_tenths(usage: UsageJson) -> None:
    """Credits by type are rounded down to tenths."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: floor(credits[type_] * 10) / 10 for type_ in credits}
