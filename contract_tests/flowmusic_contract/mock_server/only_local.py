"""Lets programs on the same machine use the control API, and no web page of another site."""

import ipaddress

from attrs import frozen
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@frozen
class OnlyLocal:
    """Refuses other machines, and requests that a web page of another site makes a browser send."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or responds with 403."""
        allowed = _is_local_peer(scope) and _is_local_site(Request(scope))
        refusal = JSONResponse({"error": "the control API is for programs on the same machine only"}, 403)
        await (self.app if allowed else refusal)(scope, receive, send)


def _is_local_peer(scope: Scope) -> bool:
    return _is_loopback((scope.get("client") or ("",))[0])


def _is_local_site(request: Request) -> bool:
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return False
    before, _, port = hosts[0].rpartition(":")
    name = (before if port.isdecimal() else hosts[0]).strip("[]").lower()
    origins = request.headers.getlist("origin")
    return (name == "localhost" or _is_loopback(name)) and all(origin == f"http://{hosts[0]}" for origin in origins)


def _is_loopback(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
