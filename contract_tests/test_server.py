"""A server keeps the contract: one test for each rule, from directed probes, and one from generated requests."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.verdicts import Verdict, judge_server
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.server import fuzz
from flowmusic_contract.server.session import Limits, ProbeSession, connect
from flowmusic_contract.server.target import Target


@pytest.fixture(scope="module")
def asker(target: Target) -> Iterator[ProbeSession]:
    """Asks the server under test; gently, if it is not on this machine."""
    limits = Limits() if target.is_local else Limits(rate=2, live_safe=True)
    with connect(target, limits) as http:
        yield ProbeSession(target, http, limits)


@pytest.fixture(scope="module")
def verdicts(asker: ProbeSession) -> dict[str, Verdict]:
    """The verdict on each rule, from one run of the probes."""
    return {verdict.rule.id: verdict for verdict in judge_server(asker.run(), SERVER_RULES)}


@pytest.mark.parametrize("rule_id", [rule.id for rule in SERVER_RULES])
def test_rule(rule_id: str, target: Target, verdicts: dict[str, Verdict], pytestconfig: pytest.Config) -> None:
    """The server keeps the rule."""
    verdict = verdicts[rule_id]
    if verdict.outcome == "not exercised":
        complaint = pytest.fail if verdict.rule.basis == "documented" else pytest.xfail
        complaint(f"not exercised: needs {verdict.rule.needs}")
    if verdict.outcome == "broken":
        redact = redaction(*(tenant.token for tenant in target.tenants))
        lines = [verdict.rule.sentence, *(render(finding, redact).line for finding in verdict.findings)]
        complaint = pytest.fail if _decides(verdict, pytestconfig) else pytest.xfail
        complaint("\n".join(lines))


def test_generated_requests(asker: ProbeSession) -> None:
    """No request that schemathesis makes from the spec gets an answer that breaks a documented rule."""
    if asker.limits.live_safe:
        pytest.skip("requests that are made up are not sent to a server that is not on this machine")
    checks = fuzz.checks(asker, [rule for rule in SERVER_RULES if rule.basis == "documented"])
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=100,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=fuzz.cases(asker.target))
    def ask_and_check(case: Any) -> None:
        response = case.call_and_validate(base_url=asker.target.base_url, checks=checks)
        statuses[response.status_code] += 1

    ask_and_check()

    assert {200, 401, 404} <= statuses.keys()


def _decides(verdict: Verdict, config: pytest.Config) -> bool:
    return bool(verdict.rule.basis == "documented" or config.option.strict_contract)
