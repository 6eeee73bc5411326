"""Runs a client in processes of its own against a server that watches it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from tempfile import TemporaryDirectory
from typing import Any

from attrs import asdict

from devtools.bench.features.calls import PATIENCE, Outcome, Surroundings
from devtools.bench.features.cells import Observation
from devtools.bench.features.clients import Client
from devtools.bench.features.scenarios import CALL, Scenario, ScenarioServer
from devtools.bench.peers import PEERS
from devtools.bench.tools import INSTALLED, NotRunError
from devtools.toolchain.ports import free_ports
from flowmusic_contract.mock_server import running

PACKAGES = INSTALLED / "features"
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
    program = [sys.executable, "-P", "-W", "ignore", "-m", "devtools.bench.features.calling"]
    calls = json.dumps([asdict(scenario.call) for scenario in scenarios])
    printed, log = _output_of([*program, client.name, scenarios[0].surroundings, *urls], calls)
    return {name: (Outcome(**each), log) for name, each in json.loads(printed.splitlines()[-1]).items()}


def _output_of(command: Sequence[str], given: str) -> tuple[str, str]:
    limit = PATIENCE + _SECONDS_TO_START
    pipes: dict[str, Any] = {"input": given, "capture_output": True, "text": True}
    try:
        with TemporaryDirectory() as home:
            done = subprocess.run(command, **pipes, env=_environment(home), timeout=limit, check=True)
    except subprocess.TimeoutExpired as error:
        raise NotRunError(f"its process did not end within {limit} s") from error
    except subprocess.CalledProcessError as error:
        last = "".join(error.stderr.strip().splitlines()[-1:])
        raise NotRunError(f"its process ended with exit code {error.returncode}: {last}") from error
    return done.stdout, done.stderr


def _environment(home: str) -> dict[str, str]:
    """Returns the variables of a process: those of Python, and no others of the user."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    path = os.pathsep.join(map(str, (PEERS, PACKAGES)))
    return {**kept, "PATH": os.defpath, "HOME": home, "PYTHONPATH": path}


def _check_that_it_runs(call: Observation) -> None:
    if not call.has_report:  # then the cells would mean nothing
        text = call.outcome.text.strip().splitlines()[-1:] or [f"it returned {call.outcome.class_name}"]
        raise NotRunError(f"it does not get a usage report from a correct server: {text[0]}")
