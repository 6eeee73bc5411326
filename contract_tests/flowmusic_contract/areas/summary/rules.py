"""Rules on the totals in `$.summary`."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from flowmusic_contract.engine.billing import (
    CHARGED,
    MOST_OPEN,
    RECEIVED,
    TOKENS_PER_CREDIT,
    Interval,
    total,
    totals_of,
)
from flowmusic_contract.engine.columns import column
from flowmusic_contract.engine.expectation import (
    ABSENT,
    HELD,
    Expectation,
    Words,
    amounts_to,
    holds,
    is_within_one,
    within_one,
)
from flowmusic_contract.engine.rule import documented, inferred
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
    if is_within_one(totals_of(CHARGED, summary["by_type_credits"].items()), charged):
        yield HELD  # the sum of credits that were rounded before
    else:
        yield within_one(_charged_credits(usage), charged, "summary", "total_charged_credits")


@documented("#/components/schemas/UsageSummary/properties/total_received_tokens", about=Usage)
def received_tokens_sum_the_received_types(usage: Usage) -> Iterator[Expectation]:
    """`total_received_tokens` is the sum of the tokens of `grant` and `daily-free`."""
    totals = totals_of(RECEIVED, usage["summary"]["by_type_tokens"].items())
    yield within_one(totals, usage["summary"]["total_received_tokens"], "summary", "total_received_tokens")


@inferred(
    because="a type is charged, received or neither, whatever is computed from it",
    about=Usage,
    needs="a 200 response with an event type that the docs page does not name",
)
def other_types_count_in_one_way(usage: Usage) -> Iterator[Expectation]:
    """An event type that the docs page does not name counts in one way in all totals of a report."""
    tokens = usage["summary"]["by_type_tokens"]
    others = [type_ for type_ in tokens if type_ not in CHARGED | RECEIVED]
    if others and len(others) <= MOST_OPEN:
        ways = [frozenset(some) for size in range(len(others) + 1) for some in combinations(others, size)]
        charged = [way for way in ways if _is_charged_total(usage, way)]
        received = [way for way in ways if _is_received_total(usage, way)]
        if charged and received:  # other rules are about each total alone
            is_possible = any(one.isdisjoint(other) for one, other in product(charged, received))
            expected = f"charged, received or neither for each of {', '.join(sorted(others))}"
            yield holds(is_possible, expected, Words("both charged and received"), "summary")


def _is_charged_total(usage: Usage, others: frozenset[str]) -> bool:
    summary = usage["summary"]
    sums = (
        total(amount for type_, amount in summary[unit].items() if type_ in CHARGED | others)
        for unit in ("by_type_tokens", "by_type_credits")
    )
    in_tokens, in_credits = sums
    exact = in_tokens / TOKENS_PER_CREDIT
    return is_within_one([(exact, exact), (in_credits, in_credits)], summary["total_charged_credits"])


def _is_received_total(usage: Usage, others: frozenset[str]) -> bool:
    summary = usage["summary"]
    tokens = total(amount for type_, amount in summary["by_type_tokens"].items() if type_ in RECEIVED | others)
    return is_within_one([(tokens, tokens)], summary["total_received_tokens"])


def _charged_credits(usage: Usage) -> list[Interval]:
    totals = totals_of(CHARGED, usage["summary"]["by_type_tokens"].items())
    return [(low / TOKENS_PER_CREDIT, high / TOKENS_PER_CREDIT) for low, high in totals]
