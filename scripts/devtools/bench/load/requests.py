"""The requests that the measurements make, and what is right as their responses."""

import json
from typing import Any

from devtools.bench.load.generator import Step
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, demo_ledger
from flowmusic_contract.mock_server.api import PATH

EMAIL = DEMO_EMAILS[0]

HEAD = f"GET {PATH}?email={EMAIL} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {DEMO_TOKEN}\r\n".encode()
"""The head of an ordinary request, without its end."""

LAST = HEAD + b"connection: close\r\n\r\n"
"""An ordinary request that ends the connection."""


def body() -> bytes:
    """Returns the usage report that an ordinary request gets."""
    return Api(demo_ledger())(Request.get(EMAIL).authorized_by(DEMO_TOKEN)).body


def ordinary(base_path: str = "/v1") -> Step:
    """Returns the request for the usage report of the first account, which is always the same."""
    return Step(HEAD.replace(b" /v1/", f" {base_path}/".encode(), 1) + b"\r\n", 200, body())


def report_of(email: str) -> Step:
    """Returns the request for the usage report of another account."""
    return Step(HEAD.replace(EMAIL.encode(), email.encode(), 1) + b"\r\n")


def configuring(email: str) -> Step:
    """Returns the request that gives another account the events of the first one."""
    events = demo_ledger().raw_events(DEMO_TOKEN, EMAIL)
    return Step(_post("/_mock/accounts", {"email": email, "events": events}), 201)


def charging(email: str) -> Step:
    """Returns the request that adds an event to an account, always on the same day."""
    return Step(
        _post("/_mock/charges", {"email": email, "title": "Sample Song", "tokens": 60, "on": "2026-06-02"}), 201
    )


def _post(path: str, document: Any) -> bytes:
    content = json.dumps(document).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(content)}\r\n\r\n".encode() + content
