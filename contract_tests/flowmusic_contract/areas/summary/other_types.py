"""How a report counts the event types that the docs page does not name: as charged, as received or as neither."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from flowmusic_contract.engine.billing import (
    CHARGED,
    MOST_OPEN,
    RECEIVED,
    TOKENS_PER_CREDIT,
    amounts_by_conversation,
    total,
)
from flowmusic_contract.engine.columns import once
from flowmusic_contract.engine.expectation import is_within_one
from flowmusic_contract.engine.usage import Usage

Types = frozenset[str]

Way = tuple[Types, Types]
"""The other types that count as charged, and those that count as received."""


@once
def ways_of(usage: Usage) -> list[Way] | None:
    """Returns every way to count the other types that gives all amounts of a report.

    None if there are no such types or very many, or if a total is wrong whichever of them count: that is for the rule
    on the total.
    """
    others = _others_in(usage)
    if not others or len(others) > MOST_OPEN:
        return None
    charged = [types for types in _subsets(others) if _is_charged_total(usage, types)]
    received = [types for types in _subsets(others) if _is_received_total(usage, types)]
    if not charged or not received:
        return None
    for own, possible in _charged_in_conversations(usage).items():
        charged = [types for types in charged if types & own in possible]
    return [(one, other) for one, other in product(charged, received) if one.isdisjoint(other)]


def kinds_in(usage: Usage) -> dict[str, frozenset[str]]:
    """Returns what each other type of a report may count as: `charged`, `received`, `neither`."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for charged, received in ways_of(usage) or ():
        for type_ in _others_in(usage):
            kinds[type_].add("charged" if type_ in charged else "received" if type_ in received else "neither")
    return {type_: frozenset(possible) for type_, possible in kinds.items()}


def _others_in(usage: Usage) -> Types:
    return frozenset(usage["summary"]["by_type_tokens"].keys() - CHARGED - RECEIVED)


def _subsets(types: Iterable[str]) -> Iterator[Types]:
    each = sorted(types)
    return (frozenset(some) for size in range(len(each) + 1) for some in combinations(each, size))


def _is_charged_total(usage: Usage, others: Types) -> bool:
    summary = usage["summary"]
    in_tokens, in_credits = (
        total(amount for type_, amount in summary[unit].items() if type_ in CHARGED or type_ in others)
        for unit in ("by_type_tokens", "by_type_credits")
    )
    exact = in_tokens / TOKENS_PER_CREDIT
    return is_within_one([(exact, exact), (in_credits, in_credits)], summary["total_charged_credits"])


def _is_received_total(usage: Usage, others: Types) -> bool:
    summary = usage["summary"]
    tokens = total(
        amount for type_, amount in summary["by_type_tokens"].items() if type_ in RECEIVED or type_ in others
    )
    return is_within_one([(tokens, tokens)], summary["total_received_tokens"])


def _charged_in_conversations(usage: Usage) -> dict[Types, set[Types]]:
    """Returns the types that may count as charged in conversations, by all other types of such a conversation."""
    charged, possible = amounts_by_conversation(usage)
    ways: dict[Types, set[Types]] = {}
    for row in usage["summary"]["per_conversation"]:
        amounts = possible.get(row["conversation_id"], {})
        if len(amounts) <= MOST_OPEN:
            own = frozenset(amounts)
            fitting = _fitting(charged.get(row["conversation_id"], ()), amounts, row["tokens"])
            if fitting:  # otherwise its amount is wrong in any way
                ways[own] = ways.get(own, fitting) & fitting
    return ways


def _fitting(charged: Sequence[float], others: Mapping[str, Sequence[float]], tokens: float) -> set[Types]:
    """Returns the other types that give the tokens of a conversation if they are charged."""

    def is_fitting(types: Types) -> bool:
        counted = total([*charged, *(amount for type_ in types for amount in others[type_])])
        return is_within_one([(counted, counted)], tokens)

    return set(filter(is_fitting, _subsets(others)))
