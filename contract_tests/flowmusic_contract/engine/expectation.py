"""One comparison that a rule made: location, expected, actual."""

import json
from collections.abc import Iterable, Sequence, Sized
from typing import Final

from attrs import evolve, frozen

JsonPath = tuple[str | int, ...]

_SHOWN = 4
"""How many of the values that would be right are shown."""

_ROUNDING = 0.005
"""The docs page names no rounding: a value may be exact, or rounded to 2 or more decimals."""

_FLOAT_NOISE = 1e-12
"""Relative. Sums of doubles differ in their last digits with the order of the terms."""

_LEFTOVER = 1e-9
"""What a sum of doubles may leave where its terms cancel out, as 0.1 + 0.2 - 0.3 does. No amount is that small."""


class _Absent:
    def __reduce__(self) -> str:
        return "ABSENT"  # unpickling returns the one instance


ABSENT: Final = _Absent()
"""A value that is missing."""


@frozen
class Words:
    """Text for people where a JSON value is expected, shown without quotes."""

    text: str


@frozen
class Expectation:
    """One comparison. An expectation that holds carries no further data."""

    holds: bool
    location: JsonPath = ()
    expected: str = ""
    actual: object = None
    """A JSON value, `ABSENT` or `Words`; `short_repr` formats it."""
    sources: tuple[str, ...] = ()
    """The exchanges that were compared, where a rule compares several."""

    def within(self, *sources: str) -> "Expectation":
        """Returns the same expectation, which names the exchanges that were compared."""
        return self if self.holds else evolve(self, sources=sources)


HELD: Final = Expectation(holds=True)


def broken(expected: str, actual: object, *location: str | int) -> Expectation:
    """Returns an expectation that does not hold; `expected` is text for people."""
    return Expectation(holds=False, location=location, expected=expected, actual=actual)


def all_hold(compared: Sized, wrong: Sequence[Expectation]) -> Iterable[Expectation]:
    """Returns what is wrong, or one expectation for everything that was compared: one for each row would be slow."""
    return wrong or ([HELD] if compared else [])


def equal(expected: object, actual: object, *location: str | int) -> Expectation:
    """Expects the same JSON value."""
    return HELD if expected == actual else broken(short_repr(expected), actual, *location)


def holds(condition: object, expected: str, actual: object, *location: str | int) -> Expectation:
    """Expects a condition that `expected` describes."""
    return HELD if condition else broken(expected, actual, *location)


def between(low: float, high: float, actual: object, *location: str | int) -> Expectation:
    """Expects a number from `low` to `high`, exact or rounded to 2 or more decimals."""
    if is_between(low, high, actual):
        return HELD
    expected = short_repr(low) if low == high else f"{short_repr(low)} to {short_repr(high)}"
    return broken(expected, actual, *location)


def amounts_to(expected: float, actual: object, *location: str | int) -> Expectation:
    """Expects a number, exact or rounded to 2 or more decimals."""
    return between(expected, expected, actual, *location)


def within_one(intervals: Sequence[tuple[float, float]], actual: object, *location: str | int) -> Expectation:
    """Expects a number in one of the intervals, as `between` does."""
    if is_within_one(intervals, actual):
        return HELD
    if len(intervals) == 1:
        return between(*intervals[0], actual, *location)
    shown = [short_repr(low) for low, _ in sorted(intervals)]
    if len(shown) > _SHOWN:
        shown = [*shown[: _SHOWN - 1], "…", shown[-1]]
    return broken(" or ".join(shown), actual, *location)


def is_within_one(intervals: Iterable[tuple[float, float]], actual: object) -> bool:
    """Returns whether `within_one` would hold."""
    return any(is_between(low, high, actual) for low, high in intervals)


def is_between(low: float, high: float, actual: object) -> bool:
    """Returns whether `between` would hold."""
    if not isinstance(actual, int | float):
        return False
    return actual == low or low - _tolerance(low) <= actual <= high + _tolerance(high)  # the first also for infinity


def is_same_number(one: float, other: float) -> bool:
    """Returns whether two numbers are equal, except for floating-point noise."""
    return is_at_least(one, other) and is_at_least(other, one)


def is_at_least(low: float, actual: float) -> bool:
    """Returns whether a number reaches another one, except for floating-point noise."""
    return actual >= low or low - actual <= _FLOAT_NOISE * max(abs(low), abs(actual)) + _LEFTOVER


def _tolerance(exact: float) -> float:
    # Rounding never changes a whole number.
    return _FLOAT_NOISE * abs(exact) + (_LEFTOVER if float(exact).is_integer() else _ROUNDING)


def short_repr(value: object) -> str:
    """Returns a JSON value as short text for people."""
    match value:
        case _Absent():
            text = "nothing"
        case Words():
            text = value.text
        case dict():
            text = f"an object of {len(value)}"
        case list():
            text = f"an array of {len(value)}"
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return text
