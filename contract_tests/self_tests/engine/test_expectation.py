"""Comparisons, at their boundaries."""

from math import inf

import pytest

from flowmusic_contract.engine.expectation import (
    ABSENT,
    Expectation,
    Words,
    amounts_to,
    between,
    equal,
    holds,
    is_at_least,
    is_same_number,
    short_repr,
    within_one,
)


@pytest.mark.parametrize(
    ("expected", "actual", "is_correct"),
    [
        (5, 5, True),
        (5, 5.0, True),
        (5, 5.004, False),
        (5, 4.996, False),
        (0, 0.001, False),
        (0, 0.9e-9, True),
        (0, -0.9e-9, True),
        (0, 1.1e-9, False),
        (0, 0.1 + 0.2 - 0.1 - 0.2, True),
        (1, sum([0.1] * 10), True),
        (5.5, 5.505, True),
        (5.5, 5.495, True),
        (5.5, 5.506, False),
        (5.5, 5.494, False),
        (5.5, 5.5049, True),
        (-5.5, -5.505, True),
        (-5.5, -5.506, False),
        (10 / 3, 3.33, True),
        (10 / 3, 3.3, False),
        (0.25, 1.25, False),
        (0.25, -0.75, False),
        (3e6, 3e6 + 2e-6, True),
        (3e6, 3e6 - 2e-6, True),
        (3e6, 3e6 + 4e-6, False),
        (-3e6, -3e6 - 2e-6, True),
        (3e9 + 0.25, 3e9 + 0.2575, True),
        (3e9 + 0.25, 3e9 + 0.259, False),
        (5, "5", False),
        (5, None, False),
        (5, ABSENT, False),
        (2**60 + 1, 2**60 + 1, True),
        (inf, float("inf"), True),
        (inf, 1e308, False),
        (1e308, inf, False),
    ],
)
def test_amounts_to(expected: float, actual: object, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """An amount is exact or rounded to 2 decimals; a whole number is exact, except for floating-point noise."""

    assert is_correct == amounts_to(expected, actual).holds


@pytest.mark.parametrize(
    ("actual", "is_correct"),
    [(1.25, True), (1.245, True), (1.244, False), (2, True), (4, True), (4.001, False), ("2", False)],
)
def test_between(actual: object, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """A number lies between two bounds, each exact or, if it is not whole, rounded."""

    assert is_correct == between(1.25, 4, actual).holds


@pytest.mark.parametrize(("actual", "is_correct"), [(-1e-9, True), (-1.1e-9, False), (1e-9, True), (1.1e-9, False)])
def test_noise_around_zero(actual: float, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """What a sum of doubles may leave counts as zero, up to and including the limit."""

    assert is_correct == between(0, 0, actual).holds


@pytest.mark.parametrize(
    ("low", "actual", "outcomes"),
    [
        (0.3, 0.1 + 0.2, (True, True)),
        (0.1 + 0.2, 0.3, (True, True)),
        (1e12, 1e12 - 0.9, (True, True)),
        (1e12, 1e12 - 1.1, (False, False)),
        (1e12, 1e12 + 0.9, (True, True)),
        (1e12, 1e12 + 1.1, (True, False)),
        (-1e12, -1e12 - 1.1, (False, False)),
        (5, 5.004, (True, False)),
        (0, 0.0, (True, True)),
        (0, 0.1 + 0.2 - 0.1 - 0.2, (True, True)),
        (0.1 + 0.2 - 0.1 - 0.2, 0, (True, True)),
        (0, -1.1e-9, (False, False)),
        (0, -1.0000000000010001e-09, (True, True)),  # exactly as far as noise goes
        (float("inf"), float("inf"), (True, True)),
    ],
)
def test_numbers_of_two_responses(low: float, actual: float, outcomes: tuple[bool, bool]) -> None:
    """A number reaches another one, or is the same, except for floating-point noise."""

    assert outcomes == (is_at_least(low, actual), is_same_number(low, actual))


@pytest.mark.parametrize(
    ("expectation", "expected"),
    [
        (between(5, 5, 6, "a", 1), ("5", 6, ("a", 1))),
        (between(5, 7, 8, "a"), ("5 to 7", 8, ("a",))),
        (between(5.5, float("5.5"), 8, "a"), ("5.5", 8, ("a",))),  # an equal number that is another object
        (amounts_to(5.5, 6, "a"), ("5.5", 6, ("a",))),
        (within_one([(5, 7)], 8, "a"), ("5 to 7", 8, ("a",))),
        (equal("x", "y", "a"), ('"x"', "y", ("a",))),
        (holds(0, "words", "y", "a"), ("words", "y", ("a",))),
    ],
)
def test_broken_expectation_says_what_and_where(expectation: Expectation, expected: object) -> None:
    """A broken expectation has what was expected, what was there, and its location."""

    assert (False, expected) == (expectation.holds, (expectation.expected, expectation.actual, expectation.location))


@pytest.mark.parametrize(
    ("values", "expected"),
    [([7], "7"), ([2, 1], "1 or 2"), ([4, 2, 1, 3], "1 or 2 or 3 or 4"), ([5, 4, 2, 1, 3], "1 or 2 or 3 or … or 5")],
)
def test_values_that_would_be_right(values: list[float], expected: str) -> None:
    """A finding shows every value that would be right in order, or the first three and the last of very many."""
    expectation = within_one([(value, value) for value in values], 9, "a", 1)

    assert (expected, 9, ("a", 1)) == (expectation.expected, expectation.actual, expectation.location)


@pytest.mark.parametrize(("actual", "is_correct"), [(1, True), (2, True), (1.5, False), (3, False), ("1", False)])
def test_one_of_several_values(actual: object, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """One of several values is right, and nothing between them."""

    assert is_correct == within_one([(1, 1), (2, 2)], actual).holds


@pytest.mark.parametrize("expectation", [equal([1], [1.0]), holds("words", "", None), between(1, 2, 1.5)])
def test_kept_expectation(expectation: Expectation) -> None:
    """An expectation holds if its values are equal, its condition is true or its number is in range."""

    assert expectation.holds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ABSENT, "nothing"),
        (Words("words"), "words"),
        ({"a": 1}, "an object of 1"),
        ([1, 2], "an array of 2"),
        (5.0, "5"),
        (-5.0, "-5"),
        (5.5, "5.5"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e16, "1e+16"),
        (float("inf"), "Infinity"),
        (5, "5"),
        (None, "null"),
        ("é", '"é"'),
    ],
)
def test_short_repr(value: object, text: str) -> None:
    """A value is shown as short text, and a whole number without decimals."""

    assert text == short_repr(value)
