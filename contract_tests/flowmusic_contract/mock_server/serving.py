"""The mock server on a socket of this machine."""

import logging
import socket
from asyncio import CancelledError
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread

from attrs import field, frozen

from flowmusic_contract.mock_server.api import Handler
from flowmusic_contract.mock_server.ledger import Ledger


@frozen
class FlowmusicMock:
    """A running mock server: its base URL, a token that it accepts, and the ledger that it reads."""

    base_url: str
    token: str = field(repr=False)
    ledger: Ledger = field(repr=False)

    @property
    def emails(self) -> list[str]:
        """The accounts configured under the token."""
        return self.ledger.emails(self.token)


def _is_unexpected(record: logging.LogRecord) -> bool:
    # The mock server truncates a response only on purpose, and stops although one is not complete.
    is_cancelled = record.exc_info is not None and isinstance(record.exc_info[1], CancelledError)
    return not is_cancelled and "without completing response" not in record.getMessage()


@contextmanager
def running(handler: Handler, port: int = 0) -> Generator[str]:
    """Serves on 127.0.0.1 while the context lasts, and yields the base URL. Port 0 means any free port.

    Raises:
        OSError: if the port is not available.
    """
    # Most of the import time of the mock server, which the checks in one process do not need.
    from flowmusic_contract.mock_server.asgi import application  # noqa: PLC0415
    from flowmusic_contract.mock_server.uvicorn_server import StoppableServer  # noqa: PLC0415

    logging.getLogger("uvicorn.error").addFilter(_is_unexpected)
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = StoppableServer.of(application(handler))
        thread = Thread(target=server.run, args=([listener],), name="mock server", daemon=True)
        thread.start()
        try:
            # The socket listens already: a request that arrives before the server is up just waits.
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.stop()
            thread.join()
