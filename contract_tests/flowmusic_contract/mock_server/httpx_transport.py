"""The mock server without a socket, for `httpx.Client` and `httpx.AsyncClient`."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from urllib.parse import unquote

import httpx

from flowmusic_contract.mock_server.api import Handler, Request, Response

HTTP_VERSION = "flowmusic_contract.http_version"
"""The extension of a request with the version of HTTP, such as `1.0`; httpx itself sends only 1.1."""


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes every request to a handler. The base URL may have any host and ends in `/v1`."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Returns the response, after its delay."""
        response = self._handler(request_of(request)).dated()
        if response.delay:  # to wait no time at all still costs a millisecond
            time.sleep(min(response.delay, _allowed(request)))
        return _response(request, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Does the same without blocking other tasks."""
        response = self._handler(request_of(request)).dated()
        if response.delay:
            await asyncio.sleep(min(response.delay, _allowed(request)))
        return _response(request, response)


def mock_transport(handler: Handler) -> MockTransport:
    """Returns a transport that passes every request to `handler`."""
    return MockTransport(handler)


def request_of(request: httpx.Request) -> Request:
    """Returns a request of httpx as the mock server gets it."""
    path, _, query = request.extensions.get("target", request.url.raw_path).decode("latin-1").partition("?")
    return Request(
        method=request.method,
        path=unquote(path),
        query=query,
        headers=tuple((name.lower(), value) for name, value in request.headers.multi_items()),
        http_version=request.extensions.get(HTTP_VERSION, "1.1"),
    )


def _allowed(request: httpx.Request) -> float:
    seconds = request.extensions.get("timeout", {}).get("read")
    return float("inf") if seconds is None else float(seconds)


def _response(request: httpx.Request, response: Response) -> httpx.Response:
    if response.delay > _allowed(request):
        raise httpx.ReadTimeout("timed out", request=request)
    if response.reset:
        raise httpx.ReadError("connection reset by peer", request=request)
    headers, is_head = list(response.headers), request.method == "HEAD"
    if (is_head or response.truncated) and "content-length" not in dict(headers):
        headers.append(("content-length", str(len(response.body))))
    if response.truncated and not is_head:
        return httpx.Response(response.status, headers=headers, stream=_Half(response.body))
    return httpx.Response(response.status, headers=headers, content=b"" if is_head else response.body)


class _Half(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The first half of a body, after which the connection is closed."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        half = self._body[: len(self._body) // 2]
        yield half
        raise httpx.RemoteProtocolError(
            "peer closed connection without sending complete message body "
            f"(received {len(half)} bytes, expected {len(self._body)})"
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for half in self:
            yield half
