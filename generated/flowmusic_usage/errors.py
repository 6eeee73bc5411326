"""What a call raises. Failures to get any answer, such as `httpx.ConnectError`, stay those of httpx."""

import httpx

Path = tuple[str | int, ...]

_BEGINNING = 100
"""How many bytes of a body a message shows."""

_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray")


class ApiError(Exception):
    """An answer came, and what was asked for cannot be returned. Where the server repeats the token, *** stands."""

    def __init__(self, problem: str, status_code: int, headers: httpx.Headers, content: bytes) -> None:
        super().__init__(problem, status_code, headers, content)
        self.problem = problem
        self.status_code = status_code
        """Any integer that a server may send."""
        self.headers = headers
        self.content = content
        """The body as it came, or as much of it as came."""

    @property
    def request_ids(self) -> dict[str, str]:
        """The headers by which who runs the server finds the request; empty if there are none."""
        return {name: self.headers[name] for name in _REQUEST_IDS if name in self.headers}

    def __str__(self) -> str:
        ids = "".join(f" ({name}: {value})" for name, value in self.request_ids.items())
        phrase = httpx.codes.get_reason_phrase(self.status_code)
        return f"{self.status_code}{f' {phrase}' if phrase else ''}: {self.problem}{ids}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class StatusError(ApiError):
    """The answer has another status than that of a success."""

    error: object = None
    """The body as its documented model, or else as decoded JSON; None if it is neither."""


class UnexpectedStatusError(StatusError):
    """The status is not documented, so it may be any."""


class UnauthorizedError(StatusError):
    """The status is 401."""


class NotFoundError(StatusError):
    """The status is 404."""


class InvalidResponseError(ApiError):
    """The body is not the documented one: cut short, no JSON, or JSON of another shape."""


class InvalidValueError(ValueError):
    """A JSON value is not of its documented type; says where in the document, as a JSON path."""

    def __init__(self, problem: str, at: Path = ()) -> None:
        super().__init__(problem, at)
        self.problem = problem
        self.at = at

    def inside(self, *at: str | int) -> "InvalidValueError":
        """Returns the same for the document in which the value stands at this place."""
        return InvalidValueError(self.problem, (*at, *self.at))

    def __str__(self) -> str:
        return "$" + "".join(_step(step) for step in self.at) + ": " + self.problem


def beginning(content: bytes) -> str:
    """Returns how a body begins, for a message."""
    if not content:
        return "the body is empty"
    shown = content[:_BEGINNING].decode(errors="backslashreplace")
    return f"the body {'begins with' if len(content) > _BEGINNING else 'is'} {shown!r}"


STATUS_ERRORS: dict[int, type[StatusError]] = {
    401: UnauthorizedError,
    404: NotFoundError,
}
"""The error of each documented status."""


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{step!r}]"
