"""The mock server on a socket of this machine."""

import logging
import socket
from asyncio import CancelledError
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread

from flowmusic_contract.mock_server.api import Handler


def _is_unexpected(record: logging.LogRecord) -> bool:
    # The mock server truncates a response only on purpose, and stops although one is not complete.
    is_cancelled = record.exc_info is not None and isinstance(record.exc_info[1], CancelledError)
    return not is_cancelled and "without completing response" not in record.getMessage()


def _reachable(listener: socket.socket) -> str:
    """Returns where a client on this machine finds a socket: an address, because the control API accepts no names."""
    bound, port, *_ = listener.getsockname()
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bound) or str(bound)  # noqa: S104 - an address is compared
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


@contextmanager
def running(handler: Handler, port: int = 0, host: str = "127.0.0.1") -> Generator[str]:
    """Serves while the context lasts, and yields the base URL. Port 0 means any free port.

    Raises:
        OSError: if the port is not available.
    """
    # Most of the import time of the mock server, which the checks in one process do not need.
    from flowmusic_contract.mock_server.asgi import application  # noqa: PLC0415
    from flowmusic_contract.mock_server.uvicorn_server import StoppableServer  # noqa: PLC0415

    logging.getLogger("uvicorn.error").addFilter(_is_unexpected)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        server = StoppableServer.of(application(handler))
        thread = Thread(target=server.run, args=([listener],), name="mock server", daemon=True)
        thread.start()
        try:
            # The socket listens already: a request that arrives before the server is up just waits.
            yield f"http://{_reachable(listener)}/v1"
        finally:
            server.stop()
            thread.join()
