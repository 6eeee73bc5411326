"""The mock server without a socket, for `httpx.Client` and `httpx.AsyncClient` alike."""

import time

import httpx

from flowmusic_contract.mock_server.api import Request, Respond


def mock_transport(respond: Respond) -> httpx.MockTransport:
    """Returns a transport whose every request is answered by `respond`; the base URL is any host's `/v1`."""

    def handle(request: httpx.Request) -> httpx.Response:
        answer = respond(
            Request(
                method=request.method,
                path=request.url.path,
                query=request.url.query.decode("latin-1"),
                headers=tuple((name.lower(), value) for name, value in request.headers.multi_items()),
            )
        )
        allowed = request.extensions.get("timeout", {}).get("read")
        if allowed is not None and answer.seconds > allowed:
            time.sleep(allowed)
            raise httpx.ReadTimeout("timed out", request=request)
        time.sleep(answer.seconds)
        if answer.is_cut:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        body = b"" if request.method == "HEAD" else answer.body
        return httpx.Response(answer.status, headers=list(answer.headers), content=body)

    return httpx.MockTransport(handle)
