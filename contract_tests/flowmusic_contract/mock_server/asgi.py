"""The mock server as an ASGI application."""

import asyncio
import logging
from contextlib import suppress

from attrs import frozen
from starlette import responses
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from flowmusic_contract.mock_server.api import PATH, Handler, Request, Response
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.server import MockServer

_LOG = logging.getLogger(__name__)

RESET = "flowmusic.reset"
"""Where the scope of a request keeps the function that resets its connection."""

WRITE = "flowmusic.write"
"""Where it keeps the function that writes bytes to its connection."""

RESPONSE = "flowmusic.response"
"""Where it keeps the response, if the application has been called already."""


@frozen
class Application:
    """Passes every request to `handler`, except those for the pages and the control API of the mock server."""

    handler: Handler
    endpoint: ASGIApp
    routes: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds to a request."""
        if scope["path"] == PATH:
            await self.endpoint(scope, receive, send)
        else:
            await self.routes(scope, receive, send)

    def respond(self, request: Request) -> Response:
        """Returns the response to a request that needs no route."""
        return self.handler(request).dated()


def application(handler: Handler) -> Application:
    """Returns the application that serves a handler."""
    routes = routes_of(handler) if isinstance(handler, MockServer) else []
    endpoint = _Endpoint(handler)
    site = Starlette(routes=[*routes, Mount("", endpoint)], exception_handlers={LedgerError: _unusable})
    return Application(handler, endpoint, site)


def _unusable(_request: HttpRequest, error: Exception) -> responses.Response:
    _LOG.error("%s", error)
    return responses.PlainTextResponse(f"{error}\n", 500)


def routes_of(server: MockServer) -> list[BaseRoute]:
    """Returns what the mock server serves beside the API: the pages for people, the spec and the control API."""
    from flowmusic_contract.mock_server.control import control_routes  # noqa: PLC0415 - not every handler needs it
    from flowmusic_contract.mock_server.pages.routes import page_routes  # noqa: PLC0415
    from flowmusic_contract.mock_server.spec_routes import spec_routes  # noqa: PLC0415

    return [*control_routes(server), *page_routes(server), *spec_routes()]  # first what programs call again and again


@frozen
class _Endpoint:
    handler: Handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = scope.get(RESPONSE) or self.handler(request_of(scope)).dated()
        if response.delay:
            await asyncio.sleep(response.delay)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        if response.reset:
            scope[RESET]()
            while (await receive())["type"] != "http.disconnect":
                pass
        elif response.truncated:
            await _send_half(response, headers, send)
        else:
            sent = responses.Response(response.body, response.status)
            if {b"content-length", b"transfer-encoding"} & dict(headers).keys():
                del sent.headers["content-length"]
            sent.raw_headers += headers
            await sent(scope, receive, send)
            if response.surplus:
                scope[WRITE](response.surplus)


def request_of(scope: Scope) -> Request:
    """Returns the request that a scope describes."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        # White space after a value is not part of it (RFC 9110, section 5.5). httptools removes only what is before it.
        headers=tuple((name, value.rstrip(" \t")) for name, value in headers),
        http_version=scope["http_version"],
        connection=":".join(map(str, scope.get("client") or ())),
    )


async def _send_half(response: Response, headers: list[tuple[bytes, bytes]], send: Send) -> None:
    # uvicorn raises when a body is shorter than its content length, and closes the connection: what we want.
    length = (b"content-length", str(len(response.body)).encode())
    await send({"type": "http.response.start", "status": response.status, "headers": [*headers, length]})
    with suppress(RuntimeError):
        await send({"type": "http.response.body", "body": response.body[: len(response.body) // 2]})
