"""How a client program is called, and how its output is read."""

import shlex
import sys
from pathlib import Path

import pytest

from flowmusic_contract.check import check_client
from flowmusic_contract.client.calls import Plan
from flowmusic_contract.client.programs import NotRunnableError
from flowmusic_contract.client.protocol import command
from self_tests.client.calling import CASES, FOUND, NOT_FOUND, called

PROGRAM = Path(__file__).parents[3] / "contract_tests/clients/python-flowmusic-usage/client.py"


def test_program_of_the_generated_client() -> None:
    """The program that the language matrix starts breaks no rule if it reports, if it raises and if it rejects."""
    program = command(shlex.join([sys.executable, str(PROGRAM)]))
    cases = [FOUND, NOT_FOUND, CASES["accounts.invalid-token"], CASES["types.amount-as-string"]]
    report = check_client("the program", program, Plan(cases), strict=True)

    assert ("kept", []) == (report.conclusion, [each.rule.id for each in report.verdicts if each.outcome == "broken"])


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("false", "exit code 1"),
        ("sh -c 'echo {}; echo trouble >&2; echo bang >&2; exit 3'", "exit code 3: bang"),
        ("sh -c 'kill -9 $$'", "ended by SIGKILL"),
        ("true", "no JSON object on standard output"),
        ("sh -c 'echo nothing'", "no JSON object on standard output: nothing"),
        ("sh -c 'echo {}; echo {}'", "more than one JSON object on standard output: {}"),
        ("sh -c 'echo {}; echo done'", "a JSON object and other text on standard output: done"),
        ("sh -c 'echo GET /v1; echo {}'", "a JSON object and other text on standard output: {}"),
        ("sh -c 'echo [1]'", "no JSON object on standard output: [1]"),
        ('sh -c \'head -c 100000 /dev/zero | tr "\\0" "["; echo; echo end\'', "no JSON object on standard output: end"),
        ('sh -c \'head -c 100000 /dev/zero | tr "\\0" x >&2; cat; echo "{}"\'', ""),
    ],
)
def test_how_a_client_failed(line: str, failure: str) -> None:
    """A program that fails, or prints no object, has reported nothing, and the call says how it ended."""
    call = called(line)

    assert (failure, False, False) == (call.failure, call.has_reported_usage, call.timed_out)


@pytest.mark.parametrize(
    ("line", "is_silent"),
    [("true", True), ("sh -c 'echo nothing'", True), ("false", False), ("sh -c 'echo {}'", False)],
)
def test_client_that_is_silent(line: str, *, is_silent: bool) -> None:
    """A program that ends with exit code 0 without a JSON object says neither a status nor that it failed."""

    assert is_silent == called(line).is_silent


@pytest.mark.parametrize("line", ["", " ", "'", '"'])
def test_command_without_words(line: str) -> None:
    """A command line that has no words, or cannot be split into words, is refused."""
    with pytest.raises(NotRunnableError):
        command(line)
