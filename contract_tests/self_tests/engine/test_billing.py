"""Totals of tokens."""

from math import inf

import pytest

from flowmusic_contract.engine.billing import CHARGED, bounds, total


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], 0), ([2**53, 1], 2**53 + 1), ([0.1] * 10, 1.0), ([1, 0.5], 1.5), ([2.0**53, 1, 1], 2**53 + 2)],
)
def test_total(amounts: list[float], expected: float) -> None:
    """A sum is exact for integers, otherwise correctly rounded."""

    assert expected == total(amounts)


@pytest.mark.parametrize(
    ("amounts", "low_and_high"),
    [
        ([("riffusion", 7), ("producer-usage", 2), ("grant", 40), ("daily-free", 30)], (9, 9)),
        ([("riffusion", 7), ("new", 3), ("newer", 1), ("newest", 0.5)], (7, 11.5)),
        ([("riffusion", 7), ("new", -3), ("newer", -1), ("newest", -0.5)], (2.5, 7)),
        ([("riffusion", 7), ("new", -3), ("newer", 2)], (4, 9)),
        ([("new", 1)], (0, 1)),
    ],
)
def test_bounds(amounts: list[tuple[str, float]], low_and_high: tuple[float, float]) -> None:
    """An unnamed type may count or not; a named type counts as documented."""

    assert low_and_high == bounds(CHARGED, amounts)


@pytest.mark.parametrize("amounts", [[1e308, 1e308], [9 * 10**307] * 20])
def test_total_beyond_a_double_is_infinite(amounts: list[float]) -> None:
    """A sum beyond the range of a double is infinite, not a crash."""

    assert inf == total(amounts)
