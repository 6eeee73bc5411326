"""Tokens, credits, and the charged and received event types, as the docs page defines them."""

from collections.abc import Iterable, Sequence
from math import fsum, inf

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


def bounds(counted: frozenset[str], amounts: Iterable[tuple[str, float]]) -> tuple[float, float]:
    """Returns the lowest and the highest possible total of the `counted` types, from pairs of type and amount.

    The set of event types is open. A type that the docs page does not name may count or not.
    """
    certain: list[float] = []
    possible: list[float] = []
    for type_, amount in amounts:
        if type_ in counted:
            certain.append(amount)
        elif type_ not in CHARGED | RECEIVED:
            possible.append(amount)
    return range_of(certain, possible)


def range_of(certain: Sequence[float], possible: Sequence[float]) -> tuple[float, float]:
    """Returns the lowest and the highest total of amounts that count and of some that may count or not."""
    base = total(certain)
    if not possible:
        return base, base
    return base + total(a for a in possible if a < 0), base + total(a for a in possible if a > 0)
