"""The installed command `flowmusic-contract` where the packages that it needs are not all installed."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from flowmusic_contract.__main__ import main

WITHOUT = """
import sys
sys.modules[{missing!r}] = None
from flowmusic_contract.__main__ import main
sys.exit(main())
"""


def _run_without(missing: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", WITHOUT.format(missing=missing)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_command_is_the_module() -> None:
    """`flowmusic-contract` and `python -m flowmusic_contract` are the same program."""
    [command] = entry_points(group="console_scripts", name="flowmusic-contract")

    assert main is command.load()


@pytest.mark.parametrize("missing", ["jsonschema_rs", "schemathesis", "starlette", "uvicorn", "yaml"])
def test_missing_package_is_named(missing: str, tmp_path: Path) -> None:
    """Without the extra, the command says in one line what to install."""
    done = _run_without(missing, tmp_path)

    expected = (
        f"flowmusic-contract: the package {missing} is not installed; run: pip install 'flowmusic-usage[contract]'\n"
    )
    assert (2, "", expected) == (done.returncode, done.stdout, done.stderr)


def test_our_own_missing_module_is_not_hidden(tmp_path: Path) -> None:
    """A module of ours that is missing is a bug, and no package would bring it."""
    done = _run_without("flowmusic_contract.spec", tmp_path)

    assert 1 == done.returncode
    assert "ModuleNotFoundError" in done.stderr
