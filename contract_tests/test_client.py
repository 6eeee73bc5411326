"""A client keeps the contract: one test for each case."""

from collections.abc import Sequence

import pytest

from flowmusic_contract.all_rules import CLIENT_RULES, RUN_RULES
from flowmusic_contract.check import missing_client_evidence
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.client.calls import Plan
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.run_cases import run_cases
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.client.sharing import calls_of_client
from flowmusic_contract.engine.client_fault import CallClient, CallMany
from flowmusic_contract.engine.judge import judge_client
from flowmusic_contract.engine.subjects import ClientCall, ClientRun
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.rendering import broken_rule

pytestmark = pytest.mark.xdist_group("client")  # the client is checked once


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes one test for each case, with those of connections if --many-calls is given."""
    if "case_id" in metafunc.fixturenames:
        runs = run_cases() if metafunc.config.option.many_calls else ()
        metafunc.parametrize("case_id", [*(case.id for case in all_cases()), *(case.id for case in runs)])


@pytest.fixture(scope="module")
def calls(
    client: CallClient, client_of_many_calls: CallMany, request: pytest.FixtureRequest
) -> dict[str, ClientCall | ClientRun]:
    """One call or run of the client for each case that was selected."""
    selected = {item.name for item in request.session.items}
    cases = [case for case in all_cases() if f"test_case[{case.id}]" in selected]
    runs = run_all(client_of_many_calls, [case for case in run_cases() if f"test_case[{case.id}]" in selected])
    many = client_of_many_calls if request.config.option.many_calls else None
    calls = calls_of_client(client, Plan(cases if cases or runs else all_cases()), CLIENT_RULES, many)
    return {call.case: call for call in calls} | {run.case: run for run in runs}


def test_case(case_id: str, calls: dict[str, ClientCall | ClientRun], pytestconfig: pytest.Config) -> None:
    """The client breaks no rule in this case.

    For a client program, a broken inferred rule is an expected failure unless --strict-contract is given.
    """
    verdicts = judge_client([calls[case_id]], [*CLIENT_RULES, *RUN_RULES])
    broken = [verdict for verdict in verdicts if verdict.outcome == "broken"]
    is_strict = pytestconfig.option.strict_contract or not pytestconfig.option.client_command
    counted = [verdict for verdict in broken if is_strict or verdict.rule.basis == "documented"]
    if counted:
        pytest.fail(_message(broken), pytrace=False)
    if broken:
        pytest.xfail(_message(broken))


def test_evidence(calls: dict[str, ClientCall | ClientRun]) -> None:
    """Enough was seen to say that the client keeps the contract."""

    assert [] == missing_client_evidence(list(calls.values()))


def _message(verdicts: Sequence[Verdict]) -> str:
    redact = redaction_of(show_emails=True)  # the addresses are the mock server's
    return "\n".join(broken_rule(verdict, redact) for verdict in verdicts)
