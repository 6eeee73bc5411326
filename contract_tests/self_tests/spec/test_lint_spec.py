"""The command `scripts/lint-spec`, without the linters themselves."""

import subprocess
from pathlib import Path

LINT_SPEC = Path(__file__).parents[3] / "scripts/lint-spec"


def lint_spec(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command with the programs of the system only."""
    return subprocess.run(
        ["/bin/sh", LINT_SPEC, *arguments],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )


def test_help_is_one_line() -> None:
    """`--help` prints one line and runs nothing."""
    ran = lint_spec("--help")

    assert (0, 1, "") == (ran.returncode, len(ran.stdout.splitlines()), ran.stderr)


def test_unknown_argument_is_refused() -> None:
    """An unknown argument is an error of the user, exit 2."""
    ran = lint_spec("--fix")

    assert (2, "lint-spec: unknown argument --fix; try scripts/lint-spec --help\n") == (ran.returncode, ran.stderr)
