"""The report on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import get_args

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdicts import Outcome, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer

_SHOWN = 10
"""Findings of one rule that are render in full."""

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def text_report(title: str, report: Report, redact: Redact) -> str:
    """Returns the report: a table of the rooms, every broken rule, every rule not exercised, and the counts."""
    verdicts = report.verdicts
    lines = [sanitizer(redact)(title), "", *_table(verdicts), ""]
    for verdict in verdicts:
        if verdict.outcome == "broken":
            lines += _broken(report, verdict, redact)
    lines += [
        f"NOT EXERCISED  {verdict.rule.id}   {verdict.rule.needs}"
        for verdict in verdicts
        if verdict.outcome == "not exercised"
    ]
    return "\n".join([*lines, *_seen(report), _counts(verdicts), *_cases(report)])


def _seen(report: Report) -> Iterator[str]:
    if report.kind == "server":
        statuses = ", ".join(f"{count} of {status or 'no answer'}" for status, count in sorted(report.statuses.items()))
        seed = "" if report.seed is None else f" · seed {report.seed}"
        yield f"{report.statuses.total()} requests: {statuses}{seed}"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"{'':16}" + "".join(f"{outcome:>15}" for outcome in _OUTCOMES)
    for room, members in groupby(verdicts, key=lambda verdict: verdict.rule.area):
        count = Counter(verdict.outcome for verdict in members)
        yield f"  {room:14}" + "".join(f"{count[outcome] or '·':>15}" for outcome in _OUTCOMES)


def _broken(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    rule = verdict.rule
    yield f"{'BROKEN' if report.exceeds_baseline(verdict) else 'ACCEPTED'}  {rule.id:<60}  {rule.basis}"
    yield f"        {rule.sentence}"
    for source, findings in groupby(verdict.findings[:_SHOWN], key=lambda finding: finding.source):
        for finding in findings:
            accepted = report.acceptance(verdict, finding)
            yield f"        {render(finding, redact).line}" + (f"   accepted: {accepted}" if accepted else "")
        yield f"        in {sanitizer(redact)(source)}"
    more = verdict.broken - len(verdict.findings[:_SHOWN])
    if more:
        cases = ", ".join(finding.case for finding in verdict.findings[_SHOWN:])
        yield f"        and {more} more like it" + (f", in {cases}" if cases else "")
    if report.again:
        yield f"        again    {sanitizer(redact)(report.command_again(verdict))}"
    yield ""


def _cases(report: Report) -> Iterator[str]:
    if report.cases:
        accepted = f", {report.accepted_cases} more accepted" if report.accepted_cases else ""
        yield f"{report.kept_cases} of {len(report.cases)} cases kept{accepted}"


def _counts(verdicts: Sequence[Verdict]) -> str:
    parts: list[str] = []
    for basis in "documented", "inferred":
        count = Counter(verdict.outcome for verdict in verdicts if verdict.rule.basis == basis)
        outcomes = ", ".join(f"{count[outcome]} {outcome}" for outcome in _OUTCOMES if count[outcome])
        if outcomes:
            parts.append(f"{count.total()} {basis}: {outcomes}")
    return " · ".join(parts)
