"""The installed command `flowmusic-contract` where the packages that it needs are not all installed."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from flowmusic_contract.__main__ import main
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, demo_ledger, running

WITHOUT = """
import sys
sys.modules[{missing!r}] = None
from flowmusic_contract.__main__ import main
sys.exit(main())
"""


def _run_without(missing: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", WITHOUT.format(missing=missing), *words]
    environment = os.environ | {"USEAPI_TOKEN": DEMO_TOKEN}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_command_is_the_module() -> None:
    """`flowmusic-contract` and `python -m flowmusic_contract` are the same program."""
    [command] = entry_points(group="console_scripts", name="flowmusic-contract")

    assert main is command.load()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("click", []),
        ("jsonschema_rs", []),
        ("yaml", []),
        ("uvicorn", ["mock", "--port", "0"]),
        ("schemathesis", ["server", "--email", DEMO_EMAILS[0], "--base-url"]),
    ],
)
def test_missing_package_is_named(missing: str, words: list[str], tmp_path: Path) -> None:
    """Without the extra, a command that needs it says in one line what to install."""
    with running(Api(demo_ledger())) as base_url:
        done = _run_without(missing, tmp_path, *words, *([base_url] if words[-1:] == ["--base-url"] else []))

    expected = (
        f"flowmusic-contract: the package {missing} is not installed; run: pip install 'flowmusic-usage[contract]'\n"
    )
    assert (2, "", expected) == (done.returncode, done.stdout, done.stderr)


def test_our_own_missing_module_is_not_hidden(tmp_path: Path) -> None:
    """A module of ours that is missing is a bug, and no package would bring it."""
    done = _run_without("flowmusic_contract.spec", tmp_path)

    assert 1 == done.returncode
    assert "ModuleNotFoundError" in done.stderr
