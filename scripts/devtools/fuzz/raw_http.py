"""Gives the bytes of a response to the session that sends the probes, through a connection without a socket."""

import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore
import httpx
from attrs import define, frozen

from flowmusic_contract.check import report_on_exchanges
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN
from flowmusic_contract.server.connection import HttpConnection, NoCookies
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import Probe
from flowmusic_contract.server.session import ProbeSession, UnreachableError
from flowmusic_contract.server.target import DEMO_TENANT, Target

_TARGET = Target("http://127.0.0.1/v1", DEMO_TENANT)
_PROBE = Probe(f"email={DEMO_EMAILS[0]}", (("Authorization", f"Bearer {DEMO_TOKEN}"),))
_LIMITS = Limits(total_seconds=0.002, megabytes=4)
"""Time for one request and a short wait, after a response that requests one."""


def read_response(data: bytes) -> bool:
    """Receives a response and judges it with every rule. It is accepted if it is complete."""
    with httpx.Client(transport=_Transport(data), trust_env=False, cookies=NoCookies()) as http:
        try:
            exchange = ProbeSession(_TARGET, HttpConnection(http, _LIMITS), _LIMITS).send(request_of(_PROBE, _TARGET))
        except UnreachableError:
            return False
    report_on_exchanges("a server", [exchange])
    return exchange.transfer.failure is None


class _Transport(httpx.HTTPTransport):
    """Reads HTTP as usual, from bytes instead of a socket."""

    def __init__(self, data: bytes) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_no_encryption(), network_backend=_Backend(data))


@cache
def _no_encryption() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used, but slow to make


@frozen
class _Backend(httpcore.NetworkBackend):
    data: bytes

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        del host, port, timeout, local_address, socket_options
        return _Stream(self.data)


@define
class _Stream(httpcore.NetworkStream):
    data: bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        size = min(max_bytes, 1 + len(self.data) // 2)  # some bytes after the others, as from a network
        piece, self.data = self.data[:size], self.data[size:]
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del buffer, timeout

    def close(self) -> None:
        self.data = b""

    def get_extra_info(self, info: str) -> Any:
        del info
        return None
