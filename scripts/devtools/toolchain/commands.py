"""Runs commands with the tools that they require, and with their output in a log."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from devtools.toolchain.tools import Requirements, environment

_SECONDS = 900
"""How long a command may run."""


def run_command(required: Requirements, command: Sequence[str], project: Path, log: Path) -> int:
    """Runs a command in a folder, adds its output to the log and returns its exit code, or -1 if it did not end."""
    with log.open("a") as output:
        try:
            return subprocess.run(
                command,
                cwd=project,
                env=environment(required, project),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            output.write(f"stopped after {_SECONDS} seconds\n")
            return -1


def run_shell(required: Requirements, commands: str, project: Path, log: Path) -> bool:
    """Runs shell commands in a folder, each of them logged, and returns whether all succeeded."""
    return run_command(required, ["sh", "-euxc", commands], project, log) == 0
