"""The report for code scanning: SARIF 2.1.0. Findings stand at the place in the spec that their rule cites."""

import hashlib
import json
from typing import Any

from flowmusic_contract.examine import Finding, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.report import Report
from flowmusic_contract.reports.spec_lines import line_of
from flowmusic_contract.reports.telling import telling, told
from flowmusic_contract.rules import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: Report, redact: Redact) -> str:
    """Returns the report as JSON text, in one run."""
    tell = telling(redact)
    run = {
        "tool": {
            "driver": {"name": "flowmusic-contract", "rules": [_rule(verdict.rule) for verdict in report.verdicts]}
        },
        "automationDetails": {"id": f"flowmusic-contract/{report.door}/"},
        "invocations": [
            {
                "executionSuccessful": report.conclusion != "could not finish",
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": tell(obstacle)}} for obstacle in report.obstacles
                ],
            }
        ],
        "properties": {"target": tell(report.target), "conclusion": report.conclusion},
        "results": [
            _result(report, index, verdict, finding, redact)
            for index, verdict in enumerate(report.verdicts)
            for finding in verdict.findings
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    grounds = f"Documented at {rule.place} of openapi.yaml." if rule.place else f"Inferred: {rule.because}."
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} {grounds}"},
        "defaultConfiguration": {"level": "error" if rule.basis == "documented" else "warning"},
        "properties": {"tags": [rule.basis, rule.id.partition(".")[0]]},
    }


def _result(report: Report, index: int, verdict: Verdict, finding: Finding, redact: Redact) -> dict[str, Any]:
    rule = verdict.rule
    level = report.level(verdict, finding)
    accepted = telling(redact)(report.acceptance(verdict, finding))
    words = told(finding, redact)
    suppressed = {"suppressions": [{"kind": "external", "justification": accepted}]} if accepted else {}
    return {
        "ruleId": rule.id,
        "ruleIndex": index,
        "level": level,
        "message": {"text": f"{rule.sentence} {words.line} in {words.source}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "openapi.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line_of(rule.place) if rule.place else 1},
                },
                "logicalLocations": [{"fullyQualifiedName": words.at, "kind": "value"}],
            }
        ],
        # Not primaryLocationLineHash: GitHub reserves that one and works it out from the file.
        "partialFingerprints": {"rulePath/v1": _digest(f"{rule.id} {words.place}")},
        **suppressed,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
