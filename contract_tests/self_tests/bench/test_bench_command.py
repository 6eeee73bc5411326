"""The command line of scripts/bench."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from devtools.bench.__main__ import main
from devtools.bench.results import result_of
from devtools.bench.setup import seconds_of

COMMANDS = ["behaviour", "client", "features", "judge", "mock", "setup"]


def test_commands() -> None:
    """There is a command for each measurement."""

    assert COMMANDS == main.list_commands(click.Context(main))


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)], ids=" ".join)
def test_help_measures_nothing(arguments: list[str]) -> None:
    """`--help` prints the usage and imports no measurement."""
    program = "import sys; from devtools.bench.__main__ import main; main(standalone_mode=False); print(*sys.modules)"
    command = [sys.executable, "-P", "-c", program, *arguments, "--help"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ours = ("devtools.", "flowmusic_", "httpx")

    assert printed.startswith("Usage: ")
    assert ["devtools.bench", "devtools.bench.__main__"] == [
        module for module in sorted(printed.splitlines()[-1].split()) if module.startswith(ours)
    ]


def test_unknown_measurement_is_refused() -> None:
    """A measurement that does not exist is an error of the user, exit 2."""
    done = CliRunner().invoke(main, ["nothing"])

    assert (2, "Error: No such command 'nothing'.") == (done.exit_code, done.stderr.splitlines()[-1])


def test_sample_is_not_saved() -> None:
    """The figures of a sample are not kept for the documentation."""
    done = CliRunner().invoke(main, ["judge", "--sample", "1", "--save"])

    assert (2, "Error: --save needs --all, or --sample 0, which checks no server") == (
        done.exit_code,
        done.stderr.splitlines()[-1],
    )


@pytest.mark.parametrize(
    ("arguments", "names"),
    [(["--sample", "0"], ["judging"]), (["--sample", "1"], []), ([], []), (["--all"], ["judge", "judging"])],
)
def test_figures_are_saved_under_what_they_show(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], names: list[str]
) -> None:
    """The figures about bodies and about servers are kept apart, and a sample is not saved."""
    saved: list[str] = []
    monkeypatch.setattr("devtools.bench.judge.compare", lambda *_: result_of("", []))
    monkeypatch.setattr("devtools.bench.judge.judge_bodies", lambda _: result_of("", []))
    monkeypatch.setattr("devtools.bench.results.save", lambda name, _: saved.append(name))
    CliRunner().invoke(main, ["judge", "--save", *arguments])

    assert names == saved


def test_command_that_fails_is_not_measured() -> None:
    """A command that fails ends the measurement, with what the command printed."""
    with pytest.raises(click.ClickException, match=r"^sh -c echo no; exit 3 ended with exit code 3:\nno\n$"):
        seconds_of("sh", "-c", "echo no; exit 3")
