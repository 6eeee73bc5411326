# Generated from openapi.yaml by scripts/generate. Do not edit.
"""What a call raises instead of an error of the HTTP library, whose text and frames may show the API token."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ._content import ContentError, TooLargeError
from ._environment import proxy_of
from ._frames import chain
from ._http import Timeout
from ._masking import mask_text
from .errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    ConfigurationError,
    InvalidResponseError,
    ResponseTooLargeError,
)

if TYPE_CHECKING:
    from ._response import RawResponse
    from ._sending import Call


_PARTS: tuple[str, ...] = ("connect", "read", "write", "pool")
"""The time limits of a request, in the order of httpx."""

_WAITS = {
    "ConnectTimeout": ("connect", "no connection within"),
    "ReadTimeout": ("read", "nothing came within timeout,"),
    "WriteTimeout": ("write", "nothing could be sent within timeout,"),
    "PoolTimeout": ("pool", "no connection was free within timeout,"),
}
"""The limit that an error of httpx is about, and what did not happen in time."""


def error_of(error: Exception, call: Call, response: RawResponse | None) -> ApiError:
    """Returns the error to raise."""
    if isinstance(error, ApiError):
        return error
    if is_timeout(error):
        is_over = time.monotonic() >= call.ends
        limit = (
            f"not complete within total_timeout, {call.limits.total_timeout:g} s" if is_over else _waited(error, call)
        )
        return _failure(ApiTimeoutError, limit, call)
    if response is not None:
        kind = ResponseTooLargeError if isinstance(error, TooLargeError) else InvalidResponseError
        return response.invalid_response(problem_of(error), kind, is_whole=False)
    if call.url is None:
        return ConfigurationError(mask_text(f"the request cannot be built: {_text(error)}", call.secret))
    return _no_response(error, call)


def cause_of(error: Exception, handled: BaseException | None, secret: str) -> BaseException | None:
    """Returns an error as a cause: without frames, and without the token in a text; None if that cannot be changed."""
    for each in chain(error, handled):
        each.__traceback__ = None
        if _shows(each, secret):
            each.args = (mask_text(f"{each}", secret),)
        if _shows(each, secret):
            return None
    return error


def problem_of(error: Exception) -> str:
    """Returns what is wrong with a response."""
    if isinstance(error, ContentError):
        return _text(error)
    if "location header" in _text(error).lower():  # httpx reads this header even if it does not follow it
        return "the header Location is not a URL"
    return f"cut short ({_text(error)})"


def is_timeout(error: Exception) -> bool:
    """Whether the error is a timeout."""
    return isinstance(error, TimeoutError) or "TimeoutException" in _kinds(error)


def is_lost(error: Exception) -> bool:
    """Whether the connection was lost: another thread may have closed the client, or the server the connection."""
    was_closed = isinstance(error, RuntimeError) and "closed" in str(error)
    kinds = _kinds(error)
    return was_closed or "NetworkError" in kinds or ("TransportError" in kinds and "disconnected" in str(error))


def _no_response(error: Exception, call: Call) -> ApiError:
    if "LocalProtocolError" in _kinds(error):  # its text may show the value of a header
        return _failure(ApiConnectionError, "httpx refused to send the request (LocalProtocolError)", call)
    proxy = proxy_of(call.url) if call.uses_proxies else ""
    failure = _failure(ApiConnectionError, _text(error), call)
    failure.hint = f"Check base_url, the network and the proxy {proxy}." if proxy else "Check base_url and the network."
    return failure


def _waited(error: Exception, call: Call) -> str:
    """Returns what did not come in time, with the limit."""
    timeout: Timeout | tuple[float | None, ...] = call.arguments["timeout"]
    limits = timeout.as_dict() if isinstance(timeout, Timeout) else dict(zip(_PARTS, timeout, strict=True))
    for kind, (part, problem) in _WAITS.items():
        seconds = limits.get(part)
        if kind in _kinds(error) and seconds is not None:
            return f"{problem} {seconds:g} s"
    return _text(error)


def _failure(kind: type[ApiConnectionError], problem: str, call: Call) -> ApiError:
    return kind(mask_text(problem, call.secret), mask_text(call.request, call.secret))


def _shows(error: BaseException, secret: str) -> bool:
    text = f"{error} {error!r}"
    return mask_text(text, secret) != text


def _kinds(error: Exception) -> set[str]:
    """Returns the names of an error's classes, so that those of httpx and of its successor are treated alike."""
    return {each.__name__ for each in type(error).__mro__}


def _text(error: Exception) -> str:
    return f"{error}" or type(error).__name__
