"""`action.yml` checks the contract in a GitHub workflow."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    [step] = ACTION["runs"]["steps"]
    values = {"${{ github.action_path }}": str(ROOT), "${{ inputs.arguments }}": "".join(f"{a}\n" for a in arguments)}
    variables = {name: values[value] for name, value in step["env"].items()}
    # As GitHub starts it for `shell: bash`.
    command = ["/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("content", "exit_code"), [("{}", 1), (None, 2)])
def test_exit_code_is_that_of_the_command(tmp_path: Path, content: str | None, exit_code: int) -> None:
    """The step fails with 1 if the contract is broken, and with 2 if it could not be checked."""
    if content is not None:
        (tmp_path / "a response.json").write_text(content)

    assert exit_code == _run(tmp_path, "document", "a response.json").returncode


def test_argument_is_not_code(tmp_path: Path) -> None:
    """The shell expands nothing in an argument."""
    done = _run(tmp_path, "document", "$(touch made) `touch made` * ; touch made")

    assert (2, []) == (done.returncode, list(tmp_path.iterdir()))


def test_command_without_options(tmp_path: Path) -> None:
    """One line is one argument, even where it is the only one."""
    done = _run(tmp_path, "rules")

    assert 0 == done.returncode
    assert "summary." in done.stdout
