"""`contract mock`: the mock server as a program."""

import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from self_tests.cli.running import Contract

ROOT = Path(__file__).parents[3]
MODULE = (sys.executable, "-m", "flowmusic_contract", "mock")


@contextmanager
def started(*options: str, program: Sequence[str] = MODULE) -> Generator[tuple["subprocess.Popen[str]", list[str]]]:
    """Runs the program on a free port; yields it with the lines that it prints."""
    command = [*program, "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, [process.stdout.readline().rstrip("\n") for _ in range(10)]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_the_program_cleanly(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the mock server without a message."""
    with started() as (process, _):
        process.send_signal(number)
        rest = process.communicate(timeout=10)

    assert (0, ("", "")) == (process.returncode, rest)


def test_greeting() -> None:
    """The mock server prints its URL, tokens and accounts, and commands that can be pasted."""
    with started() as (_, lines):
        [url] = re.findall(r"http://\S+/v1", lines[0])
        curl = subprocess.run(shlex.split(lines[-1]), capture_output=True, check=False)

    tokens = [f"token    {token}" for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    accounts = [f"account  {email}" for email in (*DEMO_EMAILS, *OTHER_DEMO_EMAILS)]
    assert {*tokens, *accounts} < {*lines}
    assert f"  export USEAPI_BASE_URL={url} USEAPI_TOKEN={DEMO_TOKEN}" in lines
    assert b'{"email":"listener@example.com"' == curl.stdout[:31]


def usage_of(lines: list[str]) -> Any:
    [url, *_] = re.findall(r"http://\S+", lines[0])
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    return httpx.get(url, params={"email": DEMO_EMAILS[0]}, headers=headers, trust_env=False).json()


def test_fault_is_served_on_top_of_a_variation() -> None:
    """A fault and a variation are served by their ids."""
    with started("--fault", "summary.charged-total-is-zero", "--variation", "variations.days-end-in-z") as (_, lines):
        usage = usage_of(lines)

    assert (0, "2026-06-01T00:00:00Z") == (usage["summary"]["total_charged_credits"], usage["events"][0]["event_at"])


@pytest.mark.parametrize("script", ["mock", "contract"])
def test_scripts_start_the_same_program(script: str) -> None:
    """`scripts/mock` is `scripts/contract mock`."""
    program = [str(ROOT / "scripts" / script), *(["mock"] if script == "contract" else [])]
    with started(program=program) as (process, lines):
        assert "listener@example.com" == usage_of(lines)["email"]
        process.terminate()
        assert 0 == process.wait(timeout=10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fault", "summary.charged-total-is-zer"], "no fault summary.charged-total-is-zer: did you mean summary.ch"),
        (["--fault", "charged-total-is-zero"], "did you mean summary.charged-total-is-zero?"),
        (["--fault", "variations.days-end-in-z"], "no fault variations.days-end-in-z"),
        (["--variation", "bogus"], "no variation bogus: `scripts/contract mock --list` lists them"),
    ],
)
def test_unknown_change_is_one_line(contract: Contract, options: list[str], message: str) -> None:
    """A fault or variation that does not exist exits 2, with the nearest one."""
    done = contract("mock", *options)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err


def test_faults_and_variations_are_listed(contract: Contract) -> None:
    """Every scenario, fault and variation is listed with its sentence."""
    listed = contract("mock", "--list").out.splitlines()

    assert [*SCENARIOS, *(change.id for change in (*SERVER_FAULTS, *VARIATIONS))] == listed[::2]


def test_busy_port_is_one_line(contract: Contract) -> None:
    """A port that is in use exits 2 and says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = contract("mock", "--port", port)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"cannot listen on port {port} of 127.0.0.1: Address already in use; " in done.err
    assert "choose another --port, or 0 for any free one" in done.err
