"""Known failures: one accepted finding a line, as `<rule id> <location>  # <reason>  expires <date>`.

The location is a path, in which `[*]` means every row. For a client, it is a case, in which `*` means any part of the
name. The date may be left out. It is the last day, in UTC, on which the finding is accepted.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from io import StringIO
from typing import Any

from attrs import evolve, frozen

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall, ClientRun
from flowmusic_contract.engine.verdict import Verdict

_STEP = r"""\.[A-Za-z_][A-Za-z0-9_]*|\[\*\]|\['(?:[^'\\]|\\.)*'\]"""
_LOCATION = rf"\$(?:{_STEP})*|[a-z0-9.*-]+"
_ENTRY = re.compile(rf"(?P<rule>\S+)\s+(?P<location>{_LOCATION})\s+#\s*(?P<reason>\S.*)")
_WITH_ROW_NUMBER = re.compile(rf"\S+\s+\$(?:{_STEP})*(\[\d+\])")
_WITHOUT_REASON = re.compile(rf"\S+\s+(?:{_LOCATION})\s*#?")
_PLAIN_KEY = re.compile(r"\['([A-Za-z_][A-Za-z0-9_]*)'\]")
"""A step that the location of a finding has as `.key`."""

_EXPIRES = re.compile(r"\bexpires\b", re.IGNORECASE)
_EXPIRY = re.compile(r"(?P<reason>\S(?:.*?\S)??)\s++expires\s+(?P<date>\d{4}-\d{2}-\d{2})", re.ASCII)
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
    expires: date | None = None
    """The last day, in UTC, on which the finding is accepted; None if it is accepted on every day."""

    def covers(self, location: str) -> bool:
        """Returns whether this entry accepts a finding at a location."""
        if self.location.startswith("$"):
            return self.location == location
        return fnmatchcase(location, self.location)

    def has_expired(self, day: date) -> bool:
        """Returns whether this entry no longer accepts anything on a day."""
        return self.expires is not None and day > self.expires


def read(text: str, rules: Sequence[Rule[Any]], cases: Sequence[str] = ()) -> tuple[KnownFailure, ...]:
    """Returns the entries of a baseline in order. Each names one of the rules and, for a client, some of its cases.

    Raises:
        BaselineError: if a line does not have the form, names no rule, case or day, or repeats another line.
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

    An entry is not outdated if its rule was not exercised or its cases did not run. An entry that expired before the
    day of the check accepts nothing.
    """
    today = (report.started_at or datetime.now(UTC)).astimezone(UTC).date()
    verdicts = {verdict.rule.id: verdict for verdict in report.verdicts if verdict.outcome != "not exercised"}
    judged = [
        (entry, verdicts[entry.rule])
        for entry in baseline
        if entry.rule in verdicts and (not report.cases or any(map(entry.covers, report.cases)))
    ]
    found = [
        (entry, (entry.rule, location))
        for entry, verdict in judged
        for location in verdict.locations
        if entry.covers(location)
    ]
    expired = [(entry, where) for entry, where in found if entry.has_expired(today)]
    return evolve(
        report,
        accepted={where: entry.reason for entry, where in found if not entry.has_expired(today)},
        expired={where: f"expired on {entry.expires}: {entry.reason}" for entry, where in expired},
        outdated=list(_outdated(judged)),
    )


def _outdated(judged: Sequence[tuple[KnownFailure, Verdict]]) -> Iterator[str]:
    for entry, verdict in judged:
        # An entry must fail in every case that it names.
        kept = sorted(filter(entry.covers, verdict.kept_cases))
        if kept or not any(map(entry.covers, verdict.locations)):
            where = f", kept in {', '.join(kept)}" if kept else ""
            yield f"fixed: remove line {entry.line} of the baseline ({entry.rule} {entry.location}{where})"


def _entries(text: str, rules: Sequence[Rule[Any]]) -> Iterator[KnownFailure]:
    subjects = {rule.id: rule.subject for rule in rules}
    for number, raw in enumerate(StringIO(text.removeprefix("\ufeff"), newline=None), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line)
        if not entry:
            raise BaselineError(f"line {number}: {_problem(line)}")
        if entry["rule"] not in subjects:
            raise BaselineError(f"line {number}: there is no rule {entry['rule']}")
        if (subjects[entry["rule"]] in (ClientCall, ClientRun)) == entry["location"].startswith("$"):
            raise BaselineError(f"line {number}: {_FORM}")
        reason, expires = _expiry(entry["reason"], number)
        location = _PLAIN_KEY.sub(r".\1", entry["location"])
        yield KnownFailure(entry["rule"], location, reason, number, expires)


def _expiry(text: str, number: int) -> tuple[str, date | None]:
    """Returns the reason and the day at the end of a line. A day that cannot be read must not count as no day."""
    if not _EXPIRES.search(text):
        return text, None
    expiry = _EXPIRY.fullmatch(text)
    if not expiry:
        raise BaselineError(f"line {number}: write the reason and then the last day: # <reason>  expires 2027-01-31")
    try:
        return expiry["reason"], date.fromisoformat(expiry["date"])
    except ValueError as error:
        raise BaselineError(f"line {number}: there is no day {expiry['date']}") from error


def _problem(line: str) -> str:
    index = _WITH_ROW_NUMBER.match(line)
    if index:
        return f"write [*] instead of {index[1]}: an entry accepts the finding in every row"
    if _WITHOUT_REASON.fullmatch(line):
        return "add the reason after a #"
    return _FORM
