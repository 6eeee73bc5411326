"""Ports of 127.0.0.1 for servers that are started as programs."""

import socket
import subprocess
import time
from typing import Any

_SECONDS_TO_START = 60


def free_ports(number: int) -> list[int]:
    """Returns ports on which nothing listens."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def wait_until_it_listens(process: "subprocess.Popen[Any]", port: int) -> bool:
    """Returns whether the server listens within a minute; it does not if its process has ended."""
    last = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < last:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
