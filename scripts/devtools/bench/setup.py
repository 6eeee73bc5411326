"""Measures a fresh clone: how long the first run takes, how long the second, and how much it installs."""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from devtools.bench.results import Result, Table, result_of
from devtools.paths import ROOT

_UNSET = ("PYTHONPATH", "VIRTUAL_ENV")
"""What this process has in its environment and a new user has not."""


def measure(repository: Path = ROOT) -> Result:
    """Clones the last commit and runs `scripts/contract`, as a new user would."""
    with TemporaryDirectory() as folder:
        clone = Path(folder) / "flowmusic-usage"
        seconds_of("git", "clone", "--quiet", str(repository), str(clone))
        script = str(clone / "scripts" / "contract")
        first, second, help_ = seconds_of(script), seconds_of(script), seconds_of(script, "--help")
        megabytes = round(_size(clone / ".venv") / 1e6)
    rows = (
        ("First run of `scripts/contract`, which sets up `.venv` (s)", first),
        ("Second run (s)", second),
        ("`scripts/contract --help` (s)", help_),
        ("Size of `.venv` (MB)", megabytes),
    )
    return result_of("scripts/bench setup", [Table("A fresh clone", ("", "measured"), rows)])


def seconds_of(*command: str) -> float:
    """Returns how long a command takes.

    Raises:
        ClickException: if it fails.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    environment |= {"PIP_NO_CACHE_DIR": "1"}  # a new user has nothing in the cache
    started = time.perf_counter()
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stdout}")
    return round(time.perf_counter() - started, 1)


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
