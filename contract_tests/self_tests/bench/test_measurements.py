"""The parts of the measurements that can be wrong without anyone noticing."""

import subprocess
import sys
from pathlib import Path

import pytest

from devtools.bench import judge
from devtools.bench.bodies import usage_body
from devtools.bench.client import CALLING, FIRST_CALLS, with_bytecode
from devtools.bench.judge import judging
from devtools.bench.measuring import alternate, repetitions
from devtools.bench.recording import RecordingServer
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, demo_ledger, running

READ = """
import sys
from pathlib import Path
from devtools.bench.readers import READERS
usage = READERS[sys.argv[1]]()(Path(sys.argv[2]).read_bytes())
print(len(getattr(usage, "events", usage[0].events if isinstance(usage, tuple) else ())), "msgspec" in sys.modules)
"""


@pytest.mark.parametrize(
    ("reader", "is_fast"),
    [("ours", False), ("ours, with the extra `fast`", True), ("ours, with every timestamp read", False)],
)
def test_reader(reader: str, is_fast: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    """Our client reads the body, with msgspec only where that is measured."""
    body = tmp_path / "body"
    body.write_bytes(usage_body(8))
    command = [sys.executable, "-P", "-c", READ, reader, str(body)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert f"8 {is_fast}\n" == printed


def test_bytecode_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured starts from bytecode, as installed packages do, even where Python is set to write none."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    program = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix is not None)"
    done = subprocess.run([sys.executable, "-c", program], env=with_bytecode(), stdout=subprocess.PIPE, check=True)

    assert b"False True\n" == done.stdout


@pytest.mark.parametrize(
    ("name", "is_fast", "type_"),
    [
        ("plain httpx", False, "dict"),
        ("ours", False, "AccountUsage"),
        ("ours, with the extra `fast`", True, "AccountUsage"),
    ],
)
def test_first_call(name: str, type_: str, *, is_fast: bool) -> None:
    """A first call sends one request and reads the response, with msgspec only where that is measured."""
    server = RecordingServer(Api(demo_ledger()))
    shown = "print(type(usage).__name__, sys.modules.get('msgspec') is not None)"
    program = CALLING.format(statements=FIRST_CALLS[name]) + shown
    with running(server) as base_url:
        command = [sys.executable, "-P", "-c", program, base_url, DEMO_EMAILS[0], DEMO_TOKEN]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    assert [200] == [response.status for response in server.responses]
    assert f"{type_} {is_fast}" == printed[1]
    assert float(printed[0]) > 0


def test_functions_alternate() -> None:
    """Functions are called in turns, and each has its own column."""
    calls = iter(range(6))

    assert [[0, 2, 4], [1, 3, 5]] == alternate([lambda: next(calls), lambda: next(calls)], 3)


@pytest.mark.parametrize(("events", "times"), [(1, 50), (10_000, 30), (1_000_000, 3)])
def test_large_bodies_are_measured_less_often(events: int, times: int) -> None:
    """The number of repetitions falls with the size, from 50 to 3."""

    assert times == repetitions(events)


def test_body_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of a body has its number of events and costs above zero."""
    monkeypatch.setattr(judge, "repetitions", lambda _events: 2)
    [[size, *figures]] = judging([10]).rows

    assert 10 == size
    assert all(isinstance(figure, int | float) for figure in figures)


def test_server_remembers() -> None:
    """A recording server responds as the server behind it, and remembers both sides in order."""
    server = RecordingServer(Api(demo_ledger()))
    request = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)
    responses = [server(request), server(request.for_account("nobody@example.com"))]

    assert [200, 404] == [response.status for response in server.responses]
    assert responses == server.responses
    assert [request, request.for_account("nobody@example.com")] == server.requests
