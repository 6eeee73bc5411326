"""How a client program is started, and what is recorded of it."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from attrs import frozen

from flowmusic_contract.check import check_client
from flowmusic_contract.client import protocol
from flowmusic_contract.client.cases import Case, all_cases, smoke_cases
from flowmusic_contract.client.protocol import (
    ClientFailedError,
    NotRunnableError,
    Plan,
    call_all,
    call_case,
    check_that_it_runs,
    command,
)
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.mock_server import Handler, Request

PROGRAM = Path(__file__).parents[3] / "contract_tests/clients/python-flowmusic-usage/client.py"

CASES = {case.id: case for case in all_cases()}
FOUND, NOT_FOUND = CASES["accounts.listener"], CASES["accounts.not-configured"]


def called(line: str, case: Case = NOT_FOUND) -> ClientCall:
    """Returns the one call that a program makes."""
    [call] = call_all(command(line), Plan([case], jobs=1))
    return call


def test_program_of_the_generated_client() -> None:
    """The program that the language matrix starts breaks no rule in a case of each kind."""
    program = command(shlex.join([sys.executable, str(PROGRAM)]))
    report = check_client("the program", program, Plan(smoke_cases()), strict=True)

    assert ("kept", []) == (report.conclusion, [each.rule.id for each in report.verdicts if each.outcome == "broken"])


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("false", "exit code 1"),
        ("sh -c 'echo {}; echo trouble >&2; echo bang >&2; exit 3'", "exit code 3: bang"),
        ("sh -c 'kill -9 $$'", "exit code -9"),
        ("true", "no JSON object on standard output"),
        ("sh -c 'echo nothing'", "no JSON object on standard output: nothing"),
        ("sh -c 'echo [1]'", "no JSON object on standard output: [1]"),
        ('sh -c \'head -c 100000 /dev/zero | tr "\\0" "["; echo; echo end\'', "no JSON object on standard output: end"),
        ('sh -c \'head -c 100000 /dev/zero | tr "\\0" x >&2; cat; echo "{}"\'', ""),
    ],
)
def test_how_a_client_failed(line: str, failure: str) -> None:
    """A program that fails, or prints no object, has reported nothing, and the call says how it ended."""
    call = called(line)

    assert (failure, False, False) == (call.failure, call.has_reported_usage, call.timed_out)


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
    """A program that prints nothing in time is killed, with everything that it started."""
    monkeypatch.setattr(protocol, "_SECONDS", 0.5)
    call = called(f"sh -c '{alive.write}; sleep 60 & wait'")

    assert (True, "no output after 0.5 s") == (call.timed_out, call.failure)
    assert alive.was_written()
    assert alive.is_closed()


def test_client_that_prints_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that prints without end is killed when it has printed too much."""
    monkeypatch.setattr(protocol, "_MOST_BYTES", 1_000_000)

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


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("sh -c 'echo {}; echo trouble >&2'", b"{}\ntrouble\n"),
        ("sh -c 'echo nothing; echo trouble >&2'", b"nothing\ntrouble\n"),
        ("sh -c 'echo {}; echo trouble >&2; exit 3'", b"{}\ntrouble\n"),
        ("""sh -c 'echo "{\\"usage\\": {}}"; echo trouble >&2'""", b"trouble\n"),
        ("""sh -c 'echo "{\\"printed\\": 1}"'""", b'{"printed": 1}\n'),
    ],
)
def test_what_a_program_printed(line: str, printed: bytes) -> None:
    """A call has all that a program printed, however it ended, except a usage report."""

    assert printed == called(line).printed


def test_what_a_function_printed() -> None:
    """A call of a function has what Python would print of its exception, and of what caused that."""

    def client(*_: str) -> ClientOutput:
        try:
            return {"status": int("many")}
        except ValueError as error:
            raise OSError("no status") from error

    [call] = call_all(client, Plan([NOT_FOUND], jobs=1))

    assert [b"ValueError: invalid literal for int() with base 10: 'many'", b"OSError: no status"] == [
        line for line in call.printed.splitlines() if b"Error: " in line
    ]


@pytest.mark.parametrize(
    ("headers", "has_body"),
    [
        ((), False),
        ((("content-length", "0"),), False),
        ((("content-length", "2"),), True),
        ((("content-length", "20"),), True),
        ((("transfer-encoding", "chunked"),), True),
    ],
)
def test_body_of_a_request(headers: tuple[tuple[str, str], ...], *, has_body: bool) -> None:
    """A request has a body if its headers announce one."""
    call = call_case(NOT_FOUND, sending(Request.get(NOT_FOUND.email, *headers)))

    assert [has_body] == [request.has_body for request in call.requests]


def sending(*requests: Request) -> Callable[[Handler], ClientOutput]:
    """Returns a client that sends these requests."""

    def call(handler: Handler) -> ClientOutput:
        for request in requests:
            handler(request)
        return {}

    return call


@pytest.mark.parametrize(("id_", "seconds"), [("statuses.429", [0, 0]), ("waits.429", [1, 0]), ("waits.503", [1, 0])])
def test_how_long_a_response_says_to_wait(id_: str, seconds: list[int]) -> None:
    """A recorded request has the time that its response named, and when each of them came."""
    request = Request.get(FOUND.email).authorized_by(FOUND.token)
    call = call_case(CASES[id_], sending(request, request))
    times = [time for each in call.requests for time in (each.received_at, each.answered_at)]

    assert seconds == [request.seconds_to_wait for request in call.requests]
    assert times == sorted(times)
    assert times[0] > 0


@pytest.mark.parametrize(
    ("id_", "is_final"),
    [
        ("accounts.listener", True),
        ("accounts.not-configured", True),
        ("accounts.invalid-token", True),
        ("statuses.402", True),
        ("statuses.403", False),
        ("statuses.429", False),
        ("echoes.status-200", False),
    ],
)
def test_final_responses(id_: str, *, is_final: bool) -> None:
    """A client may retry after a response that is neither documented nor about an expired subscription."""
    case = CASES[id_]
    call = call_case(case, sending(Request.get(case.email).authorized_by(case.token)))

    assert [is_final] == [request.is_final for request in call.requests]


def test_token_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program finds the token of its case in its environment, and uses no proxy."""
    monkeypatch.setenv("USEAPI_TOKEN", "the user's own")
    call = called("""sh -c 'echo "{\\"status\\": \\"$USEAPI_TOKEN $NO_PROXY\\"}"'""")

    assert f"{NOT_FOUND.token} 127.0.0.1,localhost" == call.reported_status


def test_command_that_does_not_exist() -> None:
    """A command that cannot be started is not a failure of the client."""
    with pytest.raises(NotRunnableError, match="cannot start no-such-program: No such file"):
        called("no-such-program")


@pytest.mark.parametrize("line", ["", " ", "'", '"'])
def test_command_without_words(line: str) -> None:
    """A command line that has no words, or cannot be split into words, is refused."""
    with pytest.raises(NotRunnableError):
        command(line)


def test_client_that_sends_nothing() -> None:
    """A client that fails before it sends a request cannot be judged."""
    with pytest.raises(NotRunnableError, match="the client sends no request: exit code 1"):
        check_that_it_runs(command("false"))


def test_client_that_sends_a_request_and_fails() -> None:
    """A client that fails after it has sent a request can be judged."""
    request = "import sys, urllib.request; urllib.request.urlopen(sys.argv[2])"
    check_that_it_runs(command(shlex.join([sys.executable, "-c", request])))


def test_calls_are_in_the_order_of_their_cases() -> None:
    """However many calls are made at a time, they are returned in order, and progress is reported after each."""
    progress: list[int] = []
    calls = call_all(lambda *_: {}, Plan([FOUND, NOT_FOUND] * 5, jobs=4), progress.append)

    assert [FOUND.id, NOT_FOUND.id] * 5 == [call.case for call in calls]
    assert [*range(1, 11)] == progress


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


def verdict_on_the_status(line: str) -> Verdict:
    report = check_client("a program", command(line), Plan([FOUND], jobs=1))
    [verdict] = [verdict for verdict in report.verdicts if verdict.rule.id == "client.status-is-reported"]
    return verdict


def test_status_of_a_client_that_sends_nothing() -> None:
    """A client that sends no request gets no response, so there is no status to report."""

    assert "not exercised" == verdict_on_the_status("false").outcome


def test_import_on_windows() -> None:
    """Nothing is needed at import that only POSIX has."""
    program = (
        "import os, signal, sys; del os.killpg, signal.SIGKILL; sys.modules['resource'] = sys.modules['fcntl'] = None; "
        "import flowmusic_contract.client.protocol, flowmusic_contract.cli.server, flowmusic_contract.cli.mock, "
        "flowmusic_contract.cli.client, flowmusic_contract.cli.document, flowmusic_contract.cli.demonstration"
    )

    assert 0 == subprocess.run([sys.executable, "-c", program], env=os.environ, check=False).returncode
