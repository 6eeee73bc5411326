# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Responses, and strict readers of JSON values: nothing is coerced, and an error names its JSON path."""

from __future__ import annotations

import math
import re
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Generic, Literal, TypeGuard, TypeVar, cast

from attrs import field, frozen

from ._decoding import decode as decode
from ._decoding import fast_decoder as fast_decoder
from ._decoding import fast_readers, paused_collection
from ._masking import mask, mask_text
from ._retrying import ask_again, retry_after
from .errors import (
    STATUS_ERRORS,
    InvalidResponseError,
    InvalidValueError,
    StatusError,
    UnexpectedStatusError,
    described,
)

T = TypeVar("T")

_JSON = re.compile(r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?", re.IGNORECASE)

_LARGEST = sys.float_info.max

_MAX_NESTING = 100
"""Levels of objects and arrays in an undocumented field."""

_KEPT_BYTES = 65_536
"""Bytes of a body that an error keeps."""


class Unset:
    """The type of `UNSET`: the value of a field or parameter that is left out. None is the null of JSON."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # so that unpickling returns the same object


UNSET: Final = Unset()


@frozen
class Response(Generic[T]):
    """A response with any status."""

    status_code: int
    """Any integer: servers may send statuses that no standard defines."""
    headers: Mapping[str, str] = field(repr=False)
    """In any letter case."""
    content: bytes = field(repr=False)
    """The bytes of the body."""
    parsed: T
    """The body as its documented model; None if the status has none."""


@frozen
class RawResponse:
    """A response whose body is not parsed yet."""

    status_code: int
    headers: Any = field(repr=False)
    """As httpx has them."""
    content: bytes = field(repr=False)
    request: str = field(default="", repr=False)
    """Method and URL."""
    advice: str = ""
    """What may be wrong with the base URL."""
    secret: str = field(default="", repr=False)
    """Text that errors must not show: the API token."""
    problem: str = ""
    """Why the body of a failure is not complete."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the next request, if the server says so."""
        return retry_after(self.headers)

    def with_parsed(self, parsed: T) -> Response[T]:
        """Returns the response with its parsed body."""
        return Response(self.status_code, self.headers, self.content, parsed)

    def json(self, read: Callable[[Any], T]) -> T:
        """Decodes the body and returns what `read` makes of it.

        Raises:
            InvalidResponseError: If the body is not JSON, or `read` refuses it.
        """
        content_type = self.headers.get("content-type", "application/json")
        if not _JSON.fullmatch(content_type):
            raise self.invalid_response(f"expected application/json, got {content_type}", show_body=True)
        with paused_collection(len(self.content)):
            return self._json(read)

    def _json(self, read: Callable[[Any], T]) -> T:
        read_fast: Callable[[bytes], T] | None = fast_readers().get(read)
        if read_fast is not None:
            try:
                return read_fast(self.content)
            except (ValueError, RecursionError):
                pass  # something is unusual: the other reader decides, and says what
        non_json_constants: list[str] = []
        _decoded.is_ours = True
        try:
            parsed = read(decode(self.content, non_json_constants))
        except InvalidValueError as error:
            raise self.invalid_response(f"{error}") from None
        except (ValueError, RecursionError) as error:
            raise self.invalid_response(f"not JSON ({error})", show_body=True) from None
        finally:
            _decoded.is_ours = False
        if non_json_constants:
            raise self.invalid_response(f"not JSON ({non_json_constants[0]})", show_body=True)
        return parsed

    def json_or_none(self, read: Callable[[Any], T]) -> T | None:
        """Like `json`, but returns None for an invalid body: that of an error may be anything."""
        try:
            return self.json(read)
        except InvalidResponseError:
            return None

    def status_error(self, parsed: object) -> StatusError:
        """Returns the error to raise for the status of this response."""
        shown = self._masked()
        kind = STATUS_ERRORS.get(self.status_code, UnexpectedStatusError)
        problem = described(shown.problem, shown.content, is_whole=not self.problem)
        error = kind(problem, self.status_code, shown.headers, shown.content, shown.request)
        error.body = parsed if parsed is not None else shown.json_or_none(anything)
        error.retry_after = self.retry_after
        later = ask_again(error.retry_after) if error.retry_after else ""
        error.hint = " ".join(filter(None, (error.hint, later, self.advice)))
        return error

    def invalid_response(
        self,
        problem: str,
        kind: type[InvalidResponseError] = InvalidResponseError,
        *,
        show_body: bool = False,
        is_whole: bool = True,
    ) -> InvalidResponseError:
        """Returns the error to raise for the body of this response."""
        shown = self._masked()
        problem = mask_text(problem, self.secret)
        if show_body or not is_whole:
            problem = described(problem, shown.content, is_whole=is_whole)
        error = kind(problem, self.status_code, shown.headers, shown.content, shown.request)
        error.hint = self.advice
        return error

    def _masked(self) -> RawResponse:
        headers = type(self.headers)([(name, mask(value, self.secret)) for name, value in self.headers.raw])
        content = mask(self.content[:_KEPT_BYTES], self.secret)
        request, problem = mask_text(self.request, self.secret), mask_text(self.problem, self.secret)
        return RawResponse(self.status_code, headers, content, request, problem=problem)


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


def timestamp_text(given: datetime | str) -> str:
    """Returns a `datetime` as a string, which it may also be already.

    Raises:
        ValueError: If it has no timezone, or the string is not a timestamp.
    """
    if isinstance(given, str):
        if not is_timestamp(given):
            raise timestamp_error(given)
        return given
    if not isinstance(given, datetime):  # pyright: ignore[reportUnnecessaryIsInstance] - users without a type checker
        raise type_error("datetime or string", given)
    if given.tzinfo is None:
        raise ValueError("a datetime must have a timezone, such as datetime.UTC")
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


def anything(value: Any) -> Any:
    """Reads any value."""
    return value


def array(read: Callable[[Any], T]) -> Callable[[object], list[T]]:
    """Returns a reader of a list, each item of which is read by `read`."""

    def read_all(value: object) -> list[T]:
        if not is_list(value):
            raise type_error("array", value)
        rows = value if _decoded.is_ours else list(value)
        index = 0
        try:
            for index, row in enumerate(rows):
                rows[index] = read(row)
        except InvalidValueError as error:
            raise error.inside(index) from None
        return rows

    return read_all


class _Decoded(threading.local):
    """Whether this thread reads a document that it decoded itself, whose lists it may overwrite to free memory early."""

    is_ours: bool = False


_decoded = _Decoded()


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
    """Checks a model that is built by hand, or a changed copy of one, as if it was read. Reading does not come here.

    Raises:
        InvalidValueError: If a value does not have its documented type.
    """
    model.from_dict(model.to_dict())


def copied(fields: Mapping[str, T] | None) -> dict[str, T] | None:
    """Returns a copy of the undocumented fields of a model."""
    return dict(fields) if fields else None


def check_nesting(fields: Mapping[str, Any]) -> None:
    """Checks that undocumented fields are not nested too deep to be compared, copied or written.

    Raises:
        InvalidValueError: If they are.
    """
    level: list[Any] = list(fields.values())
    for _ in range(_MAX_NESTING):
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
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value


# Parameters of a request


def given(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Returns the parameters that are neither UNSET nor None, in a form that httpx can send."""
    return {name: _sendable(value) for name, value in parameters.items() if value is not UNSET and value is not None}


def _sendable(value: object) -> Any:
    if is_list(value):
        return [_sendable(item) for item in value]
    return value.isoformat() if isinstance(value, date) else to_json(value)
