"""Many cases in one process of a client: which they are, and when one runs again on its own."""

import shlex
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import define, field

from flowmusic_contract.areas.client.correct import PATH, connected, correct, decoded
from flowmusic_contract.check import check_client
from flowmusic_contract.client.calls import Plan
from flowmusic_contract.client.cases import all_cases, smoke_cases
from flowmusic_contract.client.one_process import call_in_one_process
from flowmusic_contract.client.programs import ClientFailedError, NotRunnableError
from flowmusic_contract.client.protocol import command, command_of_many_calls
from flowmusic_contract.engine.client_fault import CallClient, ClientOutput
from flowmusic_contract.engine.report import Report
from flowmusic_contract.mock_server import DEMO_EMAILS
from self_tests.client.calling import CASES

PROGRAM = Path(__file__).parents[3] / "contract_tests/clients/python-flowmusic-usage/client.py"

QUICK = [case for case in all_cases() if case.kind != "waits"]
ALONE = {case.id for case in QUICK if case.kind in ("redirects", "encoding", "tokens")}


@define
class Counted:
    """A client that is called with one account, or with several in one process, and counts both."""

    call: CallClient = correct
    starts: int = 0
    accounts: list[list[str]] = field(factory=list)

    def one(self, base_url: str, email: str, token: str) -> ClientOutput:
        """Makes one call."""
        self.starts += 1
        return self.call(base_url, email, token)

    def many(self, base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
        """Makes several calls, and reports an error where one fails."""
        self.accounts.append(list(emails))
        return [_output(self.call, base_url, email, token) for email in emails]


def _output(call: CallClient, base_url: str, email: str, token: str) -> ClientOutput:
    try:
        return call(base_url, email, token)
    except Exception as error:  # noqa: BLE001 - a client may fail in any way
        return {"error": repr(error)}


def checked(client: Counted, *ids: str) -> Report:
    """Checks a client in these cases, or in all quick ones."""
    plan = Plan([CASES[id_] for id_ in ids] if ids else QUICK)
    return check_client("a client", client.one, plan, strict=True, many=client.many)


def broken(report: Report) -> dict[str, set[str]]:
    """Returns the cases in which each broken rule is broken."""
    return {verdict.rule.id: set(verdict.locations) for verdict in report.verdicts if verdict.broken}


@pytest.fixture(scope="module")
def correct_client() -> tuple[Counted, Report, list[int]]:
    """A correct client, the report on it in all quick cases, and the progress that was shown."""
    client, progress = Counted(), list[int]()
    report = check_client("a client", client.one, Plan(QUICK), many=client.many, on_progress=progress.append)
    return client, report, progress


def test_correct_client(correct_client: tuple[Counted, Report, list[int]]) -> None:
    """All cases run in three processes, except those that never share one, and are reported in their order."""
    client, report, progress = correct_client

    assert ("kept", {}, len(ALONE), 3) == (report.conclusion, broken(report), client.starts, len(client.accounts))
    assert len(QUICK) - len(ALONE) == sum(map(len, client.accounts))
    assert [case.id for case in QUICK] == list(report.cases)
    assert (progress, len(QUICK)) == (sorted(set(progress)), progress[-1])


def test_accounts_of_a_process(correct_client: tuple[Counted, Report, list[int]]) -> None:
    """Each case in a process has another account, so that the server knows whose request it gets."""
    client, *_ = correct_client

    assert all(len(set(emails)) == len(emails) for emails in client.accounts)


def accepting(base_url: str, email: str, token: str) -> ClientOutput:
    with connected() as http:
        headers = {"Authorization": f"Bearer {token}"}
        return decoded(http.get(base_url + PATH, params={"email": email}, headers=headers))


def test_client_that_accepts_everything() -> None:
    """A case in which a broken response is accepted is certain: it does not run again, and is judged as if alone."""
    client = Counted(accepting)
    together, alone = checked(client), check_client("a client", client.call, Plan(QUICK), strict=True)
    rejections = broken(together)["client.broken-response-is-rejected"]

    assert (len(ALONE), broken(alone)) == (client.starts, broken(together))
    assert {case.id for case in QUICK if case.kind in ("missing", "types")} - {"missing.everything"} <= rejections


def composing(base_url: str, email: str, token: str) -> ClientOutput:
    return correct(base_url, unicodedata.normalize("NFC", email), token)


def test_request_for_the_account_of_another_case() -> None:
    """A client that composes accents sends the request of one case for the account of another, which is not blamed."""
    report = checked(Counted(composing), "emails.accent", "emails.combined-accent")

    assert {frozenset({"emails.combined-accent"})} == set(map(frozenset, broken(report).values()))


def test_request_for_no_case() -> None:
    """A request for an unknown account is answered with 404, and the case runs again on its own."""
    ids = "emails.plus", "accounts.listener"
    client = Counted(lambda base_url, email, token: correct(base_url, email.replace("+", " "), token))

    assert {"emails.plus"} == broken(checked(client, *ids))["client.email-parameter-names-the-account"]
    assert 1 == client.starts


def test_progress_of_cases_that_run_again() -> None:
    """A case that runs again is counted once it has run on its own, so the progress never goes back."""
    client, progress = Counted(lambda *_: {"status": 200}), list[int]()
    plan = Plan([CASES["accounts.listener"], CASES["accounts.newcomer"], CASES["accounts.duo-live"]])
    check_client("a client", client.one, plan, many=client.many, on_progress=progress.append)

    assert [1, 2, 3] == progress


def test_failure_that_only_happens_together() -> None:
    """A call that fails because of the others runs again on its own, and that decides."""
    seen: list[str] = []

    def exhausted(base_url: str, email: str, token: str) -> ClientOutput:
        seen.append(email)
        if len(seen) == 2:
            raise OSError("no connection left")
        return correct(base_url, email, token)

    client = Counted(exhausted)
    assert ({}, 1) == (broken(checked(client, "accounts.listener", "accounts.newcomer")), client.starts)


def test_error_is_a_failure() -> None:
    """An object with an error and without a status says how a call failed; the token in it is masked."""

    def failing(_base_url: str, _emails: Sequence[str], token: str) -> list[ClientOutput]:
        return [{"error": f"{token} is refused"}, {"error": ""}, {"error": 1}, {"error": "none", "status": 200}]

    cases = [CASES[id_] for id_ in ("accounts.listener", "accounts.newcomer", "accounts.not-configured", "emails.plus")]
    assert ["*** is refused", "an error", "1", ""] == [call.failure for call in call_in_one_process(failing, cases)]


def test_process_that_fails() -> None:
    """If a process fails, all its cases run on their own."""

    def many(*_: object) -> list[ClientOutput]:
        raise ClientFailedError("exit code 1")

    client = Counted()
    plan = Plan([CASES["accounts.listener"], CASES["accounts.newcomer"]])
    report = check_client("a client", client.one, plan, many=many)

    assert ({}, 2) == (broken(report), client.starts)


def test_program_that_ends_at_a_broken_response(tmp_path: Path) -> None:
    """A program that exits when it rejects a response is judged in the same way."""
    program = tmp_path / "client.py"
    report_of_error = 'print(json.dumps({"error": str(error)}))'
    program.write_text(PROGRAM.read_text().replace(report_of_error, "raise SystemExit(1) from error"))
    line = shlex.join([sys.executable, str(program)])
    cases = [case for case in smoke_cases() if case.kind in ("accounts", "missing", "types")]
    report = check_client(line, command(line), Plan(cases), strict=True, many=command_of_many_calls(line))

    assert ("raise SystemExit" in program.read_text(), {}) == (True, broken(report))


def test_program_of_the_generated_client() -> None:
    """The program that the language matrix starts reports every case that can share a process."""
    line = shlex.join([sys.executable, str(PROGRAM)])
    cases = [case for case in smoke_cases() if case.kind not in ("statuses", "waits")]  # it retries after those
    calls = list(call_in_one_process(command_of_many_calls(line), cases))

    assert {case.id for case in cases} - ALONE == {call.case for call in calls}
    assert DEMO_EMAILS[0] in {call.email for call in calls}


def test_command_that_does_not_exist() -> None:
    """A command that cannot be started is not a failure of the client."""
    with pytest.raises(NotRunnableError, match="cannot start no-such-program"):
        list(call_in_one_process(command_of_many_calls("no-such-program"), QUICK))
