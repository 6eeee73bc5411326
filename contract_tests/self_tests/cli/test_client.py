"""`contract client`: a client program."""

import shlex
import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.protocol import command
from flowmusic_contract.engine.subjects import ClientCall
from self_tests.cli.running import Contract

CARELESS = """
import json, os, sys
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

base_url, email = sys.argv[2], sys.argv[4]
headers = {"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"}
try:
    with urlopen(Request(f"{base_url}/flowmusic/accounts/usage?email={quote(email)}", headers=headers)) as response:
        print(json.dumps({"status": response.status, "usage": json.load(response)}))
except HTTPError as error:
    print(json.dumps({"status": error.code}))
"""
"""A client that accepts every response."""

REJECTIONS = "client.broken-response-is-rejected {} # it accepts every response\n"
REDIRECTS = "client.token-is-not-sent-to-another-host redirects.* # urllib sends every header again\n"
TYPES_TOO = REJECTIONS.format("types.amount-*") + REDIRECTS


FAMILIAR = ["accounts.[!d]*", "types.amount-*", "redirects.302"]
"""The cases in which its failures are known."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command that starts a careless client."""
    file = tmp_path_factory.mktemp("careless") / "client.py"
    file.write_text(CARELESS)
    return shlex.join([sys.executable, str(file)])


@pytest.fixture
def careless(program: str) -> list[str]:
    """The words that check a careless client."""
    return ["client", "--command", program, "--strict"]


@pytest.fixture(scope="module")
def familiar_calls(program: str) -> Sequence[ClientCall]:
    """What the careless client does where its failures are known."""
    cases = [case for case in all_cases() if any(fnmatchcase(case.id, pattern) for pattern in FAMILIAR)]
    return call_all(command(program), Plan(cases))


def in_cases(*patterns: str) -> list[str]:
    return [word for pattern in patterns for word in ("--case", pattern)]


def test_client_that_keeps_the_contract(contract: Contract, careless: list[str]) -> None:
    """A client keeps the contract in the cases that were chosen."""
    done = contract(*careless, *in_cases("accounts.*", "emails.e*", "variations.compressed"))

    assert (0, "") == (done.exit_code, done.err)
    assert "8 of 8 cases kept" in done.out
    assert done.out.endswith("Contract kept.\n")


def test_finding_on_a_client_names_its_case(contract: Contract, careless: list[str]) -> None:
    """A finding on a client names the case and the account, and the command repeats that case alone."""
    done = contract(*careless, *in_cases("types.amount-as-string"))
    [again, *_] = [line for line in done.out.splitlines() if line.lstrip().startswith("again")]
    rule = ["--rule", "client.broken-response-is-rejected", "--case", "types.amount-as-string"]

    assert 1 == done.exit_code
    assert "types.amount-as-string: " in done.out
    assert "listener@example.com" in done.out
    assert ["again", "scripts/contract", *careless, *rule] == shlex.split(again)


def test_rule_that_a_client_check_must_exercise(contract: Contract, careless: list[str]) -> None:
    """A client check that did not exercise a required rule is inconclusive, and says what that rule needs."""
    done = contract(*careless, *in_cases("accounts.*"), "--require", "client.broken-response-is-rejected")

    assert 2 == done.exit_code
    assert ", which client.broken-response-is-rejected needs\n" in done.err


def test_client_that_was_only_seen_to_reject(contract: Contract, careless: list[str]) -> None:
    """A client that was only seen to reject responses is not said to keep the contract."""
    done = contract(*careless, *in_cases("encoding.last-byte-is-missing"))

    assert 2 == done.exit_code
    assert "never saw a usage report from the client" in done.err


@pytest.mark.xdist_group("known failures")
@pytest.mark.parametrize(
    ("text", "ended"),
    [
        (TYPES_TOO, (0, "Contract kept.")),
        (TYPES_TOO.replace("redirects.*", "*"), (0, "Contract kept.")),
        (TYPES_TOO + REJECTIONS.format("encoding.sent-twice"), (0, "Contract kept.")),
        (REJECTIONS.format("types.amount-as-string") + REDIRECTS, (1, "Contract BROKEN.")),
        (
            TYPES_TOO + "client.status-is-reported accounts.l* # no\n",
            (2, "remove line 3 of the baseline (client.status-is-reported accounts.l*, kept in accounts.listener)"),
        ),
        (
            TYPES_TOO + "client.timestamps-keep-their-microseconds accounts.newcomer # no\n",
            (2, "fixed: remove line 3 of the baseline (client.timestamps-keep-their-microseconds accounts.newcomer)"),
        ),
        (REJECTIONS.format("bogus.*"), (2, "baseline: line 1: there is no case bogus.*")),
        (REJECTIONS.format("$.usage"), (2, "baseline: line 1: expected: <rule id>")),
    ],
)
def test_known_failures(
    *,
    contract: Contract,
    careless: list[str],
    familiar_calls: Sequence[ClientCall],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    text: str,
    ended: tuple[int, str],
) -> None:
    """Known failures do not count; a fixed one, or one in a case that does not exist, exits 2."""
    monkeypatch.setattr("flowmusic_contract.client.sharing.call_all", lambda *_: familiar_calls)
    (tmp_path / "baseline").write_text(text)
    done = contract(*careless, *in_cases(*FAMILIAR), "--known-failures", str(tmp_path / "baseline"))

    assert ended[0] == done.exit_code
    assert ended[1] in done.out + done.err


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("no-such-program", "cannot start no-such-program: No such file or directory"),
        ("false", "the client sends no request: exit code 1. It is started as CMD --base-url URL --email E"),
        ("sh -c 'echo missing >&2; exit 3'", "the client sends no request: exit code 3: missing."),
        ("true", "the client sends no request: no JSON object on standard output"),
        ("'", 'cannot split the command "\'" into words: No closing quotation'),
        ("", "Invalid value for '--command': expected a value, got an empty one"),
        (" ", "the command is empty"),
        ("true; false", "the command is not run by a shell, which ; needs: use \"sh -c '…'\""),
    ],
)
def test_command_that_is_not_a_client(contract: Contract, command: str, message: str) -> None:
    """A command that cannot be started, or sends nothing, is not judged."""
    done = contract("client", "--command", command)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err
