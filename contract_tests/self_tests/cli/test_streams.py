"""Standard streams that end early, and interruptions."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from self_tests.cli.running import Contract, Done, broken_document


def test_reader_that_has_gone(tmp_path: Path) -> None:
    """A reader that closes its end, as `head` does, causes no traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "flowmusic_contract", "document", broken_document(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.close()
        printed = program.stderr.read()

    assert (2, b"") == (program.returncode, printed)


@pytest.mark.parametrize(
    ("redirection", "ended"),
    [
        (">/dev/full", (2, "scripts/contract: cannot write the output: No space left on device\n")),
        (">&-", (0, "")),
        ("2>&-", (0, "")),
    ],
)
def test_standard_streams_that_cannot_be_written(redirection: str, ended: tuple[int, str]) -> None:
    """A full or closed standard stream causes no traceback."""
    command = f"{sys.executable} -m flowmusic_contract rules {redirection}"
    environment = os.environ | {"FLOWMUSIC_CONTRACT_NAME": "scripts/contract"}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        check=False,
    )

    assert ended == (done.returncode, done.stderr)


def test_interruption(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a check with exit code 130 and without a message."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flowmusic_contract.cli.cases.all_cases", interrupt)

    assert Done(130, "", "") == contract("cases")
