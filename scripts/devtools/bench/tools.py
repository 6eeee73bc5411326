"""Installs and runs the tools and clients that are measured, as programs of their own."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devtools.paths import CACHE, ROOT

INSTALLED = CACHE / "bench"


class NotRunError(Exception):
    """A tool cannot be installed or does not work here; the message says why."""


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
    folder = INSTALLED / program
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
