"""The mock server as an ASGI application."""

import asyncio
from contextlib import suppress

from attrs import frozen
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from flowmusic_contract.mock_server.api import Request, Respond


def application(respond: Respond) -> Starlette:
    """Returns the application that answers every request, of any path and method, with `respond`."""
    return Starlette(routes=[Mount("", _Endpoint(respond))])


@frozen
class _Endpoint:
    respond: Respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.respond(
            Request(
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
            )
        )
        await asyncio.sleep(answer.seconds)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        if answer.is_cut:
            # The server complains of a response that stays behind its content length, and closes the connection.
            length = (b"content-length", str(len(answer.body)).encode())
            await send({"type": "http.response.start", "status": answer.status, "headers": [*headers, length]})
            with suppress(RuntimeError):
                await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2]})
        else:
            response = Response(answer.body, answer.status)
            response.raw_headers += headers
            await response(scope, receive, send)
