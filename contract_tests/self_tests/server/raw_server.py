"""A server that writes bytes as they are, fast or one at a time, on a free port of 127.0.0.1."""

import socket
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN
from flowmusic_contract.server.connection import HttpConnection, connect
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import Probe
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import Target, Tenant

PROBE = Probe(f"email={DEMO_EMAILS[0]}", (("Authorization", f"Bearer {DEMO_TOKEN}"),))


@contextmanager
def serving(start: bytes, then: bytes | None = None, every: float = 0.05) -> Generator[tuple[Target, list[bytes]]]:
    """Sends `start` at once, and `then` again and again or closes; yields the target and the requests that it gets."""
    requests: list[bytes] = []
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                requests.append(connection.recv(65536))
                connection.sendall(start)
                while then is not None and not stop.wait(every):
                    connection.sendall(then)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
            yield Target(base_url, Tenant(DEMO_TOKEN, DEMO_EMAILS)), requests
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def exchanges_with(target: Target, limits: Limits, probes: Iterable[Probe] = (PROBE,)) -> list[Exchange]:
    """Sends the probes to the target."""
    with connect(target, limits) as http:
        session = ProbeSession(target, HttpConnection(http, limits), limits)
        return [session.send(request_of(probe, target)) for probe in probes]
