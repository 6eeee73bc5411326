"""The measurement of a fresh clone, with a small repository in place of this one."""

import subprocess
from pathlib import Path

import pytest

from devtools.bench.results import Cell
from devtools.bench.setup import measure

CONTRACT = """#!/bin/sh
set -eu
cd "$(dirname "$0")/.."
[ "${1-}" != --help ] || exit 0
[ ! -e .venv ] || exit 0
mkdir .venv
head -c 2000000 /dev/zero > .venv/installed
sleep 0.3
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose `scripts/contract` installs two megabytes on its first run."""
    script = tmp_path / "scripts" / "contract"
    script.parent.mkdir()
    script.write_text(CONTRACT)
    script.chmod(0o755)
    author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    for arguments in ["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "--message", "Start"]:
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)  # noqa: S607 - whichever git there is
    return tmp_path


def test_fresh_clone_is_measured(repository: Path) -> None:
    """The first run is the slow one, and the size is that of its environment."""
    [table] = measure(repository).tables
    figures: list[Cell] = [value for _, value in table.rows]

    assert float(figures[0]) >= 0.3
    assert [2] == figures[3:]
    assert not (repository / ".venv").exists()
