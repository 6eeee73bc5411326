# Generated from openapi.yaml by scripts/generate. Do not edit.
"""A response: its body is read, or an error is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from ._decoding import read_json
from ._masking import mask, mask_text
from ._retrying import retry_after, try_again
from .errors import (
    STATUS_ERRORS,
    InvalidResponseError,
    InvalidValueError,
    StatusError,
    UnexpectedStatusError,
    described,
)

T = TypeVar("T")

_JSON = r"application/([\w.!#$&^+-]+\+)?json\s*(;.*)?"

_SHOWN = 200
"""Characters of a URL that a message shows."""

_KEPT_BYTES = 65_536
"""Bytes of a body that an error keeps."""


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
        if not self._is_json():
            raise self.invalid_response(f"expected application/json, got {self._content_type}", show_body=True)
        try:
            return read_json(self.content, read)
        except InvalidValueError as error:
            raise self.invalid_response(f"{error}") from None
        except RecursionError:
            raise self.invalid_response("the JSON is nested too deeply", show_body=True) from None
        except ValueError as error:
            raise self.invalid_response(f"not JSON ({error})", show_body=True) from None

    def json_or_none(self, read: Callable[[Any], T]) -> T | None:
        """Like `json`, but returns None for an invalid body: the body of an error can be anything."""
        try:
            return self.json(read)
        except InvalidResponseError:
            return None

    def status_error(self, parsed: object) -> StatusError:
        """Returns the error to raise for the status of this response."""
        shown = self._masked(self.problem)
        kind = STATUS_ERRORS.get(self.status_code, UnexpectedStatusError)
        problem = described(shown.problem, shown.content, is_whole=not self.problem)
        error = kind(problem, self.status_code, shown.headers, shown.content, shown.request)
        error.body = parsed if parsed is not None else shown.json_or_none(_anything)
        error.retry_after = self.retry_after
        later = try_again(error.retry_after) if error.retry_after else ""
        error.hint = " ".join(filter(None, (self.advice, error.hint, later, shown.redirect())))
        return error

    def redirect(self) -> str:
        """Returns where the response redirects to, as a sentence; empty if it does not."""
        to: str = self.headers.get("location", "")
        if not to or not 300 <= self.status_code < 400:
            return ""
        return f"The server redirects to {to[:_SHOWN]!a}, and the client does not follow: check base_url."

    def invalid_response(
        self,
        problem: str,
        kind: type[InvalidResponseError] = InvalidResponseError,
        *,
        show_body: bool = False,
        is_whole: bool = True,
    ) -> InvalidResponseError:
        """Returns the error to raise for the body of this response."""
        shown = self._masked(problem)
        problem = shown.problem
        if show_body or not is_whole:
            problem = described(problem, shown.content, is_whole=is_whole)
        error = kind(problem, self.status_code, shown.headers, shown.content, shown.request)
        error.hint = self.advice
        return error

    @property
    def _content_type(self) -> str:
        text: str = self.headers.get("content-type", "application/json")
        return text

    def _is_json(self) -> bool:
        text = self._content_type
        return text == "application/json" or bool(re.fullmatch(_JSON, text, re.IGNORECASE))

    def _masked(self, problem: str) -> RawResponse:
        """Returns the response with a problem, both without the token."""
        headers = type(self.headers)([(name, mask(value, self.secret)) for name, value in self.headers.raw])
        content = mask(self.content[:_KEPT_BYTES], self.secret)
        request, problem = mask_text(self.request, self.secret), mask_text(problem, self.secret)
        return RawResponse(self.status_code, headers, content, request, problem=problem)


def _anything(value: Any) -> Any:
    return value
