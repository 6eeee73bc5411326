"""The report for programs: one JSON object, which `report.schema.json` beside this module describes."""

import json
from collections import Counter
from datetime import UTC
from typing import Any, get_args

from flowmusic_contract import spec
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Basis
from flowmusic_contract.engine.verdict import OUTCOMES, Finding, Outcome, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer

FORMAT, VERSION = "flowmusic-contract-report", 1
"""The version changes when a program that reads the format has to change."""


def json_report(report: Report, redact: Redact) -> str:
    """Returns the report as JSON text."""
    sanitize = sanitizer(redact)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "suite_version": spec.version(),
        "started_at": report.started_at and report.started_at.astimezone(UTC).isoformat(timespec="seconds"),
        "command": sanitize(report.command),
        "kind": report.kind,
        "target": sanitize(report.target),
        "conclusion": report.conclusion,
        "exit_code": report.exit_code,
        "strict": report.strict,
        "seed": report.seed,
        "statuses": {str(status): count for status, count in sorted(report.statuses.items())},
        "cases": _cases(report),
        "counts": {basis: _outcomes(report, basis) for basis in get_args(Basis)},
        "missing_evidence": [sanitize(what) for what in report.missing_evidence],
        "outdated": [sanitize(what) for what in report.outdated],
        "rules": [_rule(report, verdict, redact) for verdict in report.verdicts],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _cases(report: Report) -> dict[str, int] | None:
    if not report.cases:
        return None
    return {"total": len(report.cases), "kept": report.kept_cases, "accepted": report.accepted_cases}


def _outcomes(report: Report, basis: Basis) -> dict[Outcome, int]:
    count = Counter(verdict.outcome for verdict in report.verdicts if verdict.rule.basis == basis)
    return {outcome: count[outcome] for outcome in OUTCOMES}


def _rule(report: Report, verdict: Verdict, redact: Redact) -> dict[str, Any]:
    rule = verdict.rule
    return {
        "id": rule.id,
        "area": rule.area,
        "sentence": rule.sentence,
        "basis": rule.basis,
        **({"citation": rule.citation} if rule.citation else {"because": rule.because}),
        "needs": sanitizer(redact)(rule.needs),
        "outcome": verdict.outcome,
        "counts": report.counts(verdict),
        "comparisons": verdict.comparisons,
        "broken": verdict.broken,
        "findings": [_finding(report, verdict, finding, redact) for finding in verdict.findings],
    }


def _finding(report: Report, verdict: Verdict, finding: Finding, redact: Redact) -> dict[str, str]:
    rendered = render(finding, redact)
    return {
        "location": rendered.location,
        "expected": rendered.expected,
        "actual": rendered.actual,
        "source": rendered.source,
        "case": rendered.case,
        "curl": rendered.curl,
        "accepted": sanitizer(redact)(report.acceptance(verdict, finding)),
        "expired": sanitizer(redact)(report.expiry(verdict, finding)),
    }
