"""What every compared tool is: from mock servers to the problems that it reports."""

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import frozen

from devtools.paths import ROOT
from flowmusic_contract.mock_server import Handler, running

CACHE = ROOT / ".cache" / "bench"

Problems = frozenset[str]
"""What a tool reports about one server, each problem in few words, without what changes from run to run."""


class NotRunError(Exception):
    """A tool cannot be installed or does not work here; the message says why."""


@frozen
class Checker:
    """A tool that checks servers."""

    name: str
    package: str
    """The name of the package that has a version."""
    install: Callable[[], str]
    """Installs the tool and returns its version, or raises a NotRunError."""
    check: Callable[[Sequence[Handler]], Sequence[Problems]]
    """Returns the problems of each server."""
    batch: int = 1
    """How many servers are checked in one call."""
    workers: int = 1
    """How many calls run at a time."""


@contextmanager
def all_running(handlers: Sequence[Handler]) -> Generator[list[str]]:
    """Serves each handler while the context lasts, and yields their base URLs."""
    with ExitStack() as servers:
        yield [servers.enter_context(running(handler)) for handler in handlers]


def run(command: Sequence[str | Path], folder: Path) -> str:
    """Runs a command in a folder and returns what it printed. The exit codes of these tools say too little."""
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "DO_NOT_TRACK": "1"}
    return subprocess.run(
        command, cwd=folder, env=os.environ | quiet, capture_output=True, text=True, errors="replace", check=False
    ).stdout


def install_npm(pins: Path, program: str) -> Path:
    """Installs what the lock file in a folder pins, once, and returns the path of a program.

    Raises:
        NotRunError: if npm is missing or fails.
    """
    if not shutil.which("npm"):
        raise NotRunError("npm is not on the path")
    folder = CACHE / program
    lock, installed = (pins / "package-lock.json").read_text(encoding="utf-8"), folder / "node_modules" / ".installed"
    if not installed.exists() or installed.read_text(encoding="utf-8") != lock:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(pins / name, folder)
        command = ["npm", "ci", "--ignore-scripts", "--loglevel", "error"]
        if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
            raise NotRunError(f"npm ci of {pins.relative_to(ROOT)} failed")
        installed.write_text(lock, encoding="utf-8")
    return folder / "node_modules" / ".bin" / program
