"""The report on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import get_args

from flowmusic_contract.examine import Outcome, Verdict
from flowmusic_contract.reports.paths import json_path
from flowmusic_contract.rules.expectation import Expectation

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def text_report(title: str, verdicts: Sequence[Verdict], again: str) -> str:
    """Returns the report: a table of the rooms, every broken rule, every rule not exercised, and the counts.

    `again` is the command that checks the same target; the report adds `--rule`. It is empty if there is none.
    """
    lines = [title, "", *_table(verdicts), ""]
    for verdict in verdicts:
        if verdict.outcome == "broken":
            lines += _broken(verdict, again)
    lines += [
        f"NOT EXERCISED  {verdict.rule.id}   {verdict.reason}"
        for verdict in verdicts
        if verdict.outcome == "not exercised"
    ]
    return "\n".join([*lines, _counts(verdicts)])


def broken_line(expectation: Expectation) -> str:
    """Returns where a broken expectation looked, what it expected, and what was there."""
    return f"at {json_path(expectation.at)}   expected {expectation.expected}   actual {expectation.actual}"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"{'':16}" + "".join(f"{outcome:>15}" for outcome in _OUTCOMES)
    for room, members in groupby(verdicts, key=lambda verdict: verdict.rule.id.partition(".")[0]):
        count = Counter(verdict.outcome for verdict in members)
        yield f"  {room:14}" + "".join(f"{count[outcome] or '·':>15}" for outcome in _OUTCOMES)


def _broken(verdict: Verdict, again: str) -> Iterator[str]:
    rule = verdict.rule
    yield f"BROKEN  {rule.id:<60}  {rule.basis}"
    yield f"        {rule.sentence}"
    for finding in verdict.findings:
        yield f"        {broken_line(finding.expectation)}"
    if verdict.broken > len(verdict.findings):
        yield f"        and {verdict.broken - len(verdict.findings)} more like it"
    for source in dict.fromkeys(finding.source for finding in verdict.findings):
        yield f"        in {source}"
    if again:
        yield f"        again    {again} --rule {rule.id}"
    yield ""


def _counts(verdicts: Sequence[Verdict]) -> str:
    parts: list[str] = []
    for basis in "documented", "inferred":
        count = Counter(verdict.outcome for verdict in verdicts if verdict.rule.basis == basis)
        outcomes = ", ".join(f"{count[outcome]} {outcome}" for outcome in _OUTCOMES if count[outcome])
        if outcomes:
            parts.append(f"{count.total()} {basis}: {outcomes}")
    return " · ".join(parts)
