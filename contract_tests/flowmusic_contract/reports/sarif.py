"""The report for code scanning: SARIF 2.1.0. A finding is reported at the line of the spec that its rule cites."""

import hashlib
import json
from datetime import UTC
from typing import Any

from flowmusic_contract.all_faults import FAULTS
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import Finding, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import Sanitize, render, sanitizer
from flowmusic_contract.spec import line_of, version

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: Report, redact: Redact) -> str:
    """Returns the report as JSON text, in one run."""
    sanitize = sanitizer(redact)
    run = {
        "tool": {
            "driver": {
                "name": "flowmusic-contract",
                "semanticVersion": version(),
                "rules": [_rule(verdict.rule) for verdict in report.verdicts],
            }
        },
        "automationDetails": {"id": f"flowmusic-contract/{report.kind}/"},
        "invocations": [
            {
                "executionSuccessful": report.conclusion != "inconclusive",
                "exitCode": report.exit_code,
                **_invoked(report, sanitize),
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": sanitize(reason)}} for reason in report.inconclusive_because
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


def _invoked(report: Report, sanitize: Sanitize) -> dict[str, str]:
    invoked = {"commandLine": sanitize(report.command)} if report.command else {}
    if report.started_at:
        invoked["startTimeUtc"] = report.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return invoked


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    basis = f"Documented at {rule.citation} of openapi.yaml." if rule.citation else f"Inferred: {rule.because}."
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} {basis}"},
        "help": {"text": _help(rule), "markdown": _help(rule)},
        "defaultConfiguration": {"level": "error" if rule.basis == "documented" else "warning"},
        "properties": {"tags": [rule.basis, rule.area]},
    }


def _help(rule: Rule[Any]) -> str:
    """Returns what docs/rules.md says about a rule. That page has no address on the web, so there is no `helpUri`."""
    basis = (
        f"Documented in `openapi.yaml`, line {line_of(rule.citation)}, at `{rule.citation}`."
        if rule.citation
        else f"Inferred, because {rule.because}."
    )
    faults = [f"- `{fault.id}`: {fault.sentence}" for fault in FAULTS if rule.id in fault.breaks]
    paragraphs = [rule.sentence, basis, f"Needs {rule.needs}. Broken by:", "\n".join(faults)]
    return "\n\n".join([*paragraphs, f"`flowmusic-contract rules {rule.id}` prints the same."])


def _result(report: Report, index: int, verdict: Verdict, finding: Finding, redact: Redact) -> dict[str, Any]:
    rule = verdict.rule
    level = report.level(verdict, finding)
    accepted = sanitizer(redact)(report.acceptance(verdict, finding))
    expired = sanitizer(redact)(report.expiry(verdict, finding))
    rendered = render(finding, redact)
    suppressed = {"suppressions": [{"kind": "external", "justification": accepted}]} if accepted else {}
    return {
        "ruleId": rule.id,
        "ruleIndex": index,
        "level": level,
        "message": {
            "text": f"{rule.sentence} {rendered.line} in {rendered.source}" + (f"   {expired}" if expired else "")
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "openapi.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line_of(rule.citation) if rule.citation else 1},
                },
                "logicalLocations": [{"fullyQualifiedName": rendered.location, "kind": "value"}],
            }
        ],
        # Not primaryLocationLineHash: GitHub computes that one itself.
        "partialFingerprints": {"rulePath/v1": _digest(f"{rule.id} {rendered.baseline_location}")},
        **suppressed,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
