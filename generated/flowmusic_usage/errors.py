# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The errors of a call. All derive from `ApiError`."""

from collections.abc import Mapping
from http import HTTPStatus

JsonPath = tuple[str | int, ...]

_SHOWN_BYTES = 100
"""Bytes of a body that a message shows."""

_SHOWN_CHARACTERS = 1000
"""Characters of each part of a message. A server decides how long a name, a value or a header is."""

_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray")


class ApiError(Exception):
    """A call failed. The message says what was requested, what came back, and what to do.

    `***` replaces the API token wherever it occurs.
    """

    retry_after: float | None = None
    """Seconds to wait before the next attempt, if the server says so."""
    hint: str = ""
    """What to do, as one or more sentences; empty if there is no advice."""

    def __init__(self, problem: str, request: str = "") -> None:
        problem, request = _shortened(problem), _shortened(request)
        super().__init__(problem, request)
        self.problem = problem
        self.request = request
        """Method and URL, such as `GET https://…`; empty if nothing was sent."""

    @property
    def status_code(self) -> int | None:
        """The status, if there is a response: any integer, because servers send statuses that no standard defines."""
        return None

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the response, in any letter case."""
        return {}

    @property
    def content(self) -> bytes:
        """The bytes of the body, as far as they were received."""
        return b""

    @property
    def request_ids(self) -> dict[str, str]:
        """Request-ID headers, to quote when contacting the server's operator; empty if the response had none."""
        return {name: self.headers[name] for name in _REQUEST_IDS if name in self.headers}

    def __str__(self) -> str:
        text = ": ".join(filter(None, (self.request, self._outcome(), self.problem)))
        text += "".join(f" ({name}: {_shortened(value)})" for name, value in self.request_ids.items())
        return f"{text.removesuffix('.')}. {self.hint}" if self.hint else text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _outcome(self) -> str:
        return ""


class ConfigurationError(ApiError, ValueError):
    """A setting is missing, or a setting or an argument cannot be used. Nothing was sent."""


class ApiConnectionError(ApiError):
    """There is no response. The cause is the error of the HTTP library."""

    def _outcome(self) -> str:
        return "no response"


class ApiTimeoutError(ApiConnectionError):
    """There was no complete response in time."""


class ResponseError(ApiError):
    """The server sent a response that the call cannot return."""

    def __init__(
        self, problem: str, status_code: int, headers: Mapping[str, str], content: bytes, request: str = ""
    ) -> None:
        super().__init__(problem, request)
        self.args: tuple[object, ...] = (self.problem, status_code, headers, content, self.request)  # for pickle
        self._status_code = status_code
        self._headers = headers
        self._content = content

    @property
    def status_code(self) -> int:
        return self._status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._headers

    @property
    def content(self) -> bytes:
        return self._content

    def _outcome(self) -> str:
        try:
            return f"{self._status_code} {HTTPStatus(self._status_code).phrase}"
        except ValueError:
            return f"{self._status_code}"


class StatusError(ResponseError):
    """The status is not a success."""

    body: object = None
    """The body as its documented model, otherwise as decoded JSON; None if it is not JSON."""


class UnexpectedStatusError(StatusError):
    """The status is neither a documented success nor a documented error."""


class UnauthorizedError(StatusError):
    """The status is 401. The API token is invalid."""

    hint = "The API token is invalid."


class NotFoundError(StatusError):
    """The status is 404. The account is not configured."""

    hint = "The account is not configured."


class InvalidResponseError(ResponseError):
    """The body of a success is incomplete, is not JSON, or does not match its documented model."""


class ResponseTooLargeError(InvalidResponseError):
    """The body of a success is larger than `max_response_bytes`."""


class InvalidValueError(ValueError):
    """A JSON value does not have its documented type. The message starts with its JSON path."""

    def __init__(self, problem: str, at: JsonPath = ()) -> None:
        super().__init__(problem, at)
        self.problem = problem
        self.at = at

    def inside(self, *at: str | int) -> "InvalidValueError":
        """Returns this error with a path that starts at an enclosing value."""
        return InvalidValueError(self.problem, (*at, *self.at))

    def __str__(self) -> str:
        return "$" + "".join(_step(step) for step in self.at) + ": " + self.problem


def described(problem: str, content: bytes, *, is_whole: bool) -> str:
    """Returns a problem with a body, followed by the first bytes of that body, which may be incomplete."""
    shown = content[:_SHOWN_BYTES].decode(errors="backslashreplace")
    begins = len(content) > _SHOWN_BYTES or not is_whole
    body = f"the body {'begins with' if begins else 'is'} {shown!r}" if content else ""
    return "; ".join(filter(None, (problem, body or ("the body is empty" if is_whole else ""))))


STATUS_ERRORS: dict[int, type[StatusError]] = {
    401: UnauthorizedError,
    404: NotFoundError,
}
"""The error class of each documented status."""


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{step!r}]"
