"""Totals of tokens."""

from math import inf

import pytest

from flowmusic_contract.engine.billing import CHARGED, MOST_OPEN, total, totals_of


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], 0), ([2**53, 1], 2**53 + 1), ([0.1] * 10, 1.0), ([1, 0.5], 1.5), ([2.0**53, 1, 1], 2**53 + 2)],
)
def test_total(amounts: list[float], expected: float) -> None:
    """A sum is exact for integers, otherwise correctly rounded."""

    assert expected == total(amounts)


@pytest.mark.parametrize(
    ("amounts", "totals"),
    [
        ([("riffusion", 7), ("producer-usage", 2), ("grant", 40), ("daily-free", 30)], {9}),
        ([("riffusion", 7), ("new", 3), ("newer", 0.5)], {7, 10, 7.5, 10.5}),
        ([("riffusion", 7), ("new", -3), ("newer", 2)], {7, 4, 9, 6}),
        ([("new", 1)], {0, 1}),
    ],
)
def test_totals(amounts: list[tuple[str, float]], totals: set[float]) -> None:
    """An unnamed type counts wholly or not at all; a named type counts as documented."""

    assert {(each, each) for each in totals} == set(totals_of(CHARGED, amounts))


def test_totals_of_as_many_types_as_can_be_combined() -> None:
    """Up to a number of types, every total is computed."""
    types = [(f"new {number}", 2**number) for number in range(MOST_OPEN)]

    assert [(each, each) for each in range(2**MOST_OPEN)] == sorted(totals_of(CHARGED, types))


def test_totals_of_many_types() -> None:
    """With more types than can be combined, a total lies between the lowest and the highest."""
    many = [(f"new {amount}", amount) for amount in (*range(MOST_OPEN), -2, -0.5)]

    assert [(10 - 2.5, 10 + sum(range(MOST_OPEN)))] == totals_of(CHARGED, [("riffusion", 10), *many])


@pytest.mark.parametrize("amounts", [[1e308, 1e308], [9 * 10**307] * 20])
def test_total_beyond_a_double_is_infinite(amounts: list[float]) -> None:
    """A sum beyond the range of a double is infinite, not a crash."""

    assert inf == total(amounts)
