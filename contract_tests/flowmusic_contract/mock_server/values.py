"""Checks the values that callers pass, whether from Python, the command line or JSON."""

import json
from typing import Any


def shown(value: Any) -> str:
    """Returns the start of a value as JSON."""
    try:
        as_json = json.dumps(value, default=str)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"a value of type {type(value).__name__} that is too large to show"
    return as_json if len(as_json) <= 50 else f"{as_json[:49]}…"


def text(name: str, value: Any) -> str:
    """Returns a string.

    Raises:
        TypeError: if it is not one.
        ValueError: if it cannot be sent, because it has half of a surrogate pair.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a string, got {shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name}: not UTF-8: {error.reason}") from error
    return value


def non_empty_text(name: str, value: Any) -> str:
    """Returns a string that is not empty.

    Raises:
        TypeError: if it is not a string.
        ValueError: if it is empty or cannot be sent.
    """
    if text(name, value) == "":
        raise ValueError(f"{name}: expected a string that is not empty")
    return str(value)


def header_text(name: str, value: Any) -> str:
    """Returns a string that a header can contain.

    Raises:
        TypeError: if it is not a string.
        ValueError: if a header cannot contain it.
    """
    if not text(name, value).isascii() or not value.isprintable():
        raise ValueError(f"{name}: expected printable ASCII, got {shown(value)}")
    return str(value)


def token_text(name: str, value: Any) -> str:
    """Returns a token that a request can send. The messages do not show it.

    Raises:
        TypeError: if it is not a string.
        ValueError: if the header `Authorization` cannot contain it.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a string")
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError(f"{name}: expected printable ASCII without spaces")
    return value


def number(name: str, value: Any, low: float, high: float) -> float:
    """Returns a number within a range.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it is out of the range.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name}: expected a number, got {shown(value)}")
    if not low <= value <= high:  # NaN is not
        raise ValueError(f"{name}: expected a number from {low} to {high}, got {shown(value)}")
    return value


def whole_number(name: str, value: Any, low: int, high: int) -> int:
    """Returns a whole number within a range; JSON has no other type for 503.0 than for 503.

    Raises:
        TypeError: if it is not a whole number.
        ValueError: if it is out of the range.
    """
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not is_whole:
        raise TypeError(f"{name}: expected a whole number, got {shown(value)}")
    return int(number(name, value, low, high))
