"""Standard streams that end early, and interruptions."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import NoReturn

import pytest

from flowmusic_contract.__main__ import main
from flowmusic_contract.mock_server import DEMO_TOKEN, running
from self_tests.cli.running import FEW, Contract, Done, broken_document, faulty, server

BUFFERED = os.environ | {"PYTHONUNBUFFERED": ""}
"""Python writes what is buffered once more when it ends, and complains if that fails."""


def test_reader_that_has_gone(tmp_path: Path) -> None:
    """A reader that closes its end, as `head` does, causes no traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "flowmusic_contract", "document", broken_document(tmp_path)],
        env=BUFFERED,
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
        ("no-such-rule 2>/dev/full", (2, "")),
    ],
)
def test_standard_streams_that_cannot_be_written(redirection: str, ended: tuple[int, str]) -> None:
    """A full or closed standard stream causes no traceback."""
    command = f"{sys.executable} -m flowmusic_contract rules {redirection}"
    environment = BUFFERED | {"FLOWMUSIC_CONTRACT_NAME": "scripts/contract"}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        check=False,
    )

    assert ended == (done.returncode, done.stderr)


def test_mock_server_without_standard_output() -> None:
    """The mock server serves although standard output is closed."""
    command = f"{sys.executable} -m flowmusic_contract mock --run true >&-"
    done = subprocess.run(["/bin/sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_standard_input_that_is_closed(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document cannot be read from standard input if that is closed."""
    monkeypatch.setattr("sys.stdin", None)

    assert (2, "cannot read standard input: it is closed\n") == _end_of(contract("document", "-"))


def _end_of(done: Done) -> tuple[int, str]:
    return done.exit_code, done.err.partition(": ")[2]


def on_terminal(*words: str) -> tuple[str, str]:
    """Runs the command line with standard error on a terminal; returns what it printed there and on standard output."""
    terminal, end = pty.openpty()
    environment = os.environ | {"USEAPI_TOKEN": DEMO_TOKEN, "TERM": "xterm", "COLUMNS": "300"}
    command = [sys.executable, "-m", "flowmusic_contract", *words]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=end, text=True) as program:
        os.close(end)
        shown = b""
        with suppress(OSError):  # the other end is closed
            while piece := os.read(terminal, 4096):
                shown += piece
        os.close(terminal)
        assert program.stdout
        return shown.decode(), program.stdout.read()


def test_finding_is_shown_at_once() -> None:
    """On a terminal, a broken rule is shown before the check ends, and only once; the address is masked."""
    with running(faulty("accounts.first-account-is-always-reported")) as base_url:
        shown, printed = on_terminal(*server(base_url, "listener@example.com", "duo+live@example.com"), *FEW)
    [line] = [line for line in shown.splitlines() if "accounts.report-is-for-the-requested-account" in line]

    assert "found  accounts.report-is-for-the-requested-account  at $.email   expected" in line
    assert "@example.com" not in shown.replace("l…@example.com", "").replace("d…@example.com", "")
    assert DEMO_TOKEN not in shown
    assert "found " not in printed


@pytest.mark.parametrize("words", [["rules", "client"], ["rules", "client.status-is-reported"], ["mock", "--list"]])
def test_sentences_are_folded_on_a_terminal(
    contract: Contract, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """On a terminal, a line that is too long for it is a name; without the folding, the text is the same."""
    whole = contract(*words).out
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    narrow = contract(*words).out

    assert whole.split() == narrow.split()
    assert max(map(len, whole.splitlines())) > 80
    assert [] == [line for line in narrow.splitlines() if len(line) > 50 and len(line.split()) > 2]


def test_interruption(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a check with exit code 130 and without a message."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flowmusic_contract.cli.cases.all_cases", interrupt)

    assert Done(130, "", "") == contract("cases")


def test_interruption_during_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the command line is imported has the same exit code."""

    class Interrupting(MetaPathFinder):
        def find_spec(self, *_arguments: object) -> NoReturn:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "meta_path", [Interrupting()])
    monkeypatch.delitem(sys.modules, "flowmusic_contract.cli")

    assert 130 == main()
