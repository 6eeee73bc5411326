"""Client programs are started, read within limits, and ended with everything that they started."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from attrs import frozen

from flowmusic_contract.client import programs
from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.programs import ClientFailedError, NotRunnableError
from flowmusic_contract.client.protocol import command
from flowmusic_contract.engine.client_fault import ClientOutput
from self_tests.client.calling import FOUND, NOT_FOUND, called


@frozen
class Pipe:
    """A pipe that a program writes to and keeps open, as does all that it starts, until the last of them has ended."""

    path: Path
    _reader: int

    @property
    def write(self) -> str:
        """The shell command."""
        return f"exec 9> {self.path}; echo >&9"

    def was_written(self) -> bool:
        """Waits until a program has written."""
        return self._waits_for(b"\n")

    def is_closed(self) -> bool:
        """Waits until no program has the pipe open."""
        return self._waits_for(b"")

    def _waits_for(self, wanted: bytes) -> bool:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(BlockingIOError):
                if os.read(self._reader, 1) == wanted:
                    return True
            time.sleep(0.01)
        return False


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[Pipe]:
    """A pipe that shows whether a program is alive."""
    path = tmp_path / "alive"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield Pipe(path, reader)
    os.close(reader)


def test_client_that_hangs(alive: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not end in time is killed, with everything that it started."""
    monkeypatch.setattr(programs, "_SECONDS", 0.5)
    call = called(f"sh -c '{alive.write}; sleep 60 & wait'")

    assert (True, "it did not end within 0.5 s") == (call.timed_out, call.failure)
    assert alive.was_written()
    assert alive.is_closed()


def test_client_that_prints_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that prints without end is killed when it has printed too much."""
    monkeypatch.setattr(programs, "_MOST_BYTES", 1_000_000)

    for line in "sh -c yes", "sh -c 'yes >&2'":
        assert "it printed more than 1 MB" == called(line).failure


def test_what_a_client_leaves_running(alive: Pipe) -> None:
    """What a program started in the background is killed when the program ends, and is not waited for."""
    started = time.monotonic()
    call = called(f"sh -c '{alive.write}; sleep 60 & echo {{}}'")

    assert ("", True) == (call.failure, time.monotonic() - started < 30)
    assert alive.was_written()
    assert alive.is_closed()


def test_sigterm_kills_the_programs(alive: Pipe) -> None:
    """A check that is terminated leaves no program running."""
    program = f"sh -c '{alive.write}; exec sleep 60'"
    check = subprocess.Popen([sys.executable, "-m", "flowmusic_contract", "client", "--command", program])
    assert alive.was_written()
    check.terminate()

    assert 128 + 15 == check.wait(20)
    assert alive.is_closed()


def test_token_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program finds the token of its case in its environment, and uses no proxy."""
    monkeypatch.setenv("USEAPI_TOKEN", "the user's own")
    call = called("""sh -c 'echo "{\\"status\\": \\"$USEAPI_TOKEN $NO_PROXY\\"}"'""")

    assert f"{NOT_FOUND.token} 127.0.0.1,localhost" == call.reported_status


def test_command_that_does_not_exist() -> None:
    """A command that cannot be started is not a failure of the client."""
    with pytest.raises(NotRunnableError, match="cannot start no-such-program: No such file"):
        called("no-such-program")


def interrupt(_done: int) -> None:
    raise KeyboardInterrupt


def test_interrupted_check_kills_the_programs(alive: Pipe) -> None:
    """If the check is interrupted, the programs that still run are killed, and nothing waits for them."""

    def client(base_url: str, email: str, token: str) -> ClientOutput:
        if email == FOUND.email:
            assert alive.was_written()
            return {}
        return command(f"sh -c '{alive.write}; exec sleep 60'")(base_url, email, token)

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        call_all(client, Plan([FOUND, NOT_FOUND], jobs=2), interrupt)

    assert time.monotonic() - started < 30
    assert alive.is_closed()


def test_interruption_while_a_program_starts(monkeypatch: pytest.MonkeyPatch, alive: Pipe) -> None:
    """A program that is being started when the check is interrupted is killed as well."""
    start: Any = subprocess.Popen

    def start_slowly(words: list[str], **options: Any) -> Any:
        program = start(words, **options)
        time.sleep(0 if FOUND.email in words else 0.5)
        return program

    monkeypatch.setattr(subprocess, "Popen", start_slowly)
    program = f"""sh -c 'case "$3" in listener*) exit;; *) {alive.write}; exec sleep 60;; esac'"""
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        call_all(command(program), Plan([FOUND, NOT_FOUND], jobs=2), interrupt)

    assert time.monotonic() - started < 30
    assert alive.is_closed()


def test_no_program_starts_after_an_interruption() -> None:
    """Once the check is interrupted, a call that goes on starts no program; the next check does."""
    refused = "the check was interrupted"
    failures: list[str] = []
    other_began = Event()

    def client(base_url: str, email: str, token: str) -> ClientOutput:
        if email == FOUND.email:
            other_began.wait(20)
            return {}
        other_began.set()
        deadline = time.monotonic() + 20
        while refused not in failures and time.monotonic() < deadline:
            try:
                command("sh -c 'echo {}'")(base_url, email, token)
            except ClientFailedError as error:
                failures.append(str(error))
        return {}

    with pytest.raises(KeyboardInterrupt):
        call_all(client, Plan([FOUND, NOT_FOUND], jobs=2), interrupt)

    assert refused in failures
    assert "" == called("sh -c 'echo {}'").failure


def test_import_on_windows() -> None:
    """Nothing is needed at import that only POSIX has."""
    program = (
        "import os, signal, sys; del os.killpg, signal.SIGKILL; sys.modules['resource'] = sys.modules['fcntl'] = None; "
        "import flowmusic_contract.client.calls, flowmusic_contract.cli.server, flowmusic_contract.cli.mock, "
        "flowmusic_contract.cli.client, flowmusic_contract.cli.document, flowmusic_contract.cli.demonstration"
    )

    assert 0 == subprocess.run([sys.executable, "-c", program], env=os.environ, check=False).returncode
