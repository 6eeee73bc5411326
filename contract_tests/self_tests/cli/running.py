"""What a run of the command line returned and printed, and the words that the tests give it."""

import json
from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from flowmusic_contract import spec
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.mock_server import Api, Handler, Request, Response, demo_ledger

FAULTS = {fault.id: fault for fault in SERVER_FAULTS}

FEW = ("--live-safe", "--rate", "9999/s")
"""The options for 50 requests, which notice most faults. Without them, a server gets more than 300."""


@frozen
class Done:
    """What a run of the command line returned and printed."""

    exit_code: int
    out: str
    err: str

    @property
    def is_one_line(self) -> bool:
        """Whether it printed one line on standard error and nothing else."""
        return self.out == "" and self.err.count("\n") == 1 and "Traceback" not in self.err


Contract = Callable[..., Done]


@frozen
class Recording:
    """A server that records the requests it gets."""

    respond: Handler
    requests: list[Request] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Records the request and responds."""
        self.requests.append(request)
        return self.respond(request)


def faulty(fault_id: str) -> Handler:
    """Returns a server with one fault."""
    return FAULTS[fault_id](Api(demo_ledger()))


def server(base_url: str, *emails: str) -> list[str]:
    """Returns the words that check a server."""
    options = [word for email in emails or ["listener@example.com"] for word in ("--email", email)]
    return ["server", "--base-url", base_url, *options]


def saved(folder: Path, content: bytes) -> str:
    """Saves a response body and returns its path."""
    (folder / "saved.json").write_bytes(content)
    return str(folder / "saved.json")


def complete_document(folder: Path) -> str:
    """Saves a body that keeps the contract."""
    return saved(folder, json.dumps(spec.at("#/components/examples/Complete/value")).encode())


def broken_document(folder: Path) -> str:
    """Saves the sample of the docs page, which contradicts itself."""
    return saved(folder, json.dumps(spec.at("#/components/examples/Page/value")).encode())
