# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Responses, and strict readers of JSON values: nothing is coerced, and an error names its JSON path."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeGuard, TypeVar
from urllib.parse import quote

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

_JSON = re.compile(r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


@frozen
class Response(Generic[T]):
    """A response with any status."""

    status_code: int
    """Any integer: servers may send statuses that no standard defines."""
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    """The bytes of the body."""
    parsed: T
    """The body as its documented model; None if the status has none."""


@frozen
class RawResponse:
    """A response whose body is not parsed yet."""

    status_code: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    secret: str = field(default="", repr=False)
    """Text that errors must not show: the API token."""

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
        non_json_constants: list[str] = []
        try:
            parsed = read(decode(self.content, non_json_constants))
        except InvalidValueError as error:
            raise self.invalid_response(f"{error}") from None
        except (ValueError, RecursionError) as error:
            raise self.invalid_response(f"not JSON ({error})", show_body=True) from None
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
        error = kind(beginning(shown.content), self.status_code, shown.headers, shown.content)
        error.body = parsed if parsed is not None else shown.json_or_none(anything)
        return error

    def invalid_response(self, problem: str, *, show_body: bool = False) -> InvalidResponseError:
        """Returns the error to raise for the body of this response."""
        shown = self._masked()
        masked = self._mask(problem.encode(errors="surrogatepass")).decode(errors="surrogatepass")
        problem = masked + (f"; {beginning(shown.content)}" if show_body else "")
        return InvalidResponseError(problem, self.status_code, shown.headers, shown.content)

    def _masked(self) -> RawResponse:
        # As bytes, because a header value may not be ASCII.
        headers = httpx.Headers([(name, self._mask(value)) for name, value in self.headers.raw])
        return RawResponse(self.status_code, headers, self._mask(self.content))

    def _mask(self, content: bytes) -> bytes:
        for form in {self.secret, quote(self.secret, safe="")} - {""}:  # as it was sent, and as in a URL
            content = content.replace(form.encode(), b"***")
        return content


@cache
def fast_decoder() -> Callable[[bytes], Any] | None:
    """Returns msgspec's decoder, if the extra `fast` is installed. It is imported on first use."""
    try:
        from msgspec.json import decode
    except ImportError:
        return None
    return decode


def decode(content: bytes, non_json_constants: list[str]) -> Any:
    """Decodes a JSON document and adds to `non_json_constants` those that JSON does not have, such as NaN.

    Integers of any size stay integers.

    Raises:
        ValueError: If it is not a JSON document in UTF-8.
    """
    decode_fast = fast_decoder()
    if decode_fast is not None:
        try:
            return decode_fast(content)
        except (ValueError, RecursionError):
            pass  # the standard library decides, and its messages say more

    def read_constant(name: str) -> float:
        non_json_constants.append(name)
        return float(name)

    return json.loads(content.decode(), parse_constant=read_constant)


def utc(text: str) -> datetime:
    """Returns a timestamp as a timezone-aware `datetime` in UTC. Without an offset, it is read as UTC.

    Raises:
        ValueError: If it is not an ISO 8601 timestamp.
    """
    timestamp = datetime.fromisoformat(text)
    return timestamp.replace(tzinfo=UTC) if timestamp.tzinfo is None else timestamp.astimezone(UTC)


# Readers: each returns its argument if that has the right type, and raises InvalidValueError otherwise.


def type_error(expected: str, value: object, *at: str | int) -> InvalidValueError:
    """Returns an error saying that the value at `at` does not have the expected type."""
    if value is None:
        got = "null"
    elif isinstance(value, float) and not math.isfinite(value):
        got = str(value)
    else:
        got = type(value).__name__
    return InvalidValueError(f"expected {expected}, got {got}", at)


def is_number(value: object) -> TypeGuard[float]:
    """Whether the value is a JSON number: not NaN, not infinite, not a boolean."""
    return type(value) is int or (type(value) is float and math.isfinite(value))


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
        rows: list[T] = []
        append = rows.append
        try:
            for row in value:
                append(read(row))
        except InvalidValueError as error:
            raise error.inside(len(rows)) from None
        return rows

    return read_all


def to_json(value: object) -> Any:
    """Returns the JSON value of a field."""
    if is_list(value):
        return [to_json(item) for item in value]
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value
