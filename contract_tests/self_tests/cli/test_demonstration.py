"""`contract` without a command."""

import shlex

import pytest

from flowmusic_contract.client.cases import all_cases, smoke_cases
from flowmusic_contract.mock_server import Api
from self_tests.cli.running import FAULTS, Contract


def test_demonstration_keeps_the_contract(contract: Contract) -> None:
    """The mock server and the generated client keep the contract, without any token in the environment."""
    done = contract(token=None)

    assert (0, "") == (done.exit_code, done.err)
    assert "The mock server" in done.out
    assert f"{len(all_cases()) - 1} of {len(all_cases()) - 1} cases kept" in done.out
    assert done.out.endswith("Contract kept.\n")


def test_next_commands_exist(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that the demonstration suggests are complete: no required option is missing."""
    monkeypatch.setattr("flowmusic_contract.cli.demonstration.all_cases", smoke_cases)
    lines = [line.partition("scripts/contract ")[2] for line in contract().out.splitlines()]
    words = {line.split()[0]: shlex.split(line) for line in lines if line}
    printed = {command: contract(*words[command]).err for command in ("server", "client", "document")}

    assert {} == {command: err for command, err in printed.items() if "Missing" in err}
    assert {} == {command: err for command, err in printed.items() if "No such" in err.replace("No such file", "")}


def test_demonstration_of_a_faulty_server(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock server that breaks a rule breaks the demonstration, although the client keeps the contract."""
    fault = FAULTS["summary.charged-total-is-zero"]
    monkeypatch.setattr("flowmusic_contract.cli.demonstration.Api", lambda ledger: fault(Api(ledger)))
    monkeypatch.setattr("flowmusic_contract.cli.demonstration.all_cases", smoke_cases)
    done = contract()

    assert 1 == done.exit_code
    assert done.out.endswith("Contract BROKEN.\n")


def test_demonstration_of_a_faulty_client(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that reports nothing breaks the demonstration, although the server keeps the contract."""
    monkeypatch.setattr("flowmusic_contract.cli.demonstration.call_through", lambda *_: {})

    assert 1 == contract().exit_code
