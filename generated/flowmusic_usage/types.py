# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Strict readers of JSON values, and helpers of models. No value is coerced, and every error names its JSON path."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from operator import length_hint
from typing import Any, Final, Literal, TypeGuard, TypeVar, cast

from ._decoding import decode as decode
from ._decoding import fast_decoder as fast_decoder
from ._decoding import is_ours
from ._response import RawResponse as RawResponse
from ._response import Response as Response
from .errors import ConfigurationError, InvalidValueError

T = TypeVar("T")

_LARGEST = sys.float_info.max

_CHUNK = 500
"""The number of items of a list that are read before the memory of their JSON is freed."""

_MAX_NESTING = 100
"""Levels of objects and arrays in an undocumented field."""


class Unset:
    """The type of `UNSET`: the value of a field or parameter that is left out. None is the null of JSON."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # so that unpickling returns the same object


UNSET: Final = Unset()


# Dates and timestamps: a model keeps the string of JSON, and offers the value.


def utc(text: str) -> datetime:
    """Returns a timestamp as a timezone-aware `datetime` in UTC. Without an offset, it is read as UTC.

    Raises:
        ValueError: If it is not an ISO 8601 timestamp.
    """
    try:
        timestamp = datetime.fromisoformat(text)
    except ValueError:
        timestamp = _leap_second(text)
    try:
        return timestamp.replace(tzinfo=UTC) if timestamp.tzinfo is None else timestamp.astimezone(UTC)
    except OverflowError:
        return timestamp  # the first or last day that Python knows is another one in UTC


def is_timestamp(text: str) -> bool:
    """Whether the text is an ISO 8601 timestamp."""
    try:
        utc(text)
    except (ValueError, OverflowError):
        return False
    return True


def timestamp_error(text: str, *at: str | int) -> InvalidValueError:
    """Returns an error saying that the string at `at` is not a timestamp."""
    return InvalidValueError(f"expected a timestamp, got {text!r}", at)


def timestamp_text(given: datetime | str, *at: str) -> str:
    """Returns the `datetime` of the field `at` as a string, which it may also be already.

    Raises:
        InvalidValueError: If it has no timezone, or the string is not a timestamp.
    """
    if isinstance(given, str):
        if not is_timestamp(given):
            raise timestamp_error(given, *at)
        return given
    if not isinstance(given, datetime):  # pyright: ignore[reportUnnecessaryIsInstance] - users without a type checker
        raise type_error("datetime or string", given, *at)
    if given.tzinfo is None:
        raise InvalidValueError("a datetime must have a timezone, such as datetime.UTC", at)
    return given.isoformat().replace("+00:00", "Z")


def _leap_second(text: str) -> datetime:
    """Returns a timestamp of second 60, or in lower case, as RFC 3339 allows."""
    text = text.upper()
    if ":60" not in text[16:19]:
        return datetime.fromisoformat(text)
    return datetime.fromisoformat(text[:16] + ":59" + text[19:]) + timedelta(seconds=1)


# Readers: each returns its argument if that has the right type, and raises InvalidValueError otherwise.


def type_error(expected: str, value: object, *at: str | int) -> InvalidValueError:
    """Returns an error saying that the value at `at` does not have the expected type."""
    if value is None:
        got = "null"
    elif isinstance(value, float) and not math.isfinite(value):
        got = str(value)
    elif type(value) is int and not is_number(value):
        got = "an integer that no double can hold"
    else:
        got = type(value).__name__
    return InvalidValueError(f"expected {expected}, got {got}", at)


def is_number(value: Any) -> TypeGuard[float]:
    """Whether the value is a JSON number that a double can hold: not NaN, not infinite, not a boolean."""
    return (type(value) is float or type(value) is int) and -_LARGEST <= value <= _LARGEST


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether the value is a list."""
    return isinstance(value, list)


def array(read: Callable[[Any], T]) -> Callable[[object], list[T]]:
    """Returns a reader of a list, each item of which is read by `read`."""

    def read_all(value: object) -> list[T]:
        if not is_list(value):
            raise type_error("array", value)
        rows = value if is_ours() else list(value)
        for start in range(0, len(rows), _CHUNK):
            waiting = iter(rows[start : start + _CHUNK])
            try:
                rows[start : start + _CHUNK] = [read(row) for row in waiting]
            except InvalidValueError as error:
                failed = min(start + _CHUNK, len(rows)) - length_hint(waiting) - 1
                raise error.inside(failed) from None
        return rows

    return read_all


# Models


def shown(model: object, names: tuple[str, ...]) -> str:
    """Returns the `repr` of a model: the call that makes an equal one."""
    values = {name: getattr(model, name) for name in (*names, "_additional") if hasattr(model, name)}
    arguments = [
        f"{'additional_properties' if name == '_additional' else name.removeprefix('_')}={value!r}"
        for name, value in values.items()
        if value is not UNSET and not (name == "_additional" and not value)
    ]
    return f"{type(model).__name__}({', '.join(arguments)})"


def check(model: Any) -> None:
    """Checks a model that was built by hand or copied with changes, as strictly as reading does.

    A JSON value in the place of a model becomes that model.

    Raises:
        InvalidValueError: If a value does not have its documented type.
    """
    read = model.from_dict(model.to_dict())
    names: list[str] = [each.name for each in model.__attrs_attrs__]
    for name in names:
        given = getattr(model, name)
        value = getattr(read, name, given)
        if not _is_like(given, value):
            setattr(model, name, value)


def _is_like(given: object, read: object) -> bool:
    if is_list(read):
        return is_list(given) and all(map(_is_like, given, read))
    return isinstance(given, type(read))


def copied(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Returns a copy of the undocumented fields of a model."""
    return dict(fields) if fields else None


def check_nesting(fields: Mapping[str, Any]) -> None:
    """Checks that undocumented fields can be written again, and are not nested too deeply to be compared or copied.

    Raises:
        InvalidValueError: If they are.
    """
    level: list[Any] = list(fields.values())
    for _ in range(_MAX_NESTING):
        infinite = [value for value in level if type(value) is float and not math.isfinite(value)]
        if infinite:
            raise InvalidValueError(f"expected finite numbers in undocumented fields, got {infinite[0]}")
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise InvalidValueError(f"an undocumented field is nested deeper than {_MAX_NESTING} levels")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return value if is_list(value) else ()


def to_json(value: object) -> Any:
    """Returns the JSON value of a field."""
    if is_list(value):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in cast("dict[str, Any]", value).items()}
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value


# Parameters of a request


def check_strings(**parameters: object) -> None:
    """Checks required parameters: httpx would send null as an empty string, and a list as several parameters.

    Raises:
        ConfigurationError: If one is not a string.
    """
    for name, value in parameters.items():
        if not isinstance(value, str):
            got = "None" if value is None else f"a value of type {type(value).__name__}"
            raise ConfigurationError(f"{name} must be a string, got {got}")


def given(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Returns the parameters that are neither UNSET nor None, in a form that httpx can send."""
    return {name: _sendable(value) for name, value in parameters.items() if value is not UNSET and value is not None}


def _sendable(value: object) -> Any:
    if is_list(value):
        return [_sendable(item) for item in value]
    return value.isoformat() if isinstance(value, date) else to_json(value)
