"""Redocly's `drift`, which compares recorded traffic with a spec."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from devtools.bench.checkers.calls import exchanges
from devtools.bench.checkers.checker import Checker, Problems
from devtools.bench.tools import NotRunError, install_npm, run
from devtools.paths import ROOT, SPEC
from flowmusic_contract.mock_server import Handler, running

PINS = ROOT / "scripts" / "devtools" / "lint_spec"


def install() -> str:
    """Installs the Redocly CLI and returns its version."""
    return run([install_npm(PINS, "redocly"), "--version"], ROOT).strip()


def check(handlers: Sequence[Handler]) -> list[Problems]:
    """Returns the problems in the traffic with each server."""
    return list(map(_drift, handlers))


def _drift(handler: Handler) -> Problems:
    with TemporaryDirectory() as folder, running(handler) as base_url:
        traffic = Path(folder) / "traffic.ndjson"
        recorded = list(exchanges(base_url))
        if not recorded:
            return frozenset()  # which it would refuse
        traffic.write_text(ndjson(recorded), encoding="utf-8")
        command: list[str | Path] = [
            install_npm(PINS, "redocly"),
            "drift",
            traffic,
            "--api",
            SPEC,
            "--server",
            base_url,
        ]
        return problems_of(run([*command, "--format", "json"], Path(folder)))


def ndjson(recorded: Iterable[tuple[httpx.Request, httpx.Response]]) -> str:
    """Returns exchanges as traffic, one on each line, with what is not text replaced."""
    return "".join(
        json.dumps(
            {
                "request": {"method": request.method, "url": str(request.url), "headers": dict(request.headers)},
                "response": {
                    "status": response.status_code,
                    "headers": dict(response.headers),
                    "body": response.content.decode(errors="replace"),
                },
            }
        )
        + "\n"
        for request, response in recorded
    )


def problems_of(report: str) -> Problems:
    """Returns the problems of a report in JSON.

    Raises:
        NotRunError: if it is not a report.
    """
    try:
        return frozenset(f"{problem['ruleId']}: {problem['message']}" for problem in json.loads(report)["problems"])
    except (ValueError, KeyError) as error:
        raise NotRunError(f"redocly drift printed no report: {report[:200]!r}") from error


REDOCLY = Checker("Redocly drift", "@redocly/cli", install, check, workers=2)
