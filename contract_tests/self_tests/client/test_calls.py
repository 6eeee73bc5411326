"""The cases are run in order, and a client that cannot be judged is refused."""

import shlex
import sys

import pytest

from flowmusic_contract.check import check_client
from flowmusic_contract.client import programs
from flowmusic_contract.client.calls import Plan, call_all, check_that_it_runs
from flowmusic_contract.client.programs import NotRunnableError
from flowmusic_contract.client.protocol import command
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.verdict import Verdict
from self_tests.client.calling import FOUND, NOT_FOUND


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


def test_client_that_sends_nothing() -> None:
    """A client that fails before it sends a request cannot be judged."""
    with pytest.raises(NotRunnableError, match="the client sends no request: exit code 1"):
        check_that_it_runs(command("false"))


def test_client_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that does not even end in the simplest case cannot be judged: every other case would take as long."""
    monkeypatch.setattr(programs, "_SECONDS", 0.2)
    with pytest.raises(NotRunnableError, match=r"the client does not end: it did not end within 0.2 s\. It must print"):
        check_that_it_runs(command("sh -c 'sleep 60'"))


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


def verdict_on_the_status(line: str) -> Verdict:
    report = check_client("a program", command(line), Plan([FOUND], jobs=1))
    [verdict] = [verdict for verdict in report.verdicts if verdict.rule.id == "client.status-is-reported"]
    return verdict


def test_status_of_a_client_that_sends_nothing() -> None:
    """A client that sends no request gets no response, so there is no status to report."""

    assert "not exercised" == verdict_on_the_status("false").outcome
