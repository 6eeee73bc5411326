# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The httpx clients that a client opens, and when they are closed."""

from __future__ import annotations

import os
import sys
from collections import Counter
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

import httpx

from ._deadline import keep_deadline
from ._environment import check_proxies, unusable
from ._http import AsyncTransport, Transport
from .errors import ConfigurationError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Connections:
    """The httpx clients that a client opened in this process, each on its first request."""

    def __init__(self) -> None:
        self.blocking: httpx.Client | None = None
        self.asynchronous: dict[AbstractEventLoop, httpx.AsyncClient] = {}
        """The asynchronous clients, by the event loop that their connections belong to."""
        self.without_loop: httpx.AsyncClient | None = None
        """The asynchronous client without an event loop of asyncio: it runs under trio, or is not in use yet."""
        self.lock = RLock()
        self.process = os.getpid()
        self._calls: Counter[Any] = Counter()
        """The number of calls that are using each httpx client."""
        self._retired: set[Any] = set()
        """The httpx clients that are closed as soon as no call uses them."""

    def of_this_process(self) -> Self:
        """After a fork, forgets the connections of the parent process: sharing them would mix up responses."""
        if self.process != os.getpid():
            Connections.__init__(self)
        return self

    def forget_closed_loops(self) -> None:
        """Lets go of the clients whose event loop is closed, with their connections, which nothing can use any more."""
        self.asynchronous = {loop: http for loop, http in self.asynchronous.items() if not loop.is_closed()}

    def begin(self, http: Any) -> None:
        """Notes that a call uses an httpx client."""
        with self.lock:
            self._calls[http] += 1

    def end(self, http: Any) -> bool:
        """Notes that a call ended; returns whether it has to close the httpx client."""
        with self.lock:
            self._calls[http] -= 1
            return not self._calls[http] and self._forget(http)

    def retire(self, http: Any) -> bool:
        """Returns whether an httpx client can be closed now. Otherwise, the last call that uses it has to close it."""
        with self.lock:
            self._retired.add(http)
            return not self._calls[http] and self._forget(http)

    def _forget(self, http: Any) -> bool:
        del self._calls[http]
        is_retired = http in self._retired
        self._retired.discard(http)
        return is_retired


def running_loop() -> AbstractEventLoop | None:
    """Returns the running event loop of asyncio."""
    asyncio = sys.modules.get("asyncio")  # blocking calls do not need it, and it takes long to import
    try:
        return asyncio.get_running_loop() if asyncio else None
    except RuntimeError:
        return None


def open_blocking(transport: object) -> httpx.Client:
    """Opens an httpx client for the blocking functions."""
    if transport is not None and not isinstance(transport, Transport):
        raise ConfigurationError("this transport works with the asynchronous functions only")
    http: httpx.Client = _opened(httpx.Client, transport, _note)
    keep_deadline(http)
    return http


def open_asynchronous(transport: object) -> httpx.AsyncClient:
    """Opens an httpx client for the asynchronous functions."""
    if transport is not None and not isinstance(transport, AsyncTransport):
        raise ConfigurationError("this transport does not work with the asynchronous functions")
    http: httpx.AsyncClient = _opened(httpx.AsyncClient, transport, _note_asynchronously)
    return http


def _opened(kind: Any, transport: object, note: object) -> Any:
    if transport is None:
        check_proxies()
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    try:
        return kind(transport=transport, cookies=no_cookies, event_hooks={"response": [note]})
    except Exception as error:
        problem = unusable(error)
    raise problem


def _note(response: httpx.Response) -> None:
    """Passes a response to its attempt early, because httpx may fail on its header Location."""
    attempt: Any = response.request.extensions.get("attempt")
    if attempt is not None:
        attempt.note(response)


async def _note_asynchronously(response: httpx.Response) -> None:
    _note(response)
