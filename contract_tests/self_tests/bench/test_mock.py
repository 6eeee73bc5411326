"""What measures the mock server notices what it should."""

import sys
from collections import Counter
from contextlib import nullcontext

import click
import pytest
from attrs import evolve
from click.testing import CliRunner

from devtools.bench.__main__ import main
from devtools.bench.load import attacks, hostile, processes, speed
from devtools.bench.load.generator import Step, WrongAnswerError, load
from devtools.bench.load.hostile import CLOSED, UNANSWERED
from devtools.bench.load.requests import ordinary
from devtools.bench.load.watching import Seen, attacked
from devtools.bench.mock import Measured
from devtools.bench.results import result_of
from flowmusic_contract.mock_server import Api, Request, Response, demo_ledger, running
from self_tests.addresses import address_of


def test_wrong_response_is_noticed() -> None:
    """The load generator and the attacks notice an answer that is not right."""
    step = evolve(ordinary(), body=b"another one")
    with running(Api(demo_ledger())) as base_url:
        with pytest.raises(WrongAnswerError, match="right body"):
            load(address_of(base_url), [[step]], 0)
        with pytest.raises(WrongAnswerError, match="wrong response"):
            attacked(address_of(base_url), step, hostile.sent([], 1))


@pytest.mark.parametrize(("status", "is_late", "outcomes"), [(503, False, {503: 1}), (200, True, {UNANSWERED: 1})])
def test_bad_server_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    is_late: bool,  # noqa: FBT001 - a table
    outcomes: dict[int | str, int],
) -> None:
    """A server error counts as one, and so does a request that gets no response."""
    monkeypatch.setattr(hostile, "_SECONDS", 0.3)

    def handler(request: Request) -> Response:
        return Response.of(status, {}) if request.query else evolve(Response.of(200, {}), delay=60 if is_late else 0)

    with running(handler) as base_url:
        address = address_of(base_url)
        request = b"GET /x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        step = Step(request.replace(b"/x", b"/x?y=1"), status)
        seen = attacked(address, step, hostile.sent([request if is_late else step.request], 1))

    assert outcomes == seen.outcomes
    assert (status >= 500) == bool(seen.server_errors)


def test_memory_and_processor_time_of_children() -> None:
    """The figures of a process include those of its children."""
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}], stdin=subprocess.PIPE)"
    child = "print(flush=True); data = b'x' * 100_000_000; [hash(str(n)) for n in range(10**6)]; input()"
    with processes.started([sys.executable, "-c", program.format(child)], {}, None) as process:
        server = processes.ServerProcess(process)
        assert process.stdout
        process.stdout.readline()
        while server.memory() < 100_000_000 or server.cpu_seconds() < 0.1:
            assert process.poll() is None

    assert process.poll() is not None


def test_too_few_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the limit of open files cannot be raised, the message says what to do."""
    monkeypatch.setattr("resource.getrlimit", lambda _: (100, 200))

    with pytest.raises(click.ClickException, match=r"^300 open files are necessary, and the hard limit is 200: raise"):
        processes.allow_open_files(300)


def test_attack_that_goes_wrong_is_a_problem() -> None:
    """What must not happen after an attack gives a sentence each, and nothing else does."""
    seen = [Seen(Counter({200: 5, 431: 1, CLOSED: 2}), 0.1), Seen(Counter({500: 5, UNANSWERED: 1}), 11)]
    with processes.started([sys.executable, "-c", "input()"], {}, None) as process:
        server = processes.ServerProcess(process)
        found = [list(attacks.problems_of(each, server)) for each in seen]

    assert [
        [],
        ["5 responses with a status from 500", "1 requests without a response", "an ordinary client waited 11.0 s"],
    ] == found


@pytest.mark.parametrize(("problems", "exit_code", "printed"), [([], 0, ""), (["too slow"], 1, "Missed: too slow\n")])
def test_missed_goal(monkeypatch: pytest.MonkeyPatch, problems: list[str], exit_code: int, printed: str) -> None:
    """A goal that is missed is printed, and the exit code is 1."""
    monkeypatch.setattr("devtools.bench.mock.measure", lambda *_: Measured(result_of("", []), problems))
    done = CliRunner().invoke(main, ["mock"])

    assert (exit_code, printed) == (done.exit_code, done.stderr)


@pytest.mark.parametrize(
    ("changed", "missed"), [(0.2, []), (0.3, ["a ledger that changes between requests: 3.33 times Prism's requests"])]
)
def test_speed_without_the_time_for_adding(monkeypatch: pytest.MonkeyPatch, changed: float, missed: list[str]) -> None:
    """The time that adding an event costs is not counted to the report after it."""
    figures = [1.0, 0.05, 0.5, 0.5 + changed, 0.6]
    monkeypatch.setattr(speed, "alternate", lambda _timers, rounds: [[figure] * rounds for figure in figures])
    monkeypatch.setattr(speed, "running_loads", lambda *_: nullcontext([]))
    table, problems = speed.speed(1, 1)

    assert [1, 20, 10, round(1 / changed), round(1 / (0.5 + changed))] == [row[1] for row in table.rows]
    assert missed == [problem.partition(", and")[0] for problem in problems]
