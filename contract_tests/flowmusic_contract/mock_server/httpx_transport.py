"""The mock server without a socket, for `httpx.Client` and `httpx.AsyncClient`."""

import time

import httpx

from flowmusic_contract.mock_server.api import Handler, Request


def mock_transport(handler: Handler) -> httpx.MockTransport:
    """Returns a transport that passes every request to `handler`. The base URL may have any host and ends in `/v1`."""

    def handle(request: httpx.Request) -> httpx.Response:
        response = handler(
            Request(
                method=request.method,
                path=request.url.path,
                query=request.url.query.decode("latin-1"),
                headers=tuple((name.lower(), value) for name, value in request.headers.multi_items()),
            )
        ).dated()
        allowed = request.extensions.get("timeout", {}).get("read")
        if allowed is not None and response.delay > allowed:
            time.sleep(allowed)
            raise httpx.ReadTimeout("timed out", request=request)
        if response.delay:
            time.sleep(response.delay)
        if response.truncated:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        body = b"" if request.method == "HEAD" else response.body
        return httpx.Response(response.status, headers=list(response.headers), content=body)

    return httpx.MockTransport(handle)
