"""What is not given, an answer, and JSON values read strictly: nothing is coerced, and an error says where it is."""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import IO, Any, BinaryIO, Final, Generic, Literal, TypeGuard, TypeVar

import httpx
from attrs import field, frozen

from .errors import (
    STATUS_ERRORS,
    InvalidResponseError,
    InvalidValueError,
    StatusError,
    UnexpectedStatusError,
    beginning,
)

T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)

_JSON = re.compile(r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


class Unset:
    """The type of what is not given, which is another thing than null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # one object, also out of a pickle


UNSET: Final = Unset()


@frozen
class Response(Generic[T]):
    """An answer of any status."""

    status_code: int
    """Any integer that a server may send."""
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    """The body as it came."""
    parsed: T
    """The body as its documented model; None if none is documented for the status."""


@frozen
class Answer:
    """A status, headers and a whole body, of which nothing is read yet."""

    status_code: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    secret: str = field(default="", repr=False)
    """What no error may show."""

    def with_parsed(self, parsed: T) -> Response[T]:
        """Returns the same with what was read of it."""
        return Response(self.status_code, self.headers, self.content, parsed)

    def json(self, read: Callable[[Any], T]) -> T:
        """Returns what `read` makes of the JSON document that the body is.

        Raises:
            InvalidResponseError: if the body is no JSON, or not what `read` reads.
        """
        said = self.headers.get("content-type", "application/json")
        if not _JSON.fullmatch(said):
            raise self.invalid(f"expected application/json, got {said}", show_body=True)
        foreign: list[str] = []
        try:
            parsed = read(decode(self.content, foreign))
        except InvalidValueError as error:
            raise self.invalid(f"{error}") from None
        except (ValueError, RecursionError) as error:
            raise self.invalid(f"not JSON ({error})", show_body=True) from None
        if foreign:
            raise self.invalid(f"not JSON ({foreign[0]})", show_body=True)
        return parsed

    def json_or_none(self, read: Callable[[Any], T]) -> T | None:
        """Returns the same where the body can be read, and None where not: a failure may have any body."""
        try:
            return self.json(read)
        except InvalidResponseError:
            return None

    def error(self, parsed: object) -> StatusError:
        """Returns the error that this answer is, if its status is not that of a success."""
        shown = self._masked()
        kind = STATUS_ERRORS.get(self.status_code, UnexpectedStatusError)
        error = kind(beginning(shown.content), self.status_code, shown.headers, shown.content)
        error.error = parsed if parsed is not None else shown.json_or_none(anything)
        return error

    def invalid(self, problem: str, *, show_body: bool = False) -> InvalidResponseError:
        """Returns the error that this answer is, if its body is not the documented one."""
        shown = self._masked()
        problem = self._mask(problem) + (f"; {beginning(shown.content)}" if show_body else "")
        return InvalidResponseError(problem, self.status_code, shown.headers, shown.content)

    def _masked(self) -> "Answer":
        if not self.secret:
            return self
        headers = httpx.Headers([(name, self._mask(value)) for name, value in self.headers.multi_items()])
        return Answer(self.status_code, headers, self.content.replace(self.secret.encode(), b"***"))

    def _mask(self, text: str) -> str:
        return text.replace(self.secret, "***") if self.secret else text


@cache
def fast_decoder() -> Callable[[bytes], Any] | None:
    """Returns the decoder of the extra `fast`, if it is installed; imported only when something is decoded."""
    try:
        from msgspec.json import decode
    except ImportError:
        return None
    return decode


def decode(content: bytes, foreign: list[str]) -> Any:
    """Returns the document that a body is, and adds to `foreign` the constants that are no JSON, such as NaN.

    Integers of any size stay integers.

    Raises:
        ValueError: if it is not one document in UTF-8.
    """
    decode_fast = fast_decoder()
    if decode_fast is not None:
        try:
            return decode_fast(content)
        except (ValueError, RecursionError):
            pass  # the standard library decides, and says why

    def take(constant: str) -> float:
        foreign.append(constant)
        return float(constant)

    return json.loads(content.decode(), parse_constant=take)


def utc(text: str) -> datetime:
    """Returns the moment that a text names, aware and in UTC; without an offset it is UTC, never local time.

    Raises:
        ValueError: if it names none.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# A reader returns the value that it is given if that is of its type.


def unlike(expected: str, value: object, *at: str | int) -> InvalidValueError:
    """Returns the error that a value is which is not what was expected at this place."""
    if value is None:
        got = "null"
    elif isinstance(value, float) and not math.isfinite(value):
        got = str(value)
    else:
        got = type(value).__name__
    return InvalidValueError(f"expected {expected}, got {got}", at)


def is_number(value: object) -> TypeGuard[float]:
    """Tells whether the value is a number of JSON: no NaN, no infinity, no boolean."""
    return type(value) is int or (type(value) is float and math.isfinite(value))


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tells whether the value is a list of anything."""
    return isinstance(value, list)


def anything(value: Any) -> Any:
    """Reads any value."""
    return value


def null(value: object) -> None:
    """Reads null."""
    if value is not None:
        raise unlike("null", value)


def string(value: object) -> str:
    """Reads a string."""
    if isinstance(value, str):
        return value
    raise unlike("string", value)


def boolean(value: object) -> bool:
    """Reads a boolean."""
    if isinstance(value, bool):
        return value
    raise unlike("boolean", value)


def number(value: object) -> float:
    """Reads a number; an integer stays one."""
    if is_number(value):
        return value
    raise unlike("number", value)


def integer(value: object) -> int:
    """Reads an integer, which JSON may write as 60.0."""
    if is_number(value) and value == int(value):
        return int(value)
    raise unlike("integer", value)


def member(choices: type[Choice]) -> Callable[[object], Choice]:
    """Returns the reader of one of a closed set of values."""
    by_value = {choice.value: choice for choice in choices}

    def read(value: object) -> Choice:
        if type(value) in (str, int) and value in by_value:
            return by_value[value]
        raise InvalidValueError(f"expected one of {', '.join(map(repr, by_value))}, got {value!r}")

    return read


def constant(expected: str | float) -> Callable[[object], Any]:
    """Returns the reader of one value."""

    def read(value: object) -> Any:
        if type(value) is type(expected) and value == expected:
            return expected
        raise InvalidValueError(f"expected {expected!r}, got {value!r}")

    return read


def array(read: Callable[[Any], T]) -> Callable[[object], list[T]]:
    """Returns the reader of a list of what `read` reads."""

    def read_all(value: object) -> list[T]:
        if not is_list(value):
            raise unlike("array", value)
        rows: list[T] = []
        append = rows.append
        try:
            for row in value:
                append(read(row))
        except InvalidValueError as error:
            raise error.inside(len(rows)) from None
        return rows

    return read_all


def one_of(*readers: Callable[[Any], Any]) -> Callable[[object], Any]:
    """Returns the reader of what the first of several readers takes that takes it."""

    def read(value: object) -> Any:
        problems: list[str] = []
        for reader in readers:
            try:
                return reader(value)
            except InvalidValueError as error:
                problems.append(f"{error}" if error.at else error.problem)
        raise InvalidValueError(" or ".join(problems))

    return read


def to_json(value: object) -> Any:
    """Returns a value of a model as JSON types."""
    if is_list(value):
        return [to_json(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value


# What `httpx` takes for a file, for operations that send one.
FileContent = IO[bytes] | bytes | str
FileTypes = tuple[str | None, FileContent, str | None] | tuple[str | None, FileContent, str | None, Mapping[str, str]]
RequestFiles = list[tuple[str, FileTypes]]


@frozen
class File:
    """A file to send, or one that was received."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Returns it as httpx takes it."""
        return self.file_name, self.payload, self.mime_type
