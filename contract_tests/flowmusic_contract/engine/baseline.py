"""Known failures: one accepted finding a line, as `<rule id> <location>  # <reason>`.

The location is a path with `[*]` for rows or, for a client, a case, with `*` for any part of its name.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from attrs import evolve, frozen

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.engine.verdicts import Verdict

_STEP = r"""\.[A-Za-z_][A-Za-z0-9_]*|\[\*\]|\['(?:[^'\\]|\\.)*'\]"""
_LOCATION = rf"\$(?:{_STEP})*|[a-z0-9.*-]+"
_ENTRY = re.compile(rf"(?P<rule>\S+)\s+(?P<location>{_LOCATION})\s+#\s*(?P<reason>\S.*)")
_WITH_ROW_NUMBER = re.compile(rf"\S+\s+\$(?:{_STEP})*(\[\d+\])")
_WITHOUT_REASON = re.compile(rf"\S+\s+(?:{_LOCATION})\s*#?\s*")
_FORM = "expected: <rule id> <path, such as $.events[*].amount, or a client's case, such as types.*>  # <reason>"


class BaselineError(ValueError):
    """A baseline cannot be read; the message names the line and the problem."""


@frozen
class KnownFailure:
    """One accepted finding, and the number of its line, counted from 1."""

    rule: str
    location: str
    reason: str
    line: int

    def covers(self, location: str) -> bool:
        """Returns whether this entry accepts a finding at a location."""
        if self.location.startswith("$"):
            return self.location == location
        return fnmatchcase(location, self.location)


def read(text: str, rules: Sequence[Rule[Any]], cases: Sequence[str] = ()) -> tuple[KnownFailure, ...]:
    """Returns the entries of a baseline in order. Each names one of the rules and, for a client, some of its cases.

    Raises:
        BaselineError: if a line does not have the form, names no rule or case, or repeats another line.
    """
    lines: dict[tuple[str, str], int] = {}
    baseline = tuple(_entries(text, rules))
    for entry in baseline:
        first = lines.setdefault((entry.rule, entry.location), entry.line)
        if first != entry.line:
            raise BaselineError(f"line {entry.line}: repeats line {first}")
        if cases and not any(map(entry.covers, cases)):
            raise BaselineError(f"line {entry.line}: there is no case {entry.location}")
    return baseline


def apply(report: Report, baseline: Sequence[KnownFailure]) -> Report:
    """Returns the report in which accepted findings do not count, with the outdated entries of the baseline.

    An entry is not outdated if its rule was not exercised or its cases did not run.
    """
    verdicts = {verdict.rule.id: verdict for verdict in report.verdicts if verdict.outcome != "not exercised"}
    judged = [
        (entry, verdicts[entry.rule])
        for entry in baseline
        if entry.rule in verdicts and (not report.cases or any(map(entry.covers, report.cases)))
    ]
    accepted = {
        (entry.rule, location): entry.reason
        for entry, verdict in judged
        for location in verdict.locations
        if entry.covers(location)
    }
    return evolve(report, accepted=accepted, outdated=list(_outdated(judged)))


def _outdated(judged: Sequence[tuple[KnownFailure, Verdict]]) -> Iterator[str]:
    for entry, verdict in judged:
        # An entry must fail in every case that it names.
        kept = sorted(filter(entry.covers, verdict.kept_cases))
        if kept or not any(map(entry.covers, verdict.locations)):
            where = f", kept in {', '.join(kept)}" if kept else ""
            yield f"fixed: remove line {entry.line} of the baseline ({entry.rule} {entry.location}{where})"


def _entries(text: str, rules: Sequence[Rule[Any]]) -> Iterator[KnownFailure]:
    subjects = {rule.id: rule.subject for rule in rules}
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line)
        if not entry:
            raise BaselineError(f"line {number}: {_problem(line)}")
        if entry["rule"] not in subjects:
            raise BaselineError(f"line {number}: there is no rule {entry['rule']}")
        if (subjects[entry["rule"]] is ClientCall) == entry["location"].startswith("$"):
            raise BaselineError(f"line {number}: {_FORM}")
        yield KnownFailure(entry["rule"], entry["location"], entry["reason"], number)


def _problem(line: str) -> str:
    index = _WITH_ROW_NUMBER.match(line)
    if index:
        return f"write [*] instead of {index[1]}: an entry accepts the finding in every row"
    if _WITHOUT_REASON.fullmatch(line):
        return "add the reason after a #"
    return _FORM
