"""How requests are sent: over HTTP within limits of time and size, or to a handler in this process."""

import time
from collections.abc import Iterator
from functools import lru_cache
from http.cookiejar import CookieJar
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from threading import Barrier
from typing import Protocol, cast

import httpx
from attrs import define, field, frozen

from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import Handler
from flowmusic_contract.mock_server.httpx_transport import request_of
from flowmusic_contract.server.content_coding import ContentError, decoded
from flowmusic_contract.server.intent import version_of
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.probe import Headers
from flowmusic_contract.server.target import Target
from flowmusic_contract.server.variables import PROXY_VARIABLES
from flowmusic_contract.server.wire import (
    Wire,
    connect_through,
    length_twice,
    line_ends_of,
    surplus_of,
    wait_for_others,
)

_NO_TLS = SSLContext(PROTOCOL_TLS_CLIENT)
"""Trusts no certificate; for connections that are not encrypted."""

_request_of = lru_cache(maxsize=1024)(request_of)
"""Remembers requests, because the tests send the same ones to many servers."""

_LATE = "no response by then"
_CONNECTION_LOST = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


@frozen
class Received:
    """A complete response with its decoded body."""

    status: int
    headers: Headers
    body: bytes
    surplus: int = 0
    """Bytes that follow it on a connection that stays open."""
    misframed: str | None = None
    """What is wrong with the lines of its head, or with how it says where it ends."""


class Connection(Protocol):
    """Receives the responses of a server."""

    def receive(self, request: httpx.Request) -> Received:
        """Sends a request and returns the response.

        Raises:
            httpx.HTTPError: if there is no complete response in time, or one that is too large or cannot be decoded.
        """
        ...

    def gather(self, barrier: Barrier) -> None:
        """Lets the next request of this thread arrive together with those of other threads."""
        ...


class OtherProtocolError(httpx.RemoteProtocolError):
    """What came from the server is not HTTP."""


@define
class HttpConnection:
    """Receives responses over an HTTP client within limits."""

    http: httpx.Client
    limits: Limits
    _wire: Wire = field(factory=Wire, init=False)

    def __attrs_post_init__(self) -> None:
        """Lets the connections of the client keep the time limit of each response."""
        connect_through(self.http, self._wire)

    def gather(self, barrier: Barrier) -> None:
        """Holds back the last byte of the next request of this thread until the other threads have come as far."""
        self._wire.barrier = barrier

    def receive(self, request: httpx.Request) -> Received:
        """Sends a request and returns the response."""
        started = time.monotonic()
        self._wire.start(self.limits.seconds, version_of(request))
        request.extensions = {**request.extensions, "timeout": self.http.timeout.as_dict()}
        response = self._respond(request)
        body = bytearray()
        try:
            raw = cast("Iterator[bytes]", response.stream)  # `iter_bytes` decodes without a limit
            for piece in _decoded(raw, response.headers.get("content-encoding", ""), self.limits):
                body += piece
                self._check_time(started)
            headers = tuple((name.lower(), value) for name, value in response.headers.multi_items())
            misframed = length_twice(headers) or line_ends_of(response)
            return Received(response.status_code, headers, bytes(body), surplus_of(response), misframed)
        except httpx.ReadTimeout as error:
            length = response.headers.get("content-length")
            of_all = f" of {length}" if length and "content-encoding" not in response.headers else ""
            raise httpx.ReadTimeout(f"the head and {len(body)}{of_all} bytes of the body by then") from error
        finally:
            response.close()

    def _check_time(self, started: float) -> None:
        if time.monotonic() - started > self.limits.seconds:
            raise httpx.ReadTimeout(_LATE)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        """Sends a request, and returns the response as soon as its head has arrived."""
        try:
            return self._send(request)
        except httpx.TransportError as error:
            if not self._wire.speaks_http:
                raise OtherProtocolError(str(error)) from error
            if isinstance(error, httpx.TimeoutException):
                raise type(error)(_LATE) from error
            raise
        except UnicodeError as error:  # from the name of a host or of a proxy
            raise httpx.ConnectError(str(error)) from error

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Sends a request, and once more if the connection is lost before any response.

        A server may close an idle connection just before it is used again. That is not a fault.
        """
        try:
            return self.http.send(request, stream=True, follow_redirects=False)
        except _CONNECTION_LOST:
            return self.http.send(request, stream=True, follow_redirects=False)


@frozen
class InProcessConnection:
    """Receives the responses of a handler, as the mock server would send them."""

    handler: Handler
    limits: Limits = field(factory=Limits)

    def gather(self, barrier: Barrier) -> None:
        """Waits until the other threads have come as far."""
        wait_for_others(barrier)

    def receive(self, request: httpx.Request) -> Received:
        """Passes a request to the handler and returns the response, after its delay."""
        response = self.handler(_request_of(request)).dated()
        if response.delay:  # even a wait of no time costs a millisecond
            time.sleep(min(response.delay, self.limits.seconds))
        if response.delay > self.limits.seconds:
            raise httpx.ReadTimeout(_LATE)
        if response.reset or response.truncated:
            raise httpx.RemoteProtocolError("the server closed the connection before the end of the response")
        headers = dict(response.headers)
        has_length = {"content-length", "transfer-encoding"} & headers.keys()
        length = () if has_length else (("content-length", str(len(response.body))),)
        raw = [] if request.method == "HEAD" else [response.body]
        body = b"".join(_decoded(iter(raw), headers.get("content-encoding", ""), self.limits))
        received = (*response.headers, *length)
        return Received(response.status, received, body, len(response.surplus), length_twice(received))


def _decoded(raw: Iterator[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    try:
        yield from decoded(raw, encoding, limits.megabytes * 1e6)
    except ContentError as error:
        raise httpx.DecodingError(str(error)) from error


class NoCookies(CookieJar):
    """Does not even parse cookies: a jar that parses them only to drop them warns about invalid dates."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Does nothing."""


def connect(target: Target, limits: Limits) -> httpx.Client:
    """Returns an HTTP client for this target. It uses no proxy for this machine, and keeps no cookies.

    Raises:
        CannotRunError: if the proxy or the certificates in the environment cannot be used.
    """
    verify, trust_env = _certificates(target), not target.is_local
    try:
        return httpx.Client(verify=verify, timeout=limits.seconds, trust_env=trust_env, cookies=NoCookies())
    except (ValueError, httpx.InvalidURL, ImportError) as error:
        raise CannotRunError(
            f"cannot use the proxy in {PROXY_VARIABLES}: {error}. Unset or correct the variable"
        ) from error


def _certificates(target: Target) -> SSLContext:
    if target.is_local and target.base_url.startswith("http:"):
        return _NO_TLS  # reading the certificates of this machine takes longer than the first requests
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        reason = error.strerror or error
        raise CannotRunError(
            f"cannot use the certificates in SSL_CERT_FILE or SSL_CERT_DIR: {reason}. Unset or correct the variable"
        ) from error
