"""Ordinary trouble that every API can have: an error status, a delay, a lost connection."""

from http import HTTPStatus
from typing import Any

from attrs import evolve, field, frozen

from flowmusic_contract.mock_server.api import Handler, Request, Response
from flowmusic_contract.mock_server.values import header_text, number, shown, whole_number

BODILESS = (204, 205, 304)

_USUAL = 200
"""The status that means the usual response."""

_LONGEST_DELAY = 3600
_LOST = {"reset": "connection reset", "truncated": "response truncated"}


def _status(value: Any) -> int | None:
    return None if value is None else whole_number("status", value, 200, 999)


def _delay(value: Any) -> float | None:
    return None if value is None else number("delay", value, 0, _LONGEST_DELAY)


def _lost(value: Any) -> str | None:
    if value is not None and value not in _LOST:
        raise ValueError(f"lost: expected {' or '.join(_LOST)}, got {shown(value)}")
    return None if value is None else str(value)


def _retry_after(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return header_text("retry_after", value)
    try:
        return str(whole_number("retry_after", value, 0, 2**31))
    except TypeError:
        raise TypeError(f"retry_after: expected a whole number of seconds or a string, got {shown(value)}") from None


@frozen
class Trouble:
    """Ordinary trouble: every response has another status, or comes late, or its connection is lost.

    The status 200 means the usual response.

    Raises:
        TypeError: if a value is of a wrong type.
        ValueError: if a value is out of its range.
    """

    status: int | None = field(default=None, converter=_status)
    delay: float | None = field(default=None, converter=_delay)
    lost: str | None = field(default=None, converter=_lost)
    """`reset` before the response, or `truncated` within it."""
    retry_after: str | None = field(default=None, converter=_retry_after)
    """The header `Retry-After`: a time, or a number of seconds."""

    def __attrs_post_init__(self) -> None:
        if self.status is None and self.delay is None and self.lost is None:
            raise ValueError("expected a status, a delay or a lost connection")
        if self.retry_after is not None and self.status is None:
            raise ValueError("retry_after: needs a status")

    @property
    def name(self) -> str:
        """What it does, in a few words."""
        status = "" if self.status is None else f"status {self.status}"
        delay = "" if self.delay is None else f"delay of {self.delay:g} s"
        return ", ".join(filter(None, (status, delay, _LOST.get(self.lost or ""))))

    def __call__(self, handler: Handler) -> Handler:
        """Returns the changed server."""

        def handle(request: Request) -> Response:
            if self.lost == "reset":
                return Response(500, (), b"", self.delay or 0, reset=True)
            if self.status is None or self.status == _USUAL:
                response = handler(request)
            else:
                response = error_response(self.status, self.retry_after)
            delay = max(response.delay, self.delay or 0)
            return evolve(response, delay=delay, truncated=response.truncated or self.lost == "truncated")

        return handle


def error_response(status: int, retry_after: str | None = None) -> Response:
    """Returns a response with this status, in the form of the API's other errors."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "The account is in error state" if status == 596 else "Error"
    if status == 429 and retry_after is None:
        retry_after = "1"
    headers = [("retry-after", retry_after)] if retry_after is not None else []
    if status in BODILESS:
        return Response(status, tuple(headers), b"")
    return Response.of(status, {"error": phrase, "code": status}, *headers)
