# Generated from openapi.yaml by scripts/generate. Do not edit.
"""One call: its request, the attempts to send it, and its outcome."""

import logging
import math
import os
import sys
import time
import warnings
from types import TracebackType
from typing import Any, NamedTuple, Self

from ._content import Body, ContentError
from ._deadline import LONGEST
from ._failures import cause_of, error_of, is_lost, is_timeout, problem_of
from ._masking import mask_text
from ._response import RawResponse
from ._retrying import REPEATABLE_METHODS, RETRIED_STATUSES, backoff
from .errors import ApiError

LOG_VARIABLE = "USEAPI_LOG"
"""The environment variable that turns on the log; its value is `info` or `debug`."""

logger = logging.getLogger("flowmusic_usage")


def set_up_log() -> None:
    """Writes the log to standard error if the environment says so."""
    level = os.environ.get(LOG_VARIABLE, "")
    if level.lower() in ("info", "debug"):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        # An application with a log of its own has each line there.
        handler.addFilter(lambda _record: not logging.root.handlers)
        logger.addHandler(handler)
        logger.setLevel(level.upper())
    elif level:
        warnings.warn(f"{LOG_VARIABLE} must be info or debug", stacklevel=3)


class Limits(NamedTuple):
    """How often and how long a call may try, and how much it may receive."""

    max_retries: int
    max_retry_wait: float
    total_timeout: float | None
    max_response_bytes: int


class Call:
    """A call: sends the same request until there is a response to return or an error to raise."""

    def __init__(
        self,
        arguments: dict[str, Any],
        limits: Limits,
        *,
        base_url: str,
        usual_path: str,
        secret: str,
        uses_proxies: bool,
    ) -> None:
        self.arguments = arguments
        """Those of `httpx.Client.build_request`."""
        self.limits = limits
        self.base_url = base_url
        self.usual_path = usual_path
        """The path that a base URL usually ends with."""
        self.secret = secret
        self.uses_proxies = uses_proxies
        """Whether the proxies of the environment count."""
        self.retries = 0
        self.ends = math.inf if limits.total_timeout is None else time.monotonic() + limits.total_timeout
        """When the call must be complete, by the clock `time.monotonic`."""
        self.url: Any = None
        """The URL as httpx built it; None until then."""

    @property
    def method(self) -> str:
        """The method of the request."""
        return str(self.arguments["method"])

    def seconds_left(self) -> float | None:
        """Returns the seconds that are left for the call; None without a limit."""
        return None if self.limits.total_timeout is None else max(0.0, self.ends - time.monotonic())

    def attempt(self) -> "Attempt":
        """Returns the next attempt, as a context manager: an error in its block becomes its outcome."""
        return Attempt(self)

    @property
    def request(self) -> str:
        """Method and URL; empty before the request is built. A token in it is not masked."""
        return "" if self.url is None else f"{self.method} {self.url}"

    def seconds_before_retry(self, attempt: "Attempt") -> float | None:
        """Returns how long to wait before the request is repeated; None if the attempt was the last one."""
        seconds = self._wait(attempt)
        self._log(attempt, seconds)
        self.retries += 1
        return seconds

    def _wait(self, attempt: "Attempt") -> float | None:
        if self.retries >= self.limits.max_retries or not attempt.may_be_repeated():
            return None
        response = attempt.response
        named = response.retry_after if response is not None else None
        seconds = max(backoff(self.retries), named or 0)
        left = self.seconds_left()
        if seconds > min(self.limits.max_retry_wait, LONGEST) or (left is not None and seconds >= left):
            return None
        return seconds

    def _log(self, attempt: "Attempt", seconds: float | None) -> None:
        if logger.isEnabledFor(logging.INFO):
            retry = f"; retry {self.retries + 1} in {seconds:.1f} s" if seconds is not None else ""
            path = self.arguments["url"].removeprefix(self.base_url)
            taken = time.monotonic() - attempt.started
            logger.info("%s %s: %s in %.3f s%s", self.method, path, attempt.outcome(), taken, retry)


class Attempt:
    """One attempt to send a request and to receive the response."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.response: RawResponse | None = None
        """The response, as far as it was received."""
        self.error: ApiError | None = None
        self.cause: BaseException | None = None
        self.started = time.monotonic()
        self._handled = sys.exception()
        """The exception that the caller is handling, if it makes the call within an `except` clause."""
        self._is_lost = False
        self._status_code: int | None = None
        self._headers: Any = None
        self._body: Body | None = None

    def named(self, request: Any) -> Any:
        """Notes the httpx request that is sent, and returns it."""
        self.call.url = request.url
        request.extensions = {**request.extensions, "attempt": self}
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s", mask_text(self.call.request, self.call.secret))
        return request

    def note(self, response: Any) -> None:
        """Notes the status and the headers of an httpx response."""
        self._status_code, self._headers = response.status_code, response.headers
        self._body = Body("", self.call.limits.max_response_bytes)

    def begin(self, response: Any) -> None:
        """Notes an httpx response before its body is received."""
        self.note(response)  # in case the next line fails
        self._body = Body(response.headers.get("content-encoding", ""), self.call.limits.max_response_bytes)

    def add(self, chunk: bytes) -> None:
        """Adds a chunk of the body as it was received."""
        for _ in self._received().add(chunk):
            if time.monotonic() > self.call.ends:
                raise TimeoutError

    def add_decoded(self, content: bytes) -> None:
        """Adds a body that httpx has decompressed."""
        self._received().add_decoded(content)

    def may_be_repeated(self) -> bool:
        """Whether the same request may succeed now."""
        is_repeatable = self.call.method in REPEATABLE_METHODS
        if self._status_code is not None:
            return self._status_code in RETRIED_STATUSES and (is_repeatable or self._status_code == 429)
        return self._is_lost and is_repeatable

    def result(self) -> RawResponse:
        """Returns the response.

        Raises:
            ApiError: If no response came, or it is not complete.
        """
        if self.error is not None:
            raise self.error from self.cause
        assert self.response is not None
        return self.response

    def outcome(self) -> str:
        """Returns the outcome of the attempt, for the log."""
        status = "" if self._status_code is None else f"{self._status_code}"
        problem = f"{type(self.error).__name__} ({self.error.problem})" if self.error is not None else ""
        return " ".join(filter(None, (status, problem)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if isinstance(error, AssertionError):  # of a transport in a test
            return False
        if error is not None and not isinstance(error, Exception):
            if traceback is not None:
                traceback.tb_next = None  # the frames of the HTTP library hold the token
            return False
        failure = error or self._incomplete()
        if self._status_code is not None:
            self.response = self._as_response(failure)
        if failure is not None and not (self.response and self.response.problem):
            self.error = error_of(failure, self.call, self.response)
            is_own = self.error is failure
            self.cause = failure.__cause__ if is_own else cause_of(failure, self._handled, self.call.secret)
            self._is_lost = is_lost(failure)
        return error is not None

    def _incomplete(self) -> Exception | None:
        try:
            self._received().finish()
        except ContentError as error:
            return error
        return None

    def _as_response(self, error: Exception | None) -> RawResponse:
        """Returns the response. An error response may have half a body, because its status says enough."""
        assert self._status_code is not None
        is_failure = not 200 <= self._status_code < 300
        problem = problem_of(error) if error and is_failure and not is_timeout(error) else ""
        content, call = self._received().content(), self.call
        return RawResponse(
            self._status_code, self._headers, content, call.request, self._advice(), call.secret, problem
        )

    def _received(self) -> Body:
        assert self._body is not None
        return self._body

    def _advice(self) -> str:
        path = self.call.usual_path
        return "" if self.call.base_url.endswith(path) else f"The base URL usually ends with {path}; this one does not."
