"""A comparison that a rule made: where, what was expected, what was there."""

import json
from collections.abc import Iterable, Sequence, Sized
from typing import Final

from attrs import frozen

Path = tuple[str | int, ...]

_ROUNDING = 0.005
"""The page names no rounding, so an exact value will do, or one rounded to 2 or more decimals."""

_FLOAT_NOISE = 1e-12
"""Sums of doubles differ in their last digits with the order of the terms."""


class _Absent:
    def __reduce__(self) -> str:
        return "ABSENT"  # there is one, after pickling, too


ABSENT: Final = _Absent()
"""Stands for a value that is not there."""


@frozen
class Expectation:
    """One comparison. Where it holds, nothing more is kept of it."""

    holds: bool
    at: Path = ()
    expected: str = ""
    actual: object = None
    """As it was found; `brief` puts it in words."""


HELD: Final = Expectation(holds=True)


def broken(expected: str, actual: object, *at: str | int) -> Expectation:
    """Returns an expectation that does not hold; `expected` is in words."""
    return Expectation(holds=False, at=at, expected=expected, actual=actual)


def together(compared: Sized, wrong: Sequence[Expectation]) -> Iterable[Expectation]:
    """Expects that nothing is wrong: one expectation for all that was compared, as each costs more than comparing."""
    return wrong or ([HELD] if compared else [])


def equal(expected: object, actual: object, *at: str | int) -> Expectation:
    """Expects the same JSON value."""
    return HELD if expected == actual else broken(brief(expected), actual, *at)


def holds(condition: object, expected: str, actual: object, *at: str | int) -> Expectation:
    """Expects a condition that `expected` puts in words."""
    return HELD if condition else broken(expected, actual, *at)


def between(low: float, high: float, actual: object, *at: str | int) -> Expectation:
    """Expects a number from `low` to `high`, exact or rounded to 2 or more decimals."""
    if is_between(low, high, actual):
        return HELD
    expected = brief(low) if low == high else f"{brief(low)} to {brief(high)}"
    return broken(expected, actual, *at)


def amounts_to(expected: float, actual: object, *at: str | int) -> Expectation:
    """Expects a number, exact or rounded to 2 or more decimals."""
    return HELD if expected == actual else between(expected, expected, actual, *at)


def is_between(low: float, high: float, actual: object) -> bool:
    """Tells whether `between` would hold."""
    if not isinstance(actual, int | float):
        return False
    return low - _slack(low) <= actual <= high + _slack(high)


def _slack(exact: float) -> float:
    # Rounding never moves a whole number.
    return _FLOAT_NOISE * abs(exact) + (0 if float(exact).is_integer() else _ROUNDING)


def brief(value: object) -> str:
    """Returns a JSON value as a short text for people."""
    match value:
        case _Absent():
            text = "nothing"
        case Exception():
            text = str(value)
        case dict():
            text = f"an object of {len(value)}"
        case list():
            text = f"an array of {len(value)}"
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return text
