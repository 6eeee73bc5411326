"""Clients: where the API is, how long to wait for it, and who asks."""

import os
from collections.abc import Generator, Mapping
from threading import Lock
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx
from attrs import define, evolve, field, frozen

from .errors import InvalidResponseError
from .types import Answer

BASE_URL = "https://api.useapi.net/v1"
"""The server that the API is at."""

TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds to wait for a connection, and then for each part of the answer."""

USER_AGENT = "flowmusic-usage/0.1.0"

_CUT_SHORT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError)


@define
class _Connections:
    """The httpx clients that a client has made itself, each when it is first needed."""

    blocking: httpx.Client | None = None
    asynchronous: httpx.AsyncClient | None = None
    lock: Lock = field(factory=Lock)


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


@frozen(kw_only=True, eq=False)
class Client:
    """A client of the API. It does not change, and any number of threads may use it at the same time.

    It connects when it is first used, and keeps its connections until it is closed: use it as a context manager
    (`with`, or `async with` for the asynchronous functions), and for many calls.
    """

    base_url: str = field(factory=lambda: os.environ.get("USEAPI_BASE_URL") or BASE_URL, converter=_base_url)
    """What the paths of the API are added to; that of `USEAPI_BASE_URL`, or else `BASE_URL`, if none is given."""
    timeout: httpx.Timeout | float | None = TIMEOUT
    """Seconds to wait for a connection, and for each part of the answer; None waits for ever."""
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_copied, repr=False)
    """Headers to send beside the client's own."""
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    """What sends the requests, such as one that retries them; httpx's own if none is given."""
    httpx_client: httpx.Client | None = field(default=None, repr=False)
    """The httpx client to use, which stays open; one of this client's own if none is given."""
    async_httpx_client: httpx.AsyncClient | None = field(default=None, repr=False)
    """The same for the asynchronous functions."""
    _connections: _Connections = field(factory=_Connections, repr=False, alias="_connections")

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Returns a client that sends more headers, over the same connections."""
        return evolve(self, headers={**self.headers, **headers})

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Returns a client that waits for another time, over the same connections."""
        return evolve(self, timeout=timeout)

    def get_httpx_client(self) -> httpx.Client:
        """Returns the httpx client that sends the requests."""
        if self.httpx_client is not None:
            return self.httpx_client
        with self._connections.lock:
            if self._connections.blocking is None:
                if self.transport is not None and not isinstance(self.transport, httpx.BaseTransport):
                    raise TypeError("the transport is for the asynchronous functions only")
                self._connections.blocking = httpx.Client(transport=self.transport)
            return self._connections.blocking

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Returns the httpx client that sends the requests of the asynchronous functions."""
        if self.async_httpx_client is not None:
            return self.async_httpx_client
        with self._connections.lock:
            if self._connections.asynchronous is None:
                if self.transport is not None and not isinstance(self.transport, httpx.AsyncBaseTransport):
                    raise TypeError("the transport is not for the asynchronous functions")
                self._connections.asynchronous = httpx.AsyncClient(transport=self.transport)
            return self._connections.asynchronous

    def send(self, **request: Any) -> Answer:
        """Sends a request, given as `httpx.Client.build_request` takes it, and returns the whole answer.

        Raises:
            InvalidResponseError: if the answer is cut short.
            httpx.TransportError: if none comes.
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
        return self._answer(response, chunks)

    async def send_async(self, **request: Any) -> Answer:
        """Sends a request like `send`, and waits without blocking."""
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
        return self._answer(response, chunks)

    def close(self) -> None:
        """Closes the connections of the blocking functions. A later call opens new ones."""
        with self._connections.lock:
            http, self._connections.blocking = self._connections.blocking, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Closes the connections of the asynchronous functions. A later call opens new ones."""
        with self._connections.lock:
            http, self._connections.asynchronous = self._connections.asynchronous, None
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
        return ""

    @property
    def _auth(self) -> httpx.Auth | None:
        return None

    def _request(self, request: dict[str, Any]) -> dict[str, Any]:
        headers = httpx.Headers({"User-Agent": USER_AGENT, "Accept": "application/json"})
        headers.update(self.headers)
        headers.update(request.get("headers"))
        return {**request, "url": self.base_url + request["url"], "headers": headers, "timeout": self.timeout}

    def _answer(self, response: httpx.Response, chunks: list[bytes]) -> Answer:
        return Answer(response.status_code, response.headers, b"".join(chunks), self._secret)

    def _cut_short(self, response: httpx.Response, chunks: list[bytes], error: Exception) -> InvalidResponseError:
        return self._answer(response, chunks).invalid(f"cut short ({error})", show_body=True)


def _token(token: str) -> str:
    if not token:
        raise ValueError("no API token: pass token=… or set the environment variable USEAPI_TOKEN")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("an API token must be printable ASCII without blanks, as a header can carry it")
    return token


@frozen
class _TokenAuth(httpx.Auth):
    """Puts the token into each request, in place of what stood there. httpx takes it out for another host."""

    token: str = field(repr=False)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the header."""
        request.headers["Authorization"] = "Bearer " + self.token
        yield request


@frozen(kw_only=True, eq=False)
class AuthenticatedClient(Client):
    """A client that sends an API token. The token is never shown, logged or pickled.

    It does not change, and any number of threads may use it at the same time. It connects when it is first used, and
    keeps its connections until it is closed: use it as a context manager (`with`, or `async with` for the
    asynchronous functions), and for many calls.
    """

    token: str = field(factory=lambda: os.environ.get("USEAPI_TOKEN", ""), converter=_token, repr=False)
    """The API token; that of the environment variable `USEAPI_TOKEN` if none is given."""

    @property
    def _secret(self) -> str:
        return self.token

    @property
    def _auth(self) -> httpx.Auth | None:
        return _TokenAuth(self.token)


__all__ = ["BASE_URL", "TIMEOUT", "USER_AGENT", "AuthenticatedClient", "Client"]
