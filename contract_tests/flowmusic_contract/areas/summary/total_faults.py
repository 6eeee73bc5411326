"""Servers whose charged or received total is wrong."""

from math import ceil

from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 1340.0"},
)
def charged_total_in_tokens(usage: UsageJson) -> None:
    """The charged total is in tokens."""
    usage["summary"]["total_charged_credits"] *= 12


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 11.666666666666671"},
)
def charged_total_without_producer_usage(usage: UsageJson) -> None:
    """The charged total leaves out `producer-usage`."""
    usage["summary"]["total_charged_credits"] -= usage["summary"]["by_type_credits"]["producer-usage"]


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 720.0"}
)
def received_total_in_credits(usage: UsageJson) -> None:
    """The received total is in credits."""
    usage["summary"]["total_received_tokens"] /= 12


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 7300.0"}
)
def received_total_is_net(usage: UsageJson) -> None:
    """The charges are subtracted from the received total."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["total_charged_credits"] * 12


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 111.7"},
)
def charged_total_rounded_up(usage: UsageJson) -> None:
    """The charged total is rounded up to a tenth."""
    usage["summary"]["total_charged_credits"] = ceil(usage["summary"]["total_charged_credits"] * 10) / 10


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 833.75"},
)
def charged_total_of_every_type(usage: UsageJson) -> None:
    """The charged total includes every type."""
    usage["summary"]["total_charged_credits"] = sum(usage["summary"]["by_type_credits"].values())


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 0"},
)
def charged_total_is_zero(usage: UsageJson) -> None:
    """The charged total is zero."""
    usage["summary"]["total_charged_credits"] = 0


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> -111.66666666666667"},
)
def charged_total_is_negative(usage: UsageJson) -> None:
    """The charged total is negative."""
    usage["summary"]["total_charged_credits"] *= -1


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types, rules.received_tokens_sum_the_received_types],
    effects={
        "$.summary.total_charged_credits": "111.66666666666667 -> 8640",
        "$.summary.total_received_tokens": "8640 -> 111.66666666666667",
    },
)
def totals_swapped(usage: UsageJson) -> None:
    """The charged total and the received total are swapped."""
    summary = usage["summary"]
    summary["total_charged_credits"], summary["total_received_tokens"] = (
        summary["total_received_tokens"],
        summary["total_charged_credits"],
    )


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 7200"}
)
def received_total_without_allowances(usage: UsageJson) -> None:
    """The received total leaves out free allowances."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["by_type_tokens"].get("daily-free", 0)


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 10005"}
)
def received_total_of_every_type(usage: UsageJson) -> None:
    """The received total includes every type."""
    usage["summary"]["total_received_tokens"] = sum(usage["summary"]["by_type_tokens"].values())
