"""A client keeps the contract: one test for each rule, for the generated client and any other."""

import shlex
import sys
from pathlib import Path

import pytest

from flowmusic_contract.clients import NotRunnableError, call_all, command
from flowmusic_contract.examine import Verdict, examine_client
from flowmusic_contract.rules import CLIENT_RULES

OUR_CLIENT = Path(__file__).parents[1] / "examples/clients/python-flowmusic-usage/client.py"


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """The verdict on each rule, for the generated client."""
    client = command(shlex.join([sys.executable, str(OUR_CLIENT)]))
    return {verdict.rule.id: verdict for verdict in examine_client(call_all(client))}


@pytest.mark.parametrize("rule_id", [rule.id for rule in CLIENT_RULES])
def test_rule(rule_id: str, verdicts: dict[str, Verdict]) -> None:
    """The client keeps the rule, and it was exercised."""

    assert ("held", []) == (verdicts[rule_id].outcome, verdicts[rule_id].findings)


@pytest.mark.parametrize("line", ["false", "echo nothing", "echo [1]", "sh -c 'echo {\\\"status\\\": 200}; exit 3'"])
def test_client_that_tells_nothing_is_broken(line: str) -> None:
    """A program that fails, or prints no object, has reported no status."""
    verdicts = {verdict.rule.id: verdict.outcome for verdict in examine_client(call_all(command(line)))}

    assert "broken" == verdicts["client.the-status-is-reported"]


def test_command_that_is_not_there() -> None:
    """A command that cannot be started is our failure, not the client's."""
    with pytest.raises(NotRunnableError, match="no-such-program: No such file"):
        call_all(command("no-such-program"))
