"""Rules on the totals in `$.summary`."""

from collections import defaultdict
from collections.abc import Iterator

from flowmusic_contract.areas.summary.other_types import kinds_in, ways_of
from flowmusic_contract.engine.billing import CHARGED, RECEIVED, TOKENS_PER_CREDIT, Interval, total, totals_of
from flowmusic_contract.engine.columns import column
from flowmusic_contract.engine.exchange import Exchange
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
from flowmusic_contract.engine.subjects import Session
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
    needs="a 200 response of the documented shape with an event type that the docs page does not name",
)
def other_types_count_in_one_way(usage: Usage) -> Iterator[Expectation]:
    """An event type that the docs page does not name counts in one way in all totals and songs of a report."""
    ways = ways_of(usage)
    if ways is not None:
        yield holds(
            bool(ways),
            "each other type as charged, received or neither",
            Words("a type that counts in two ways"),
            "summary",
        )


@inferred(
    because="a type is charged, received or neither, whatever the account",
    about=Session,
    needs="two 200 responses of the documented shape with an event type that the docs page does not name",
)
def other_types_count_alike_in_all_reports(session: Session) -> Iterator[Expectation]:
    """An event type that the docs page does not name counts in the same way in every report."""
    earlier: dict[str, tuple[frozenset[str], Exchange]] = {}
    for exchange in session.exchanges:
        for type_, kinds in (kinds_in(exchange.usage) if exchange.usage else {}).items():
            before, known = earlier.setdefault(type_, (kinds, exchange))
            if known is not exchange:
                expected = f'"{type_}" as {" or ".join(sorted(before))}'
                expectation = holds(bool(before & kinds), expected, Words(" or ".join(sorted(kinds))), "summary")
                yield expectation.within(known.source, exchange.source)
            if before & kinds:
                earlier[type_] = before & kinds, exchange


def _charged_credits(usage: Usage) -> list[Interval]:
    totals = totals_of(CHARGED, usage["summary"]["by_type_tokens"].items())
    return [(low / TOKENS_PER_CREDIT, high / TOKENS_PER_CREDIT) for low, high in totals]
