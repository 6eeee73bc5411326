# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The client: the server, the API token, the timeout and the connections."""

import os
from collections.abc import Generator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx
from attrs import define, evolve, field, frozen

from .errors import InvalidResponseError
from .types import RawResponse

BASE_URL = "https://api.useapi.net/v1"
"""The server that the spec names."""

TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds: 10 to connect, 30 for each part of the response."""

USER_AGENT = "flowmusic-usage/0.1.0"

_CUT_SHORT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError)


@define
class _Connections:
    """The httpx clients that a client opened in this process, each on its first request."""

    blocking: httpx.Client | None = None
    asynchronous: httpx.AsyncClient | None = None
    lock: Lock = field(factory=Lock)
    process: int = field(factory=os.getpid)

    def of_this_process(self) -> Self:
        """Forgets the connections of the parent process after a fork: shared, they would mix up responses."""
        if self.process != os.getpid():
            self.blocking, self.asynchronous, self.lock, self.process = None, None, Lock(), os.getpid()
        return self


def _no_cookies() -> CookieJar:
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _base_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment or url.userinfo:
        raise ValueError(f"base_url must be like {BASE_URL}, got {text!r}")
    return text.rstrip("/")


def _copied(headers: Mapping[str, str]) -> Mapping[str, str]:
    return dict(headers)


def _token(token: str) -> str:
    if not token:
        raise ValueError("no API token: pass token=… or set the environment variable USEAPI_TOKEN")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("an API token must be printable ASCII without spaces, because it is sent in a header")
    return token


@frozen
class _TokenAuth(httpx.Auth):
    """Adds the token to each request. On a redirect to another host, httpx removes it again."""

    token: str = field(repr=False)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Sets the header."""
        request.headers["Authorization"] = "Bearer " + self.token
        yield request


@frozen(kw_only=True, eq=False)
class AuthenticatedClient:
    """A client that sends an API token. It never shows, logs or pickles the token.

    It is immutable, and threads can share it. It can be used after a fork, and keeps no cookies. It connects on its first
    request and keeps its connections until it is closed: use it for many calls, as a context manager (`with`, or
    `async with` for the asynchronous functions).
    """

    token: str = field(factory=lambda: os.environ.get("USEAPI_TOKEN", ""), converter=_token, repr=False)
    """API token. Default: the environment variable `USEAPI_TOKEN`."""
    base_url: str = field(factory=lambda: os.environ.get("USEAPI_BASE_URL") or BASE_URL, converter=_base_url)
    """URL that the paths of the API are appended to. Default: `USEAPI_BASE_URL` if set, otherwise `BASE_URL`."""
    timeout: httpx.Timeout | float | None = TIMEOUT
    """Seconds to connect, and for each part of the response; None waits without a limit."""
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_copied, repr=False)
    """Headers to send in addition to the client's own."""
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    """Transport that sends the requests, for example one that retries. Default: that of httpx."""
    httpx_client: httpx.Client | None = field(default=None, repr=False)
    """Your own httpx client, which is never closed. Default: one that this client opens and closes."""
    async_httpx_client: httpx.AsyncClient | None = field(default=None, repr=False)
    """Your own httpx client for the asynchronous functions, which is never closed."""
    _connections: _Connections = field(factory=_Connections, repr=False, alias="_connections")

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Returns a client that also sends these headers, over the same connections."""
        return evolve(self, headers={**self.headers, **headers})

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Returns a client with another timeout, over the same connections."""
        return evolve(self, timeout=timeout)

    def get_httpx_client(self) -> httpx.Client:
        """Returns the httpx client of the blocking functions."""
        if self.httpx_client is not None:
            return self.httpx_client
        connections = self._connections.of_this_process()
        with connections.lock:
            if connections.blocking is None:
                if self.transport is not None and not isinstance(self.transport, httpx.BaseTransport):
                    raise TypeError("this transport works with the asynchronous functions only")
                connections.blocking = httpx.Client(transport=self.transport, cookies=_no_cookies())
            return connections.blocking

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Returns the httpx client of the asynchronous functions."""
        if self.async_httpx_client is not None:
            return self.async_httpx_client
        connections = self._connections.of_this_process()
        with connections.lock:
            if connections.asynchronous is None:
                if self.transport is not None and not isinstance(self.transport, httpx.AsyncBaseTransport):
                    raise TypeError("this transport does not work with the asynchronous functions")
                connections.asynchronous = httpx.AsyncClient(transport=self.transport, cookies=_no_cookies())
            return connections.asynchronous

    def send(self, **request: Any) -> RawResponse:
        """Sends a request and returns the whole response. The arguments are those of `httpx.Client.build_request`.

        Raises:
            InvalidResponseError: If the response is cut short.
            httpx.TransportError: If there is no response.
        """
        http = self.get_httpx_client()
        response = http.send(http.build_request(**self._request(request)), auth=self._auth, stream=True)
        chunks: list[bytes] = []
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
        except _CUT_SHORT as error:
            raise self._cut_short(response, chunks, error) from None
        finally:
            response.close()
        return self._raw(response, chunks)

    async def send_async(self, **request: Any) -> RawResponse:
        """Like `send`, but asynchronous."""
        http = self.get_async_httpx_client()
        response = await http.send(http.build_request(**self._request(request)), auth=self._auth, stream=True)
        chunks: list[bytes] = []
        try:
            async for chunk in response.aiter_bytes():
                chunks.append(chunk)
        except _CUT_SHORT as error:
            raise self._cut_short(response, chunks, error) from None
        finally:
            await response.aclose()
        return self._raw(response, chunks)

    def close(self) -> None:
        """Closes the connections of the blocking functions. A later call opens new ones."""
        connections = self._connections.of_this_process()
        with connections.lock:
            http, connections.blocking = connections.blocking, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Closes the connections of the asynchronous functions. A later call opens new ones."""
        connections = self._connections.of_this_process()
        with connections.lock:
            http, connections.asynchronous = connections.asynchronous, None
        if http is not None:
            await http.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled: it holds connections")

    @property
    def _secret(self) -> str:
        return self.token

    @property
    def _auth(self) -> httpx.Auth | None:
        return _TokenAuth(self.token)

    def _request(self, request: dict[str, Any]) -> dict[str, Any]:
        headers = httpx.Headers({"User-Agent": USER_AGENT, "Accept": "application/json"})
        headers.update(self.headers)
        headers.update(request.get("headers"))
        return {**request, "url": self.base_url + request["url"], "headers": headers, "timeout": self.timeout}

    def _raw(self, response: httpx.Response, chunks: list[bytes]) -> RawResponse:
        return RawResponse(response.status_code, response.headers, b"".join(chunks), self._secret)

    def _cut_short(self, response: httpx.Response, chunks: list[bytes], error: Exception) -> InvalidResponseError:
        return self._raw(response, chunks).invalid_response(f"cut short ({error})", show_body=True)


__all__ = [
    "BASE_URL",
    "TIMEOUT",
    "USER_AGENT",
    "AuthenticatedClient",
]
