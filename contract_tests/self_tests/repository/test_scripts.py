"""What all commands in `scripts/` have in common."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
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


@pytest.mark.parametrize("script", [path for path in SCRIPTS if path.name != "bootstrap"], ids=lambda path: path.name)
def test_help_is_plain_text(script: Path) -> None:
    """Once everything is set up, the help of each script has no sign that was meant for its layout."""
    done = subprocess.run([script, "--help"], capture_output=True, text=True, timeout=10, check=True)

    assert "\\" not in done.stdout
    assert "\b" not in done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_stops_at_the_first_failure(script: Path) -> None:
    """A command that fails, or a variable that is not set, ends each script."""
    assert "\nset -eu\n" in script.read_text()


def test_locks_name_no_registry() -> None:
    """The locks hold versions and hashes, so that they work with any registry."""
    locks = [path for path in sorted((ROOT / "scripts").rglob("*.txt")) if "node_modules" not in path.parts]

    assert [] == [lock for lock in locks if "://" in lock.read_text()]


def test_locks_agree() -> None:
    """Every package of the smaller lock has the same version in the other."""
    contract, dev = ((ROOT / f"scripts/locks/{name}.txt").read_text() for name in ("contract", "dev"))

    assert {line for line in contract.splitlines() if "==" in line} <= set(dev.splitlines())


def test_folders_of_dependabot_exist() -> None:
    """Every folder that Dependabot is to update exists."""
    settings = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())

    assert [] == [each for each in settings["updates"] if not (ROOT / each["directory"].lstrip("/")).is_dir()]


WORKFLOWS = [yaml.safe_load(path.read_text()) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))]
JOBS = [job for workflow in WORKFLOWS for job in workflow["jobs"].values()]


def test_workflows_run_scripts() -> None:
    """What a workflow runs is a script of this repository, which a person can run, too."""
    commands = [step["run"].split()[0] for job in JOBS for step in job["steps"] if "run" in step]

    assert [] == [command for command in commands if ROOT / command not in SCRIPTS]


def test_job_that_publishes_runs_no_code() -> None:
    """A job that can publish uses actions only, so that no code of ours can use its rights."""
    publishing = [job for job in JOBS if "id-token" in job["permissions"]]

    assert [({"id-token": "write"}, "pypi")] == [(job["permissions"], job["environment"]) for job in publishing]
    assert [] == [step for job in publishing for step in job["steps"] if "run" in step or "checkout" in step["uses"]]


CI_STEPS = [
    "scripts/lint-spec",
    "scripts/contract",
    "scripts/test",
    "scripts/release",
    "scripts/test-browser",
    "scripts/test-examples",
    "scripts/servers --check",
    "scripts/languages --check",
]


@pytest.mark.parametrize("exit_code", [1, 2])
@pytest.mark.parametrize("failing", CI_STEPS)
def test_ci_fails_with_its_first_step_that_fails(tmp_path: Path, failing: str, exit_code: int) -> None:
    """CI names each step that it starts, and ends with the exit code of the first that fails or could not run."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    for step in CI_STEPS:
        script = tmp_path / step.split()[0]
        script.write_text(f"#!/bin/sh\nexit {exit_code if step == failing else 0}\n")
        script.chmod(0o755)

    done = subprocess.run([tmp_path / ".ci/run"], capture_output=True, text=True, check=False)

    started = CI_STEPS[: CI_STEPS.index(failing) + 1]
    assert (exit_code, [f"==> {step}" for step in started]) == (done.returncode, done.stdout.splitlines())


@pytest.mark.parametrize("command", [["contract", "rules"], ["mock", "--help"]])
def test_nothing_is_imported_from_the_current_folder(tmp_path: Path, command: list[str]) -> None:
    """A module in the current folder that has the name of a package is not run."""
    for name in "yaml", "attrs", "pytest", "string":
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the current folder')\n")
    script, *options = command

    done = subprocess.run(
        [ROOT / "scripts" / script, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
