"""`contract rules` and `contract cases`."""

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.run_cases import run_cases
from flowmusic_contract.spec import line_of
from self_tests.cli.running import Contract

RULE = "summary.credits-are-tokens-over-12"


def test_rules_are_listed(contract: Contract) -> None:
    """Every rule is listed with its basis and its sentence."""
    listed = contract("rules").out.splitlines()

    assert [[rule.basis, rule.id] for rule in RULES] == [line.split() for line in listed[::2]]
    assert all(line.strip().startswith(rule.sentence) for rule, line in zip(RULES, listed[1::2], strict=True))


def test_rules_of_an_area(contract: Contract) -> None:
    """The name of an area lists its rules."""
    listed = contract("rules", "summary").out.splitlines()[::2]

    assert [rule.id for rule in RULES if rule.area == "summary"] == [line.split()[1] for line in listed]


def test_documented_rule_is_explained(contract: Contract) -> None:
    """A documented rule is explained with its sentence, the line of the spec, and what exercises and breaks it."""
    [rule] = [rule for rule in RULES if rule.id == RULE]
    explained = contract("rules", RULE).out

    assert rule.citation
    assert rule.sentence in explained
    assert f"openapi.yaml, line {line_of(rule.citation)}: {rule.citation}" in explained
    assert f"exercised by  {rule.needs}" in explained
    assert "scripts/contract server, scripts/contract document" in explained
    assert "summary.credits-at-ten-tokens-each\n" in explained
    assert "To see it broken: scripts/contract mock --fault summary.credits-" in explained


def test_every_rule_is_explained(contract: Contract) -> None:
    """Every rule has an explanation with the reason for it, or the line that it cites."""
    explained = {rule: contract("rules", rule.id) for rule in RULES}

    assert {0} == {done.exit_code for done in explained.values()}
    assert all((rule.because or f"line {line_of(rule.citation or '')}") in done.out for rule, done in explained.items())


def test_client_rule_is_explained(contract: Contract) -> None:
    """A rule about clients names the command that checks clients, and no fault of the mock server."""
    explained = contract("rules", "client.status-is-reported").out

    assert "checked by    scripts/contract client\n" in explained
    assert "To see it broken" not in explained


def test_rule_on_many_calls_is_explained(contract: Contract) -> None:
    """A rule about several calls names the option that exercises it."""
    explained = contract("rules", "client.calls-share-a-connection").out

    assert "checked by    scripts/contract client --many-calls\n" in explained


def test_cases_are_listed(contract: Contract) -> None:
    """Every case is listed with its sentence."""
    listed = contract("cases").out.splitlines()
    of_many_calls = [f"    With --many-calls: {case.sentence}" for case in run_cases()]

    assert [*(case.id for case in all_cases()), *(case.id for case in run_cases())] == listed[::2]
    assert [*(f"    {case.sentence}" for case in all_cases()), *of_many_calls] == listed[1::2]
