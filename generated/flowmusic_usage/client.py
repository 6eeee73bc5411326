# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The client: the server, the API token, the limits, the connections, and a method for each operation."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from types import MappingProxyType, TracebackType
from typing import Any, NoReturn, Self

from attrs import evolve, field, frozen

from ._connections import Connections, open_asynchronous, open_blocking, running_loop
from ._content import ACCEPT_ENCODING
from ._deadline import LONGEST, deadline
from ._frames import hides_arguments, hides_settings
from ._http import AsyncHttpClient, AsyncTransport, HttpClient, Timeout, Transport
from ._sending import Attempt, Call, Limits
from ._settings import BASE_URL as BASE_URL
from ._settings import TokenAuth, checked, copied, header_problem, merged, shown_url, without_slash
from .api.accounts import get_account_usage as _get_account_usage
from .errors import ConfigurationError
from .models.account_usage import AccountUsage
from .types import RawResponse

TIMEOUT = 30.0
"""Seconds to wait for each part of the response."""

CONNECT_TIMEOUT = 10.0
"""The most seconds to wait for a connection."""

USER_AGENT = "flowmusic-usage/0.1.0"

_USUAL_PATH = "/v1"


@hides_settings
@frozen(kw_only=True, eq=False)
class AuthenticatedClient:
    """A client that sends an API token. It never shows, logs or pickles the token.

    Without arguments, `token` is that of the environment variable `USEAPI_TOKEN`, and `base_url` is `USEAPI_BASE_URL`
    if set, or else `BASE_URL`.

    It is immutable, and threads can share it. It can be used after a fork and in one event loop after another. It keeps no
    cookies. It connects on its first request and keeps its connections open until it is closed, so use one client for many
    calls, as a context manager (`with`, or `async with` for the asynchronous functions).

    It retries after a lost connection and after the statuses 408, 429, 500, 502, 503 and 504, but never sooner than
    `Retry-After` allows.
    """

    token: str = field(factory=lambda: os.environ.get("USEAPI_TOKEN", ""), validator=checked, repr=False)
    """API token. Default: the environment variable `USEAPI_TOKEN`."""
    base_url: str = field(
        factory=lambda: os.environ.get("USEAPI_BASE_URL") or BASE_URL,
        converter=without_slash,
        repr=shown_url,
        validator=checked,
    )
    """URL that the paths of the API are appended to. Default: `USEAPI_BASE_URL` if set, otherwise `BASE_URL`."""
    timeout: Timeout | float | None = field(default=TIMEOUT, validator=checked)
    """Seconds to wait for each part of the response, and to connect (at most 10); None waits without a limit.

    An `httpx.Timeout` sets each limit.
    """
    total_timeout: float | None = field(default=300, validator=checked)
    """Seconds for a whole call, with its retries and the time between them; None sets no limit."""
    max_retries: int = field(default=2, validator=checked)
    """How many times a call retries; 0 sends its request only once."""
    max_retry_wait: float = field(default=60, validator=checked)
    """The longest wait before a retry, in seconds. If the server asks for more, the call fails at once and says so."""
    max_response_bytes: int = field(default=256 * 2**20, validator=checked)
    """The largest body to accept, in bytes after decompression."""
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=copied, validator=checked, repr=False)
    """Headers to send in addition to the client's own."""
    transport: Transport | AsyncTransport | None = field(default=None, validator=checked, repr=False)
    """Transport that sends the requests. Default: that of httpx."""
    httpx_client: HttpClient | None = field(default=None, validator=checked, repr=False)
    """Your own httpx client, which is never closed. Default: one that this client opens and closes."""
    async_httpx_client: AsyncHttpClient | None = field(default=None, validator=checked, repr=False)
    """Your own httpx client for the asynchronous functions, which is never closed."""
    _connections: Connections = field(factory=Connections, init=False, repr=False)

    def get_account_usage(self, email: str) -> AccountUsage:
        """Get account usage

        Returns the usage report of one configured account: its billing events, aggregated per UTC day, and totals per
        event type and per song. Only the statuses 200, 401 and 404 are documented; treat any other as an error.
        Neither the bodies of errors nor the response to a request without `email` is documented.

        Args:
            email: Email address of the configured account to report on.

        Raises:
            UnauthorizedError: If the status is 401.
            NotFoundError: If the status is 404.
            UnexpectedStatusError: If the status is any other except a documented success.
            InvalidResponseError: If the body does not match its documented model.
            ApiConnectionError: If there is no response, for example because of a timeout.

        Example:
            >>> from flowmusic_usage import AuthenticatedClient
            >>> with AuthenticatedClient() as client:
            ...     result = client.get_account_usage("listener@example.com")
            >>> type(result).__name__
            'AccountUsage'
        """
        return _get_account_usage.sync(email=email, client=self)

    async def get_account_usage_async(self, email: str) -> AccountUsage:
        """Like `get_account_usage`, but asynchronous."""
        return await _get_account_usage.asyncio(email=email, client=self)

    @hides_arguments
    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Returns a client that also sends these headers, over the same connections."""
        more = copied(headers)
        return self._changed(headers={**self.headers, **more} if isinstance(more, MappingProxyType) else more)

    @hides_arguments
    def with_timeout(self, timeout: Timeout | float | None) -> Self:
        """Returns a client with another timeout, over the same connections."""
        return self._changed(timeout=timeout)

    def get_httpx_client(self) -> Any:
        """Returns the httpx client of the blocking functions."""
        if self.httpx_client is not None:
            return self.httpx_client
        connections = self._connections.of_this_process()
        with connections.lock:
            if connections.blocking is None:
                connections.blocking = open_blocking(self.transport)
            return connections.blocking

    def get_async_httpx_client(self) -> Any:
        """Returns the httpx client of the asynchronous functions in the running event loop."""
        if self.async_httpx_client is not None:
            return self.async_httpx_client
        connections = self._connections.of_this_process()
        loop = running_loop()
        with connections.lock:
            connections.forget_closed_loops()
            found = connections.without_loop if loop is None else connections.asynchronous.get(loop)
            http = found or open_asynchronous(self.transport)
            if loop is None:
                connections.without_loop = http
            else:
                connections.asynchronous[loop] = http
            return http

    def send(self, **request: Any) -> RawResponse:
        """Sends a request and returns the whole response. The arguments are those of `httpx.Client.build_request`.

        Raises:
            ApiError: If there is no response, or it is not complete.
        """
        call = self._call(request)
        while True:
            attempt = self._attempt(call)
            seconds = call.seconds_before_retry(attempt)
            if seconds is None:
                return attempt.result()
            time.sleep(seconds)

    async def send_async(self, **request: Any) -> RawResponse:
        """Like `send`, but asynchronous."""
        import anyio  # it belongs to httpx; blocking calls do not need it

        call = self._call(request)
        while True:
            attempt = await self._attempt_async(call)
            seconds = call.seconds_before_retry(attempt)
            if seconds is None:
                return attempt.result()
            await anyio.sleep(seconds)

    def close(self) -> None:
        """Closes the connections of the blocking functions, as soon as no call uses them. A later call opens new ones."""
        connections = self._connections.of_this_process()
        with connections.lock:
            http, connections.blocking = connections.blocking, None
        if http is not None and connections.retire(http):
            http.close()

    async def aclose(self) -> None:
        """Like `close`, for the asynchronous functions in this event loop."""
        connections = self._connections.of_this_process()
        loop = running_loop()
        with connections.lock:
            clients = [connections.without_loop, None if loop is None else connections.asynchronous.pop(loop, None)]
            connections.without_loop = None
        for each in clients:
            if each is not None and connections.retire(each):
                await each.aclose()

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
    def _auth(self) -> TokenAuth | None:
        return TokenAuth(self.token)

    def _changed(self, **changes: Any) -> Self:
        changed = evolve(self, **changes)
        object.__setattr__(changed, "_connections", self._connections)
        return changed

    # The frames of an attempt have what was received, which can repeat the token. Its error is raised outside of them.

    def _attempt(self, call: Call) -> Attempt:
        with call.attempt() as attempt, self._blocking() as http, deadline(call.ends):
            response = http.send(attempt.named(http.build_request(**call.arguments)), auth=self._auth, stream=True)
            try:
                attempt.begin(response)
                if response.is_stream_consumed:
                    attempt.add_decoded(response.content)
                else:
                    for chunk in response.iter_raw():
                        attempt.add(chunk)
            finally:
                response.close()
        return attempt

    async def _attempt_async(self, call: Call) -> Attempt:
        import anyio

        with call.attempt() as attempt, anyio.fail_after(call.seconds_left()):
            async with self._asynchronous() as http:
                request = attempt.named(http.build_request(**call.arguments))
                response = await http.send(request, auth=self._auth, stream=True)
                try:
                    attempt.begin(response)
                    if response.is_stream_consumed:
                        attempt.add_decoded(response.content)
                    else:
                        async for chunk in response.aiter_raw():
                            attempt.add(chunk)
                finally:
                    await response.aclose()
        return attempt

    @contextmanager
    def _blocking(self) -> Generator[HttpClient]:
        """Lends the httpx client to one attempt. A `close` during the attempt takes effect after it."""
        connections = self._connections.of_this_process()
        with connections.lock:
            http = self.get_httpx_client()
            connections.begin(http)
        try:
            yield http
        finally:
            if connections.end(http):
                http.close()

    @asynccontextmanager
    async def _asynchronous(self) -> AsyncGenerator[AsyncHttpClient]:
        """Like `_blocking`, but asynchronous."""
        connections = self._connections.of_this_process()
        with connections.lock:
            http = self.get_async_httpx_client()
            connections.begin(http)
        try:
            yield http
        finally:
            if connections.end(http):
                await http.aclose()

    def _call(self, request: dict[str, Any]) -> Call:
        own = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": ACCEPT_ENCODING}
        more: Mapping[str, str] = request.get("headers") or {}
        for name, value in more.items():
            if problem := header_problem(name, value):
                raise ConfigurationError(problem)
        headers = merged(own, self.headers, more)
        url = self.base_url + request["url"]
        arguments = {**request, "url": url, "headers": headers, "timeout": self._timeout()}
        limits = Limits(self.max_retries, self.max_retry_wait, self.total_timeout, self.max_response_bytes)
        uses_proxies = self.transport is None and self.httpx_client is None and self.async_httpx_client is None
        return Call(
            arguments,
            limits,
            base_url=self.base_url,
            usual_path=_USUAL_PATH,
            secret=self._secret,
            uses_proxies=uses_proxies,
        )

    def _timeout(self) -> Timeout | tuple[float | None, ...]:
        """Returns the limits as httpx takes them: to connect, to read, to write, and for a free connection."""
        if self.timeout is None:
            return (None, None, None, None)
        if not isinstance(self.timeout, int | float):
            return self.timeout
        seconds = self.timeout if self.timeout <= LONGEST else None
        return (min(self.timeout, CONNECT_TIMEOUT), seconds, seconds, seconds)


def get_account_usage(email: str) -> AccountUsage:
    """Like `AuthenticatedClient.get_account_usage`, with a client for this one call."""
    with AuthenticatedClient() as client:
        return _get_account_usage.sync(email=email, client=client)


async def get_account_usage_async(email: str) -> AccountUsage:
    """Like `get_account_usage`, but asynchronous."""
    async with AuthenticatedClient() as client:
        return await _get_account_usage.asyncio(email=email, client=client)
