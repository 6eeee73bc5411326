"""The report on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import get_args

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Basis
from flowmusic_contract.engine.verdict import OUTCOMES, Verdict
from flowmusic_contract.reports.evidence import not_exercised_by_needs, outcomes_in_words
from flowmusic_contract.reports.folding import WIDEST, folded_lines
from flowmusic_contract.reports.github import without_commands
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import finding_line, sanitizer

_SHOWN = 10
"""Findings of one rule that are shown in full."""

_INDENT = " " * 8


def text_report(title: str, report: Report, redact: Redact, width: int | None = None) -> str:
    """Returns a table of the areas, the rules that were not exercised, every broken rule, and the counts.

    Sentences are folded to `width`. Evidence and commands are not, so that they can be copied.
    """
    lines = [sanitizer(redact)(title), "", *_table(report.verdicts), ""]
    for needs, verdicts in not_exercised_by_needs(report.verdicts).items():
        lines += [*_not_exercised(sanitizer(redact)(needs), verdicts, width), ""]
    for verdict in report.verdicts:  # near the end, where a terminal shows them
        if verdict.outcome == "broken":
            lines += [*_broken(report, verdict, redact, width), ""]
    end = [*_requests(report), *folded_lines(_counts(report.verdicts), "", width), *_cases(report)]
    if report.conclusion == "broken":  # otherwise the conclusion says so
        end += map(sanitizer(redact), report.outdated)
    return without_commands("\n".join([*lines, *end]))


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"  {'area':14}" + "".join(f"{outcome:>15}" for outcome in OUTCOMES)
    for area, members in groupby(verdicts, key=lambda verdict: verdict.rule.area):
        count = Counter(verdict.outcome for verdict in members)
        yield f"  {area:14}" + "".join(f"{count[outcome] or '·':>15}" for outcome in OUTCOMES)


def _broken(report: Report, verdict: Verdict, redact: Redact, width: int | None) -> Iterator[str]:
    rule = verdict.rule
    yield f"{'ACCEPTED' if report.is_accepted(verdict) else 'BROKEN'}  {rule.id:<60}  {rule.basis}"
    yield from folded_lines(f"{_INDENT}{rule.sentence}", _INDENT, width)
    for source, findings in groupby(verdict.findings[:_SHOWN], key=lambda finding: finding.source):
        yield from (f"{_INDENT}{finding_line(report, verdict, finding, redact)}" for finding in findings)
        yield f"{_INDENT}in       {sanitizer(redact)(source)}"
    more = verdict.broken - len(verdict.findings[:_SHOWN])
    if more:
        cases = ", ".join(sanitizer(redact)(finding.case) for finding in verdict.findings[_SHOWN:])
        others = f"{_INDENT}and {more} more like it" + (f", in {cases}" if cases else "")
        yield from folded_lines(others, _INDENT, width)
    if report.again:
        yield f"{_INDENT}again    {sanitizer(redact)(report.command_again(verdict))}"


def _not_exercised(needs: str, verdicts: Sequence[Verdict], width: int | None) -> Iterator[str]:
    label = "NOT EXERCISED  "
    yield from folded_lines(f"{label}needs {needs}", " " * len(label), width)
    ids = ", ".join(verdict.rule.id for verdict in verdicts)
    yield from folded_lines(f"{_INDENT}{ids}", _INDENT, width or WIDEST)


def _requests(report: Report) -> Iterator[str]:
    if report.kind == "server":
        seen = sorted(report.statuses.items())
        statuses = ", ".join(f"{status or 'no response'} ({count})" for status, count in seen)
        seed = "" if report.seed is None else f" · seed {report.seed}"
        yield f"{report.statuses.total()} requests: {statuses}{seed}"


def _counts(verdicts: Sequence[Verdict]) -> str:
    parts: list[str] = []
    for basis in get_args(Basis):
        outcomes = outcomes_in_words([verdict for verdict in verdicts if verdict.rule.basis == basis])
        if outcomes:
            parts.append(f"{basis} rules: {outcomes}")
    return " · ".join(parts)


def _cases(report: Report) -> Iterator[str]:
    if report.cases:
        accepted = f", {report.accepted_cases} more accepted" if report.accepted_cases else ""
        yield f"{report.kept_cases} of {len(report.cases)} cases kept{accepted}"
