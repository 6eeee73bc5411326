# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The errors of a call. If there is no response at all, httpx raises its own, such as `httpx.ConnectError`."""

import httpx

JsonPath = tuple[str | int, ...]

_SHOWN_BYTES = 100
"""Bytes of a body that a message shows."""

_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray")


class ApiError(Exception):
    """The server sent a response that the call cannot return. `***` replaces the API token wherever it occurs."""

    def __init__(self, problem: str, status_code: int, headers: httpx.Headers, content: bytes) -> None:
        super().__init__(problem, status_code, headers, content)
        self.problem = problem
        self.status_code = status_code
        """Any integer: servers may send statuses that no standard defines."""
        self.headers = headers
        self.content = content
        """The bytes of the body, as far as they were received."""

    @property
    def request_ids(self) -> dict[str, str]:
        """Request-ID headers, to quote when contacting the server's operator; empty if the response had none."""
        return {name: self.headers[name] for name in _REQUEST_IDS if name in self.headers}

    def __str__(self) -> str:
        ids = "".join(f" ({name}: {value})" for name, value in self.request_ids.items())
        phrase = httpx.codes.get_reason_phrase(self.status_code)
        return f"{self.status_code}{f' {phrase}' if phrase else ''}: {self.problem}{ids}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class StatusError(ApiError):
    """The status is not that of a success."""

    body: object = None
    """The body as its documented model, otherwise as decoded JSON; None if it is not JSON."""


class UnexpectedStatusError(StatusError):
    """The status is not a documented success and has no error class of its own."""


class UnauthorizedError(StatusError):
    """The status is 401."""


class NotFoundError(StatusError):
    """The status is 404."""


class InvalidResponseError(ApiError):
    """The body is cut short, is not JSON, or does not match its documented model."""


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


def beginning(content: bytes) -> str:
    """Describes the first bytes of a body, for a message."""
    if not content:
        return "the body is empty"
    shown = content[:_SHOWN_BYTES].decode(errors="backslashreplace")
    return f"the body {'begins with' if len(content) > _SHOWN_BYTES else 'is'} {shown!r}"


STATUS_ERRORS: dict[int, type[StatusError]] = {
    401: UnauthorizedError,
    404: NotFoundError,
}
"""The error class of each documented status."""


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{step!r}]"
