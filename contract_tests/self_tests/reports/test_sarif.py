"""The SARIF report."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.reports.sarif import sarif_report
from flowmusic_contract.spec import line_of, spec
from self_tests.reports.samples import (
    ACCEPTED,
    BROKEN,
    DOCUMENTED,
    INCONCLUSIVE,
    INFERRED,
    OTHER,
    REDACT,
    REPORTS,
    ROWS,
    finding,
    report,
    verdict,
)

ROOT = Path(__file__).parents[3]


def as_run(each: Report) -> dict[str, Any]:
    """Returns the run as code scanning reads it."""
    run: dict[str, Any] = json.loads(sarif_report(each, REDACT))["runs"][0]
    return run


def test_sarif_lists_rules_and_results() -> None:
    """The driver has every rule, and each finding is a result that points at its rule."""
    run = as_run(BROKEN)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert [DOCUMENTED.id, OTHER.id, INFERRED.id] == rules
    assert [DOCUMENTED.id] * 10 + [INFERRED.id] == [rules[result["ruleIndex"]] for result in run["results"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert {"error": 10, "warning": 1} == Counter(result["level"] for result in run["results"])


def test_sarif_has_what_code_scanning_needs() -> None:
    """A result has a message, a path in the response, and the line of the spec that its rule cites."""
    result = as_run(BROKEN)["results"][3]
    location = result["locations"][0]

    assert f"{DOCUMENTED.sentence} at $.events[3].amount   expected 12   actual 13" in result["message"]["text"]
    assert [{"fullyQualifiedName": "$.events[3].amount", "kind": "value"}] == location["logicalLocations"]
    assert "openapi.yaml" == location["physicalLocation"]["artifactLocation"]["uri"]
    assert {"startLine": line_of(DOCUMENTED.citation or "")} == location["physicalLocation"]["region"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_sarif_explains_a_rule(rule: Rule[Any]) -> None:
    """A rule has its sentence, why it holds, what exercises it and what breaks it, as in docs/rules.md."""
    [driven] = as_run(report(verdict(rule)))["tool"]["driver"]["rules"]
    page = (ROOT / "docs" / "rules.md").read_text()
    section = page.partition(f"### `{rule.id}`\n")[2].partition("\n#")[0]
    faults = [line for line in section.splitlines() if line.startswith("- ")]

    assert faults
    assert driven["help"]["markdown"].startswith(f"{rule.sentence}\n\n")
    assert (rule.because or f"line {line_of(rule.citation or '')}") in driven["help"]["markdown"]
    assert f"\n\nNeeds {rule.needs}. Broken by:\n\n" + "\n".join(faults) in driven["help"]["markdown"]
    assert "helpUri" not in driven


def test_sarif_fingerprints_stay() -> None:
    """A fingerprint is the same in every row, and another for another rule or another field."""
    elsewhere = report(
        verdict(DOCUMENTED, finding("events", 7, "amount"), finding("events", 7, "type")),
        verdict(OTHER, finding("events", 7, "amount")),
    )
    first_report = [result["partialFingerprints"]["rulePath/v1"] for result in as_run(BROKEN)["results"][:10]]
    same, *others = [result["partialFingerprints"]["rulePath/v1"] for result in as_run(elsewhere)["results"]]

    assert {same} == set(first_report)
    assert 3 == len({same, *others})


def test_sarif_suppresses_what_is_accepted() -> None:
    """An accepted finding is suppressed, with its reason."""
    first, *_, last = as_run(ACCEPTED)["results"]

    assert [{"kind": "external", "justification": "known since May"}] == first["suppressions"]
    assert ("warning", False) == (first["level"], "suppressions" in last)


def test_accepted_finding_beside_another_is_not_an_error() -> None:
    """Of a rule with accepted and other findings, only the others are errors."""
    both = report(verdict(DOCUMENTED, ROWS[0], finding("email")), accepted=ACCEPTED.accepted)

    assert ["warning", "error"] == [result["level"] for result in as_run(both)["results"]]


def test_sarif_says_that_a_check_is_inconclusive() -> None:
    """A run that saw too little is not successful, and says what is missing."""
    invocation = as_run(INCONCLUSIVE)["invocations"][0]

    assert (False, 2) == (invocation["executionSuccessful"], invocation["exitCode"])
    assert "never saw a 200 with events" == invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("citation", sorted({rule.citation for rule in RULES if rule.citation}))
def test_citations_are_found_in_the_spec(citation: str) -> None:
    """The line of a citation is the one with its key."""
    lines = (ROOT / "openapi.yaml").read_text().splitlines()
    key = citation.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    assert f"{key}:" == lines[line_of(citation) - 1].strip()


def test_citation_that_is_not_in_the_spec() -> None:
    """A citation of something that does not exist has no line."""
    with pytest.raises(KeyError):
        line_of("#/components/schemas/Nothing")


def test_sarif_says_what_ran() -> None:
    """The run has the version of the suite, the command and the time."""
    run = as_run(REPORTS["with a date and a command"])
    invocation = run["invocations"][0]

    assert spec()["info"]["version"] == run["tool"]["driver"]["semanticVersion"]
    assert ("flowmusic-contract server", "2026-06-01T12:30:05Z") == (
        invocation["commandLine"],
        invocation["startTimeUtc"],
    )
