"""The report as Markdown, for the summary of a CI job."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from itertools import groupby

from flowmusic_contract import spec
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import OUTCOMES, Verdict
from flowmusic_contract.reports.evidence import not_exercised_by_needs
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import Sanitize, finding_line, sanitizer

_BACKTICKS = re.compile(r"`+")


def markdown_report(report: Report, redact: Redact) -> str:
    """Returns the report as Markdown. Every text of a target is code, so that none of it is a link or HTML."""
    sanitize = sanitizer(redact)
    broken = [verdict for verdict in report.verdicts if verdict.outcome == "broken"]
    groups = not_exercised_by_needs(report.verdicts)
    blocks = [
        f"## Contract {report.conclusion}",
        " · ".join(_about(report, sanitize)),
        *(_code(sanitize(reason)) for reason in report.inconclusive_because),
        "\n".join(_table(report)),
        *(block for verdict in broken for block in _broken(report, verdict, redact)),
        *(block for needs, verdicts in groups.items() for block in _not_exercised(sanitize(needs), verdicts)),
    ]
    return "\n\n".join(blocks) + "\n"


def _about(report: Report, sanitize: Sanitize) -> Iterator[str]:
    yield f"{report.kind} {_code(sanitize(report.target))}"
    if report.started_at:
        yield report.started_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if report.cases:
        yield f"{report.kept_cases} of {len(report.cases)} cases kept"
    yield f"version {spec.version()}" + (", strict" if report.strict else "")


def _table(report: Report) -> Iterator[str]:
    yield f"| area | {' | '.join(OUTCOMES)} |"
    yield "| --- |" + " ---: |" * len(OUTCOMES)
    for area, members in groupby(report.verdicts, key=lambda verdict: verdict.rule.area):
        count = Counter(verdict.outcome for verdict in members)
        yield f"| {area} | {' | '.join(str(count[outcome] or '') for outcome in OUTCOMES)} |"


def _broken(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    rule = verdict.rule
    yield f"### {'ACCEPTED' if report.is_accepted(verdict) else 'BROKEN'} `{rule.id}` ({rule.basis})"
    yield rule.sentence
    yield _block("\n".join(_lines(report, verdict, redact)))


def _lines(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    sanitize = sanitizer(redact)
    for source, findings in groupby(verdict.findings, key=lambda finding: finding.source):
        for finding in findings:
            yield finding_line(report, verdict, finding, redact)
        yield f"in       {sanitize(source)}"
    if verdict.broken > len(verdict.findings):
        yield f"and {verdict.broken - len(verdict.findings)} more like it"
    if report.again:
        yield f"again    {sanitize(report.command_again(verdict))}"


def _not_exercised(needs: str, verdicts: list[Verdict]) -> Iterator[str]:
    yield f"Not exercised, because it needs {needs}:"
    yield "\n".join(f"- `{verdict.rule.id}`" for verdict in verdicts)


def _code(text: str) -> str:
    # One blank at each end is not shown. It keeps a backtick at the end of the text apart from the fence.
    fence = _fence(text, shortest=1)
    return f"{fence} {text} {fence}"


def _block(text: str) -> str:
    fence = _fence(text, shortest=3)
    return f"{fence}text\n{text}\n{fence}"


def _fence(text: str, shortest: int) -> str:
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    return "`" * max(shortest, longest + 1)
