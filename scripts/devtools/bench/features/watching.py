"""Runs a client in processes of its own against a server that watches it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import asdict

from devtools.bench.checkers.checker import NotRunError
from devtools.bench.features.calls import PATIENCE, End, Outcome, Surroundings
from devtools.bench.features.clients import Client
from devtools.bench.features.rows import Observation
from devtools.bench.features.scenarios import CALL, Scenario, ScenarioServer
from devtools.bench.peers import PEERS
from devtools.pinned import ROOT
from devtools.toolchain.ports import free_ports
from flowmusic_contract.mock_server import running

PACKAGES = ROOT / ".cache" / "bench" / "features"
"""The libraries that only this table needs."""

_SECONDS_TO_START = 120


def observe(client: Client, scenarios: Iterable[Scenario]) -> dict[str, Observation]:
    """Runs the scenarios with a client, and returns what was observed by the name of the scenario.

    Raises:
        NotRunError: if a process fails, or the client gets no usage report from a correct server.
    """
    server = ScenarioServer({scenario.name: scenario for scenario in (CALL, *scenarios)})
    [port] = free_ports(1)
    with running(server) as base_url:
        urls = (base_url, f"http://127.0.0.1:{port}/v1")
        seen = {name: each for process in _processes(server) for name, each in _run(client, urls, process).items()}
    observations = {
        name: Observation(outcome, server.received.get(name, ()), log) for name, (outcome, log) in seen.items()
    }
    _check_that_it_runs(observations[CALL.name])
    return observations


def _processes(server: ScenarioServer) -> list[list[Scenario]]:
    """Returns the scenarios of each process: all plain ones share one, and each other has its own, for its log."""
    processes: dict[str, list[Scenario]] = {}
    for scenario in server.scenarios.values():
        is_plain = scenario.surroundings == Surroundings.PLAIN
        processes.setdefault("" if is_plain else scenario.name, []).append(scenario)
    return list(processes.values())


def _run(client: Client, urls: tuple[str, str], scenarios: Sequence[Scenario]) -> dict[str, tuple[Outcome, str]]:
    program = ["-P", "-W", "ignore", "-m", "devtools.bench.features.calling"]
    with TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, *program, client.name, scenarios[0].surroundings, *urls],
            input=json.dumps([asdict(scenario.call) for scenario in scenarios]),
            env=_environment(home),
            capture_output=True,
            text=True,
            timeout=PATIENCE + _SECONDS_TO_START,
            check=False,
        )
    if done.returncode:
        raise NotRunError(f"its process failed: {done.stderr.strip().splitlines()[-1:]}")
    outcomes = {name: Outcome(**{**each, "end": End(each["end"])}) for name, each in json.loads(done.stdout).items()}
    return {name: (outcome, done.stderr) for name, outcome in outcomes.items()}


def _environment(home: str) -> dict[str, str]:
    """Returns the variables of a process: those of Python, and no others of the user."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    path = os.pathsep.join(map(str, (PEERS, PACKAGES)))
    return {**kept, "PATH": os.defpath, "HOME": home, "PYTHONPATH": path}


def _check_that_it_runs(call: Observation) -> None:
    if not call.has_report:  # then the cells would mean nothing
        text = call.outcome.text.strip().splitlines()[-1:] or [f"it returned {call.outcome.class_name}"]
        raise NotRunError(f"it does not get a usage report from a correct server: {text[0]}")
