"""The report for code scanning: SARIF 2.1.0. Findings stand at the place in the spec that their rule cites."""

import hashlib
import json
from typing import Any

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdicts import Finding, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer
from flowmusic_contract.spec import line_of

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: Report, redact: Redact) -> str:
    """Returns the report as JSON text, in one run."""
    sanitize = sanitizer(redact)
    run = {
        "tool": {
            "driver": {"name": "flowmusic-contract", "rules": [_rule(verdict.rule) for verdict in report.verdicts]}
        },
        "automationDetails": {"id": f"flowmusic-contract/{report.kind}/"},
        "invocations": [
            {
                "executionSuccessful": report.conclusion != "inconclusive",
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": sanitize(obstacle)}}
                    for obstacle in report.inconclusive_because
                ],
            }
        ],
        "properties": {"target": sanitize(report.target), "conclusion": report.conclusion},
        "results": [
            _result(report, index, verdict, finding, redact)
            for index, verdict in enumerate(report.verdicts)
            for finding in verdict.findings
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    grounds = f"Documented at {rule.citation} of openapi.yaml." if rule.citation else f"Inferred: {rule.because}."
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} {grounds}"},
        "defaultConfiguration": {"level": "error" if rule.basis == "documented" else "warning"},
        "properties": {"tags": [rule.basis, rule.area]},
    }


def _result(report: Report, index: int, verdict: Verdict, finding: Finding, redact: Redact) -> dict[str, Any]:
    rule = verdict.rule
    level = report.level(verdict, finding)
    accepted = sanitizer(redact)(report.acceptance(verdict, finding))
    words = render(finding, redact)
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
                    "region": {"startLine": line_of(rule.citation) if rule.citation else 1},
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
