"""What all commands in `scripts/` have in common."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [*sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file()), ROOT / ".ci/run"]


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of the scripts alone, in which nothing is set up."""
    for script in SCRIPTS:
        copy = tmp_path / script.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(script, copy)
    return tmp_path


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_help_before_the_first_set_up(fresh: Path, script: Path, option: str) -> None:
    """Before anything is set up, each script explains itself in one line, and installs nothing."""
    name = script.relative_to(ROOT)

    done = subprocess.run([fresh / name, option], capture_output=True, text=True, timeout=10, check=True)

    [line] = done.stdout.splitlines()
    assert line.startswith(f"Usage: {name}")
    assert line.endswith(".")
    assert not (fresh / ".venv").exists()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_stops_at_the_first_failure(script: Path) -> None:
    """A command that fails, or a variable that is not set, ends each script."""
    assert "\nset -eu\n" in script.read_text()


def test_locks_name_no_registry() -> None:
    """The locks hold versions and hashes, so that they work with any registry."""
    locks = sorted((ROOT / "scripts").rglob("*.txt"))

    assert [] == [lock for lock in locks if "://" in lock.read_text()]


def test_locks_agree() -> None:
    """Every package of the smaller lock has the same version in the other."""
    contract, dev = ((ROOT / f"scripts/locks/{name}.txt").read_text() for name in ("contract", "dev"))

    assert {line for line in contract.splitlines() if "==" in line} <= set(dev.splitlines())
