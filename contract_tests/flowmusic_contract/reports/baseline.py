"""Findings that are accepted, each for a reason: one a line, as `<rule id> <place>  # <reason>`.

The place is a path with `[*]` for rows or, of a client, a case, with `*` for any part of its name.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from attrs import evolve, frozen

from flowmusic_contract.examine import Verdict
from flowmusic_contract.reports.report import Report
from flowmusic_contract.rules import CLIENT_RULES, RULES

_STEP = r"""\.[A-Za-z_][A-Za-z0-9_]*|\[\*\]|\['(?:[^'\\]|\\.)*'\]"""
_PLACE = rf"\$(?:{_STEP})*|[a-z0-9.*-]+"
_LINE = re.compile(rf"(?P<rule>\S+)\s+(?P<place>{_PLACE})\s+#\s*(?P<reason>\S.*)")
_INDEX = re.compile(rf"\S+\s+\$(?:{_STEP})*(\[\d+\])")
_NO_REASON = re.compile(rf"\S+\s+(?:{_PLACE})\s*#?\s*")
_FORM = "write it as: <rule id> <path, such as $.events[*].amount, or a client's case, such as types.*>  # <reason>"


class BaselineError(ValueError):
    """A baseline cannot be read; says which line and what is wrong with it."""


@frozen
class Accepted:
    """One accepted finding and the line, from 1, that accepts it."""

    rule: str
    place: str
    reason: str
    line: int

    def covers(self, place: str) -> bool:
        """Tells whether this accepts what is found at a place."""
        return self.place == place or (not self.place.startswith("$") and fnmatchcase(place, self.place))


def read(text: str, cases: Sequence[str] = ()) -> tuple[Accepted, ...]:
    """Returns the accepted findings of a baseline, in their order; that of a client names some of its cases.

    Raises:
        BaselineError: if a line is not of the form, names no rule or case, or repeats another.
    """
    lines: dict[tuple[str, str], int] = {}
    baseline = tuple(_entries(text))
    for accepted in baseline:
        first = lines.setdefault((accepted.rule, accepted.place), accepted.line)
        if first != accepted.line:
            raise BaselineError(f"line {accepted.line}: accepts the same as line {first}")
        if cases and not any(map(accepted.covers, cases)):
            raise BaselineError(f"line {accepted.line}: there is no case {accepted.place}")
    return baseline


def apply(report: Report, baseline: Sequence[Accepted]) -> Report:
    """Returns the report without a say for what the baseline accepts, and with what of the baseline is outdated.

    Of a rule that was not exercised, and of a case that was not run, nothing is known to be fixed.
    """
    verdicts = {verdict.rule.id: verdict for verdict in report.verdicts if verdict.outcome != "not exercised"}
    judged = [
        (each, verdicts[each.rule])
        for each in baseline
        if each.rule in verdicts and (not report.cases or any(map(each.covers, report.cases)))
    ]
    return evolve(
        report,
        accepted={
            (each.rule, place): each.reason
            for each, verdict in judged
            for place in verdict.places
            if each.covers(place)
        },
        outdated=[
            f"fixed: remove line {each.line} of the baseline ({each.rule} {each.place}{_kept(each, verdict)})"
            for each, verdict in judged
            if _kept(each, verdict) or not any(map(each.covers, verdict.places))
        ],
    )


def _kept(accepted: Accepted, verdict: Verdict) -> str:
    # What is accepted has to be broken in every case that it names.
    kept = sorted(filter(accepted.covers, verdict.kept_cases))
    return f", kept in {', '.join(kept)}" if kept else ""


def _entries(text: str) -> Iterator[Accepted]:
    is_of_client = {rule.id: rule in CLIENT_RULES for rule in RULES}
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        entry = _LINE.fullmatch(line)
        if not entry:
            raise BaselineError(f"line {number}: {_complaint(line)}")
        if entry["rule"] not in is_of_client:
            raise BaselineError(f"line {number}: there is no rule {entry['rule']}")
        if is_of_client[entry["rule"]] == entry["place"].startswith("$"):
            raise BaselineError(f"line {number}: {_FORM}")
        yield Accepted(entry["rule"], entry["place"], entry["reason"], number)


def _complaint(line: str) -> str:
    index = _INDEX.match(line)
    if index:
        return f"write [*] instead of {index[1]}: what is accepted is accepted in every row"
    if _NO_REASON.fullmatch(line):
        return "say why it is accepted, after a #"
    return _FORM
