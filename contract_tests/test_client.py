"""A client keeps the contract: one test for each case, for the generated client, and what any program may do."""

import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flowmusic_contract import clients
from flowmusic_contract.client.cases import Case, all_cases, smoke_cases
from flowmusic_contract.client.protocol import Client, NotRunnableError, Plan, call_all, command
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.engine.verdicts import Finding, judge_client
from flowmusic_usage import AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage

OUR_CLIENT = Path(__file__).parent / "clients/python-flowmusic-usage/client.py"

FOUND, NOT_FOUND = (case for case in all_cases() if case.id in ("accounts.listener", "accounts.not-configured"))


def called(line: str, case: Case = NOT_FOUND) -> ClientCall:
    """Returns the one call that a program makes."""
    [call] = call_all(command(line), Plan([case], jobs=1))
    return call


def generated(base_url: str, email: str, token: str) -> dict[str, Any]:
    """Asks as the program of the generated client does, without a process of its own."""
    with AuthenticatedClient(base_url=base_url, token=token) as client:
        response = get_account_usage.sync_detailed(client=client, email=email)
    usage = {"usage": response.parsed.to_dict()} if response.parsed else {}
    return {"status": response.status_code, **usage}


def broken(client: Client, case: Case) -> list[Finding]:
    verdicts = judge_client(call_all(client, Plan([case], jobs=1)))
    return [finding for verdict in verdicts for finding in verdict.findings]


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
def test_case(case: Case) -> None:
    """The generated client breaks no rule in any case."""

    assert [] == broken(generated, case)


@pytest.mark.parametrize("case", smoke_cases(), ids=lambda case: case.id)
def test_program(case: Case) -> None:
    """Its program, which scripts/languages starts in every case, does not in one of each kind."""

    assert [] == broken(command(shlex.join([sys.executable, str(OUR_CLIENT)])), case)


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("false", "exit code 1"),
        ("sh -c 'echo {}; echo trouble >&2; echo bang >&2; exit 3'", "exit code 3: bang"),
        ("sh -c 'kill -9 $$'", "exit code -9"),
        ("true", "no JSON object on standard output"),
        ("sh -c 'echo nothing'", "no JSON object on standard output: nothing"),
        ("sh -c 'echo [1]'", "no JSON object on standard output: [1]"),
        ('sh -c \'head -c 100000 /dev/zero | tr "\\0" x >&2; cat; echo "{}"\'', ""),
    ],
)
def test_how_a_client_failed(line: str, failure: str) -> None:
    """A program that fails, or prints no object, has told nothing, and the call says how it ended."""

    assert (failure, False, False) == (called(line).failure, called(line).has_reported_usage, called(line).timed_out)


def test_client_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that tells nothing in time is ended, with all that it started."""
    monkeypatch.setattr(clients, "_SECONDS", 0.2)
    call = called(f"sh -c '(sleep 1; touch {tmp_path}/went-on) & wait'")
    time.sleep(1.5)

    assert (True, "nothing after 0.2 s") == (call.timed_out, call.failure)
    assert not (tmp_path / "went-on").exists()


def test_token_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program finds the token of its case in its environment, and is told to use no proxy."""
    monkeypatch.setenv("USEAPI_TOKEN", "the user's own")
    call = called("""sh -c 'echo "{\\"status\\": \\"$USEAPI_TOKEN $NO_PROXY\\"}"'""")

    assert f"{NOT_FOUND.token} 127.0.0.1,localhost" == call.reported_status


def test_command_that_is_not_there() -> None:
    """A command that cannot be started is our failure, not the client's."""
    with pytest.raises(NotRunnableError, match="no-such-program: No such file"):
        called("no-such-program")


def test_calls_come_in_the_order_of_their_cases() -> None:
    """However many calls are made at a time, they are told in order, and progress is told of each."""
    told: list[tuple[int, int]] = []
    plan = Plan([FOUND, NOT_FOUND] * 5, jobs=4)
    calls = call_all(lambda *_: {}, plan, lambda done, cases: told.append((done, cases)))

    assert [FOUND.id, NOT_FOUND.id] * 5 == [call.case for call in calls]
    assert [(done, 10) for done in range(1, 11)] == told
