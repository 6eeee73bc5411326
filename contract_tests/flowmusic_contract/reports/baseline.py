"""Findings that are accepted, each for a reason: one a line, as `<rule id> <path with [*] for rows>  # <reason>`."""

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from flowmusic_contract.reports.report import Report
from flowmusic_contract.rules import RULES

_STEP = r"""\.[A-Za-z_][A-Za-z0-9_]*|\[\*\]|\['(?:[^'\\]|\\.)*'\]"""
_LINE = re.compile(rf"(?P<rule>\S+)\s+(?P<path>\$(?:{_STEP})*)\s+#\s*(?P<reason>\S.*)")
_INDEX = re.compile(rf"\S+\s+\$(?:{_STEP})*(\[\d+\])")
_NO_REASON = re.compile(rf"\S+\s+\$(?:{_STEP})*\s*#?\s*")


class BaselineError(ValueError):
    """A baseline cannot be read; says which line and what is wrong with it."""


@frozen
class Accepted:
    """One accepted finding and the line, from 1, that accepts it."""

    rule: str
    path: str
    reason: str
    line: int


def read(text: str) -> tuple[Accepted, ...]:
    """Returns the accepted findings of a baseline, in their order.

    Raises:
        BaselineError: if a line is not of the form, names no rule, or repeats another.
    """
    lines: dict[tuple[str, str], int] = {}
    baseline = tuple(_entries(text))
    for accepted in baseline:
        first = lines.setdefault((accepted.rule, accepted.path), accepted.line)
        if first != accepted.line:
            raise BaselineError(f"line {accepted.line}: accepts the same as line {first}")
    return baseline


def apply(report: Report, baseline: Sequence[Accepted]) -> Report:
    """Returns the report without a say for what the baseline accepts, and with what of the baseline is outdated.

    Of a rule that was not exercised, nothing is known to be fixed.
    """
    broken = {verdict.rule.id: verdict.places for verdict in report.verdicts if verdict.outcome != "not exercised"}
    judged = [accepted for accepted in baseline if accepted.rule in broken]
    return evolve(
        report,
        accepted={(each.rule, each.path): each.reason for each in judged if each.path in broken[each.rule]},
        outdated=[
            f"fixed: remove line {each.line} of the baseline ({each.rule} {each.path})"
            for each in judged
            if each.path not in broken[each.rule]
        ],
    )


def _entries(text: str) -> Iterator[Accepted]:
    known = {rule.id for rule in RULES}
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        entry = _LINE.fullmatch(line)
        if not entry:
            raise BaselineError(f"line {number}: {_complaint(line)}")
        if entry["rule"] not in known:
            raise BaselineError(f"line {number}: there is no rule {entry['rule']}")
        yield Accepted(entry["rule"], entry["path"], entry["reason"], number)


def _complaint(line: str) -> str:
    index = _INDEX.match(line)
    if index:
        return f"write [*] instead of {index[1]}: what is accepted is accepted in every row"
    if _NO_REASON.fullmatch(line):
        return "say why it is accepted, after a #"
    return "write it as: <rule id> <path, such as $.events[*].amount>  # <reason>"
