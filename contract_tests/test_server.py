"""A server keeps the contract: one test for each rule, from directed probes, and one from generated requests."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from flowmusic_contract import fuzz
from flowmusic_contract.examine import Verdict, examine_server
from flowmusic_contract.probes import ask
from flowmusic_contract.reports.text import broken_line
from flowmusic_contract.rules import SERVER_RULES
from flowmusic_contract.target import PATH, Target


@pytest.fixture(scope="module")
def verdicts(target: Target) -> dict[str, Verdict]:
    """The verdict on each rule, from one run of the probes."""
    with target.connect() as client:
        return {verdict.rule.id: verdict for verdict in examine_server(ask(target, client))}


@pytest.mark.parametrize("rule_id", [rule.id for rule in SERVER_RULES])
def test_rule(rule_id: str, verdicts: dict[str, Verdict], pytestconfig: pytest.Config) -> None:
    """The server keeps the rule."""
    verdict = verdicts[rule_id]
    if verdict.outcome == "not exercised":
        pytest.fail(f"not exercised: {verdict.reason}; name an account that has events with --email", pytrace=False)
    if verdict.outcome == "broken":
        lines = [verdict.rule.sentence, *(broken_line(finding.expectation) for finding in verdict.findings)]
        complaint = pytest.fail if _decides(verdict, pytestconfig) else pytest.xfail
        complaint("\n".join(lines))


def test_generated_requests(target: Target) -> None:
    """No request that schemathesis makes from the spec gets an answer that breaks a documented rule."""
    operation = fuzz.schema(target)[PATH]["GET"]
    checks = fuzz.checks(target, [rule for rule in SERVER_RULES if rule.basis == "documented"])
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=100,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    def ask_and_check(case: Case[Any]) -> None:
        response = case.call_and_validate(base_url=target.base_url, checks=checks)
        statuses[response.status_code] += 1

    ask_and_check()

    assert {200, 401, 404} <= statuses.keys()


def _decides(verdict: Verdict, config: pytest.Config) -> bool:
    return bool(verdict.rule.basis == "documented" or config.option.strict_contract)
