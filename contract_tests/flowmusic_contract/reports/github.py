"""The report for GitHub Actions: workflow commands, which become annotations."""

from collections.abc import Iterator
from itertools import islice

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer

_SHOWN = 10
"""Annotations of one rule; GitHub shows no more of a step."""


def github_report(report: Report, redact: Redact) -> str:
    """Returns a line for each finding, to print where `$GITHUB_ACTIONS` is `true`; empty if there is none."""
    lines = [line for verdict in report.verdicts for line in islice(_findings(report, verdict, redact), _SHOWN)]
    if report.conclusion == "inconclusive":
        lines += [_command("error", "inconclusive", sanitizer(redact)(why)) for why in report.inconclusive_because]
    return "".join(f"{line}\n" for line in lines)


def _findings(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    for finding in verdict.findings:
        rendered = render(finding, redact)
        words = f"{verdict.rule.sentence} {rendered.line}" + (f" in {rendered.source}" if finding.case else "")
        yield _command(report.level(verdict, finding), verdict.rule.id, words)


def _command(name: str, title: str, words: str) -> str:
    return f"::{name} title={_property(title)}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
