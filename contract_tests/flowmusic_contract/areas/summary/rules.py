"""Rules on the totals in `$.summary`."""

from collections import defaultdict
from collections.abc import Iterator

from flowmusic_contract.engine.billing import CHARGED, RECEIVED, TOKENS_PER_CREDIT, bounds, total
from flowmusic_contract.engine.columns import column
from flowmusic_contract.engine.expectation import ABSENT, HELD, Expectation, amounts_to, between, holds, is_between
from flowmusic_contract.engine.rule import documented
from flowmusic_contract.engine.usage import Usage


@documented("#/components/schemas/TokensByType", about=Usage)
def tokens_by_type_are_sums_of_events(usage: Usage) -> Iterator[Expectation]:
    """The tokens of each event type are the sum of the amounts of its events."""
    amounts: defaultdict[str, list[float]] = defaultdict(list)
    for type_, amount in zip(column(usage, "type"), column(usage, "amount"), strict=True):
        amounts[type_].append(amount)
    tokens = usage["summary"]["by_type_tokens"]
    for type_ in amounts | tokens:
        expected = total(amounts.get(type_, ()))
        yield amounts_to(expected, tokens.get(type_, ABSENT), "summary", "by_type_tokens", type_)


@documented("#/components/schemas/CreditsByType", about=Usage)
def credits_and_tokens_have_the_same_types(usage: Usage) -> Iterator[Expectation]:
    """Credits and tokens are listed for the same event types."""
    summary = usage["summary"]
    for type_ in summary["by_type_tokens"] | summary["by_type_credits"]:
        for unit in "by_type_tokens", "by_type_credits":
            yield holds(type_ in summary[unit], "an amount", ABSENT, "summary", unit, type_)


@documented("#/components/schemas/CreditsByType", about=Usage)
def credits_are_tokens_over_12(usage: Usage) -> Iterator[Expectation]:
    """Each amount in credits is the amount in tokens divided by 12."""
    credits = usage["summary"]["by_type_credits"]
    for type_, tokens in usage["summary"]["by_type_tokens"].items():
        if type_ in credits:
            yield amounts_to(tokens / TOKENS_PER_CREDIT, credits[type_], "summary", "by_type_credits", type_)


@documented("#/components/schemas/UsageSummary/properties/total_charged_credits", about=Usage)
def charged_credits_sum_the_charged_types(usage: Usage) -> Iterator[Expectation]:
    """`total_charged_credits` is the sum of the credits of `producer-usage` and `riffusion`."""
    summary = usage["summary"]
    charged = summary["total_charged_credits"]
    low, high = (tokens / TOKENS_PER_CREDIT for tokens in bounds(CHARGED, summary["by_type_tokens"].items()))
    if is_between(*bounds(CHARGED, summary["by_type_credits"].items()), charged):
        yield HELD  # the sum of credits that were rounded before
    else:
        yield between(low, high, charged, "summary", "total_charged_credits")


@documented("#/components/schemas/UsageSummary/properties/total_received_tokens", about=Usage)
def received_tokens_sum_the_received_types(usage: Usage) -> Iterator[Expectation]:
    """`total_received_tokens` is the sum of the tokens of `grant` and `daily-free`."""
    low, high = bounds(RECEIVED, usage["summary"]["by_type_tokens"].items())
    yield between(low, high, usage["summary"]["total_received_tokens"], "summary", "total_received_tokens")
