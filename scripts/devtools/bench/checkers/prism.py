"""Prism's proxy, which validates what passes through it. One proxy serves for all servers."""

import json
import re
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import httpx
from attrs import define

from devtools.bench.checkers.calls import exchanges
from devtools.bench.checkers.checker import Checker, Problems
from devtools.bench.tools import NotRunError, install_npm, run
from devtools.paths import ROOT, SPEC
from flowmusic_contract.mock_server import Handler, Request, Response, running

_PINS = ROOT / "contract_tests" / "servers" / "mocks"
_ERRORS = "https://stoplight.io/prism/errors#"
_SECONDS_TO_START = 60
_LISTENING = re.compile(r"Prism is listening on (http://\S+)")


def install() -> str:
    """Installs Prism and returns its version."""
    return run([install_npm(_PINS, "prism"), "--version"], ROOT).strip()


@define
class _Switch:
    """A server that behaves like another one, which can be replaced at any time."""

    handler: Handler

    def __call__(self, request: Request) -> Response:
        """Responds as the current server does."""
        return self.handler(request)


def check(handlers: Sequence[Handler]) -> list[Problems]:
    """Returns what the proxy reports about the responses of each server."""
    switch = _Switch(handlers[0])
    found: list[Problems] = []
    with running(switch) as upstream, _proxy(upstream) as proxy:
        for handler in handlers:
            switch.handler = handler
            found.append(frozenset().union(*(problems_of(response) for _, response in exchanges(proxy))))
    return found


@contextmanager
def _proxy(upstream: str) -> Generator[str]:
    command: list[str | Path] = [install_npm(_PINS, "prism"), "proxy", SPEC, upstream, "--errors", "--port", "0"]
    with NamedTemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _base_url(process, Path(log.name))
        finally:
            process.terminate()
            process.wait()


def _base_url(process: subprocess.Popen[bytes], log: Path) -> str:
    last = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < last:
        address = _LISTENING.search(log.read_text(encoding="utf-8"))
        if address:
            return address[1]
        time.sleep(0.1)
    raise NotRunError(f"prism proxy does not start: {log.read_text(encoding='utf-8')[-200:]!r}")


def problems_of(response: httpx.Response) -> Problems:
    """Returns what Prism reports in a header of the response, or in the error that it sends in its place.

    Unlike Prism's problem documents, those of the mock server have no type.
    """
    items = json.loads(response.headers.get("sl-violations", "[]"))
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        problem = response.json()
        if "type" in problem:
            items += problem.get("validation") or [{"code": problem["type"].removeprefix(_ERRORS)}]
    return frozenset(map(_text_of, items))


def _text_of(item: dict[str, Any]) -> str:
    location = ".".join(map(str, item.get("location", ())))
    return f"{location}: {item.get('code', item.get('message'))}"


PRISM = Checker("Prism proxy", "@stoplight/prism-cli", install, check, batch=1_000)
