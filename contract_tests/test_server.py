"""A server keeps the contract: one test for each rule, from directed and generated requests."""

from collections.abc import Callable
from typing import NoReturn

import pytest

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.check import check_server
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.reports.rendering import broken_rule
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.target import Target

pytestmark = pytest.mark.xdist_group("server")  # the server is checked once


@pytest.fixture(scope="module")
def report(
    target: Target,
    limits: Limits,
    generated: int,
    pytestconfig: pytest.Config,
    stop: Callable[[CannotRunError], NoReturn],
) -> Report:
    """The report on the server. Nothing is judged if the token, base URL or email address is wrong."""
    try:
        return check_server(target, limits, generated, strict=pytestconfig.option.strict_contract)
    except CannotRunError as error:
        stop(error)


@pytest.mark.parametrize("rule_id", [rule.id for rule in SERVER_RULES])
def test_rule(rule_id: str, report: Report, target: Target) -> None:
    """The server keeps the rule. A broken inferred rule is an expected failure unless --strict-contract is given."""
    [verdict] = [verdict for verdict in report.verdicts if verdict.rule.id == rule_id]
    if verdict.outcome == "held":
        return
    if report.counts(verdict):
        pytest.fail(_message(verdict, target), pytrace=False)
    pytest.xfail(_message(verdict, target))


def test_evidence(report: Report) -> None:
    """Enough was seen to say that the server keeps the contract."""

    if report.missing_evidence:
        pytest.fail("\n".join(["INCONCLUSIVE  not seen:", *report.missing_evidence]), pytrace=False)


def _message(verdict: Verdict, target: Target) -> str:
    if verdict.outcome == "not exercised":
        return f"NOT EXERCISED  {verdict.rule.id}\nneeds {verdict.rule.needs}"
    emails = [email for tenant in target.tenants for email in tenant.emails]
    return broken_rule(verdict, redaction_of(show_emails=False, emails=emails))
