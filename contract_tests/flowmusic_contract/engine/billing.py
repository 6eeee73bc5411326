"""Tokens, credits, and the charged and received event types, as the docs page defines them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from math import fsum, inf

from flowmusic_contract.engine.columns import column, once
from flowmusic_contract.engine.usage import Usage

TOKENS_PER_CREDIT = 12
CHARGED = frozenset({"producer-usage", "riffusion"})
RECEIVED = frozenset({"daily-free", "grant"})


def total(amounts: Iterable[float]) -> float:
    """Returns the sum: exact for integers, otherwise correctly rounded; infinite beyond the range of a double."""
    terms = list(amounts)
    try:
        exact = sum(terms)
        float(exact)  # an integer may be too large for a double
        return exact if isinstance(exact, int) else fsum(terms)
    except OverflowError:
        return inf


Amounts = Mapping[str | None, Sequence[float]]
"""The amounts of each conversation."""

OtherAmounts = Mapping[str | None, Mapping[str, Sequence[float]]]
"""The amounts of each conversation and type."""


@once
def amounts_by_conversation(usage: Usage) -> tuple[Amounts, OtherAmounts]:
    """Returns the amounts that are charged, and those of each type that the docs page does not name."""
    charged: defaultdict[str | None, list[float]] = defaultdict(list)
    possible: defaultdict[str | None, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    columns = column(usage, "type"), column(usage, "conversation_id"), column(usage, "amount")
    for type_, conversation, amount in zip(*columns, strict=True):
        if type_ in CHARGED:
            charged[conversation].append(amount)
        elif type_ not in RECEIVED:
            possible[conversation][type_].append(amount)
    return charged, possible


Interval = tuple[float, float]
"""The lowest and the highest value of a total; both are the same if only one is possible."""

MOST_OPEN = 8
"""The number of event types that the docs page does not name for which every total is computed."""


def totals_of(counted: frozenset[str], amounts: Iterable[tuple[str, float]]) -> list[Interval]:
    """Returns every possible total of the `counted` types, from pairs of type and amount.

    The set of event types is open. A type that the docs page does not name counts wholly, or not at all.
    """
    certain: list[float] = []
    possible: list[float] = []
    for type_, amount in amounts:
        if type_ in counted:
            certain.append(amount)
        elif type_ not in CHARGED | RECEIVED:
            possible.append(amount)
    return totals_with(certain, possible)


def totals_with(certain: Sequence[float], possible: Sequence[float]) -> list[Interval]:
    """Returns every total of amounts that count and of some that each count or not; one interval for very many."""
    base = total(certain)
    if not possible:
        return [(base, base)]
    if len(possible) > MOST_OPEN:
        return [(base + total(min(each, 0) for each in possible), base + total(max(each, 0) for each in possible))]
    chosen = chain.from_iterable(combinations(possible, size) for size in range(len(possible) + 1))
    return [(each, each) for each in (total([base, *some]) for some in chosen)]
