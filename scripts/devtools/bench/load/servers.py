"""The mock servers that are compared: ours as a user starts it, and Prism without a log."""

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
import yaml

from devtools.bench.load.processes import ServerProcess, started
from devtools.bench.tools import install_npm
from devtools.paths import ROOT, SPEC
from devtools.toolchain.ports import free_ports, wait_until_it_listens

_PINS = ROOT / "contract_tests" / "servers" / "mocks"
_LISTENING = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@contextmanager
def our_server(cpus: set[int] | None, *options: str | Path) -> Generator[ServerProcess]:
    """Starts `scripts/mock` on a free port, and yields it when it listens."""
    command = [ROOT / "scripts" / "mock", "--port", "0", *options]
    with started(command, {}, cpus) as process:
        match = _LISTENING.search(process.stdout.readline()) if process.stdout else None
        if not match:
            raise click.ClickException("scripts/mock does not start")
        yield ServerProcess(process, port=int(match[1]))


@contextmanager
def prism(cpus: set[int] | None, body: bytes, folder: Path) -> Generator[ServerProcess]:
    """Starts Prism, which answers with this body, and yields it when it listens."""
    document = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    document["components"]["responses"]["AccountUsage"]["content"]["application/json"] = {
        "schema": {"$ref": "#/components/schemas/AccountUsage"},
        "example": json.loads(body),
    }
    file = folder / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    [port] = free_ports(1)
    mock: list[str | Path] = [
        install_npm(_PINS, "prism"),
        "mock",
        "--multiprocess",
        "false",
        "--verboseLevel",
        "silent",
    ]
    command = [*mock, "--host", "127.0.0.1", "--port", str(port), file]
    with started(command, {"NODE_ENV": "production"}, cpus) as process:
        if not wait_until_it_listens(process, port):
            raise click.ClickException("Prism does not start")
        yield ServerProcess(process, port=port)
