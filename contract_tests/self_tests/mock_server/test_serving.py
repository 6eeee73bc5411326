"""The mock server on a socket starts and stops at once."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from attrs import evolve

from flowmusic_contract.mock_server import Api, Handler, MockServer, Request, Response, demo_ledger, running
from flowmusic_contract.mock_server.asgi import application
from flowmusic_contract.mock_server.uvicorn_server import StoppableServer
from self_tests.addresses import address_of

WITHIN_A_TICK = 0.09
"""Shorter than the time after which uvicorn looks whether it should stop."""


def test_server_stops_at_once() -> None:
    """A server with an idle connection stops within milliseconds."""
    times: list[float] = []
    for _ in range(5):
        with running(Api(demo_ledger())) as base_url, httpx.Client() as http:
            http.get(base_url)
            started = time.monotonic()
            http.close()
        times.append(time.monotonic() - started)

    assert min(times) < WITHIN_A_TICK


@pytest.mark.parametrize("host", ["localhost", "127.1", "0", "0.0.0.0"])  # noqa: S104 - for a short time
def test_base_url_has_an_address(host: str) -> None:
    """Whatever the host is called, the base URL has an address of this machine, at which the control API responds."""
    with running(MockServer(demo_ledger()), host=host) as base_url:
        response = httpx.get(base_url.replace("/v1", "/_mock/clock"), trust_env=False)

    assert ("http://127.0.0.1:", 200) == (base_url[:17], response.status_code)


def test_white_space_around_a_header() -> None:
    """White space around the value of a header is not part of it."""
    received: list[Request] = []

    def serve(request: Request) -> Response:
        received.append(request)
        return Response.of(200, {})

    with running(serve) as base_url, socket.create_connection(address_of(base_url)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: a\r\nauthorization: \t Bearer a b \t\r\n\r\n")
        connection.recv(1000)

    assert [["Bearer a b"]] == [request.header("authorization") for request in received]


def slow(seconds: float, arrived: Event) -> Handler:
    """Returns a server whose responses take this time; the event is set when a request arrives."""

    def serve(_request: Request) -> Response:
        arrived.set()
        return evolve(Response.of(200, {}), delay=seconds)

    return serve


def test_response_that_has_begun_is_completed() -> None:
    """A server that stops still sends the response that a client waits for."""
    with ThreadPoolExecutor(1) as pool:
        with running(slow(0.2, arrived := Event())) as base_url:
            response = pool.submit(httpx.get, base_url)
            arrived.wait()

        assert 200 == response.result().status_code


def test_response_that_takes_long_is_not_waited_for() -> None:
    """A server that stops closes a connection whose response does not come."""
    with ThreadPoolExecutor(1) as pool:
        started = time.monotonic()
        with running(slow(30, arrived := Event())) as base_url:
            response = pool.submit(httpx.get, base_url, timeout=20)
            arrived.wait()

        assert time.monotonic() - started < 10
        with pytest.raises(httpx.RemoteProtocolError):
            response.result()


def test_server_that_cannot_start_can_be_stopped() -> None:
    """A server whose socket is closed already fails, and does not let `stop` wait."""
    server = StoppableServer.of(application(Api(demo_ledger())))
    listener = socket.create_server(("127.0.0.1", 0))
    listener.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        server.run([listener])

    server.stop()
