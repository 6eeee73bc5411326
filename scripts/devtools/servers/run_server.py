"""Builds the server of a row in a copy of its folder, starts it, checks it and stops it."""

import os
import shutil
import signal
import subprocess
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools.paths import CACHE, ROOT
from devtools.servers import suite
from devtools.servers.results import Outcome, read_report
from devtools.servers.servers import SERVERS, ServerSpec
from devtools.toolchain.commands import run_command, run_shell
from devtools.toolchain.outcomes import NotRun
from devtools.toolchain.ports import free_ports, wait_until_it_listens
from devtools.toolchain.tools import environment, missing

LEDGER = SERVERS / "ledger.json"

_FILES = {
    "LEDGER": str(LEDGER),
    "SPEC": str(ROOT / "openapi.yaml"),
    "SPEC_30": str(ROOT / "generated" / "openapi-3.0.yaml"),
}

_SECONDS_TO_STOP = 30


class StartError(Exception):
    """A server does not start or does not stop; the message says what is wrong."""


def build(row: ServerSpec) -> str:
    """Builds a row, and returns why that is not possible here, or an empty string."""
    return missing(row) or ("" if _build(row) else f"{row.name} could not be built")


def check(server: ServerSpec) -> Outcome:
    """Starts a server that is built, and the one behind it, checks it, and returns the outcome."""
    try:
        return _start_and_check(server)
    except StartError as error:
        return NotRun(str(error))


def log(server: ServerSpec) -> Path:
    """Returns the file with the output of a row's commands."""
    return _folder(server) / "log.txt"


def _folder(server: ServerSpec) -> Path:
    return CACHE / "servers" / server.name


def _project(server: ServerSpec) -> Path:
    return _folder(server) / "project"


def _build(server: ServerSpec) -> bool:
    project = _project(server)
    project.mkdir(parents=True, exist_ok=True)
    log(server).write_text("")
    shutil.copytree(
        server.source, project, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
    )
    for name in server.inputs:
        shutil.copy(ROOT / name, project)
    return _install_npm(server, project) and run_shell(server, server.build, project, log(server))


def _install_npm(server: ServerSpec, project: Path) -> bool:
    lock, installed = project / "package-lock.json", project / "node_modules" / ".installed"
    if not lock.exists() or (installed.exists() and installed.read_text() == lock.read_text()):
        return True
    if not run_shell(server, "npm ci --ignore-scripts", project, log(server)):
        return False
    installed.write_text(lock.read_text())
    return True


def _start_and_check(server: ServerSpec) -> Outcome:
    ports = free_ports(len(server.rows))
    report = _folder(server) / "report.json"
    report.unlink(missing_ok=True)
    with ExitStack() as running:
        for row, port in reversed([*zip(server.rows, ports, strict=True)]):
            variables = _FILES | {"PORT": str(port), "UPSTREAM_PORT": str(ports[-1])}
            running.enter_context(_running(row, port, variables))
        base_url = f"http://127.0.0.1:{ports[0]}{server.base_path}"
        command = suite.check_command(base_url, report, server.known_failures)
        words = ["env", *(f"{name}={token}" for name, token in suite.TOKENS.items()), *command]
        exit_code = run_command(server, words, _project(server), log(server))
    if not report.exists():
        return NotRun(f"the check ended with exit code {exit_code}")
    return read_report(server.stack, report.read_text())


@contextmanager
def _running(server: ServerSpec, port: int, variables: Mapping[str, str]) -> Generator[None]:
    project = _project(server)
    with log(server).open("a") as output:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {server.run}"],  # noqa: S607 - the shell on the path
            cwd=project,
            env={**environment(server, project), **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if not wait_until_it_listens(process, port):
            raise StartError(f"{server.name} does not start")
        yield
        _stop(server, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _stop(server: ServerSpec, process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired as error:
        raise StartError(f"{server.name} does not end on SIGTERM") from error
