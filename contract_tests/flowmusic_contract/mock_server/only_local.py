"""Lets only programs on the same machine use the control API, and no web page of another site."""

import ipaddress
from functools import lru_cache

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
        await (self.app if is_local(Request(scope)) else _refuse)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"error": "the control API is for programs on the same machine only"}, 403)(scope, receive, send)


def is_by_address(request: Request) -> bool:
    """Whether the URL has an IP address or `localhost`. A site can point a name of its own at this machine."""
    name = _host_name(request)
    return name == "localhost" or _address(name) is not None


def is_local(request: Request) -> bool:
    """Whether the request is from a program on the same machine, and not from a web page of another site."""
    return _is_loopback((request.scope.get("client") or ("",))[0]) and _is_local_site(request)


def _is_local_site(request: Request) -> bool:
    name = _host_name(request)
    if not name or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return False
    origins = request.headers.getlist("origin")
    own = f"http://{request.headers['host']}"
    return (name == "localhost" or _is_loopback(name)) and all(origin == own for origin in origins)


def _host_name(request: Request) -> str:
    hosts = request.headers.getlist("host")
    if len(hosts) != 1:
        return ""
    before, _, port = hosts[0].rpartition(":")
    return (before if port.isdecimal() else hosts[0]).strip("[]").lower()


@lru_cache(maxsize=16)  # most requests come from the same address
def _is_loopback(text: str) -> bool:
    address = _address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return address is not None and bool((mapped or address).is_loopback)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
