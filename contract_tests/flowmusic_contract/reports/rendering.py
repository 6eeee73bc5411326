"""Findings as text that is safe to write: first redacted, then shortened, then without control characters."""

import unicodedata
from collections.abc import Callable
from itertools import zip_longest

from attrs import frozen

from flowmusic_contract.engine.expectation import short_repr
from flowmusic_contract.engine.json_path import escape_unprintable, json_path, normalized_path
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Finding, Verdict
from flowmusic_contract.reports.redaction import Redact

_LONGEST = 1_000
"""Characters of one text that a report shows."""

_VALUE = 200
"""Characters of an expected or actual value that a report shows."""

_COMMON = 20
"""Characters before the first difference, if two values differ further on than that."""

Sanitize = Callable[[str], str]


@frozen
class RenderedFinding:
    """A finding as text that is safe to write."""

    location: str
    """The JSON path."""
    baseline_location: str
    """The client's case, or the JSON path without its rows."""
    expected: str
    actual: str
    source: str
    case: str
    curl: str

    @property
    def line(self) -> str:
        """The location, what was expected, and what was there."""
        return f"at {self.location}   expected {self.expected}   actual {self.actual}"


def sanitizer(redact: Redact) -> Sanitize:
    """Returns a function that makes a text of a target or of a command line safe to write, on one line."""
    return lambda text: escape_unprintable(_shortened(text, redact))


def render(finding: Finding, redact: Redact) -> RenderedFinding:
    """Returns the finding as text that is safe to write, including the keys of its path."""
    sanitize, expectation = sanitizer(redact), finding.expectation
    # A path escapes its keys itself.
    location = tuple(_shortened(step, redact) if isinstance(step, str) else step for step in expectation.location)
    expected, actual = _distinct(expectation.expected, short_repr(expectation.actual), redact)
    return RenderedFinding(
        location=json_path(location),
        baseline_location=sanitize(finding.case) or normalized_path(location),
        expected=expected,
        actual=actual,
        source=sanitize(finding.source),
        case=sanitize(finding.case),
        curl=sanitize(finding.curl),
    )


def finding_line(report: Report, verdict: Verdict, finding: Finding, redact: Redact) -> str:
    """Returns the line of a finding, with a remark if the finding is accepted or no longer accepted."""
    remark = sanitizer(redact)(report.remark(verdict, finding))
    return render(finding, redact).line + (f"   {remark}" if remark else "")


def broken_rule(verdict: Verdict, redact: Redact) -> str:
    """Returns a broken rule on several lines: its sentence, and each finding with its source."""
    findings = [render(finding, redact) for finding in verdict.findings]
    lines = [f"{finding.line}\n    in {finding.source}" for finding in findings]
    return "\n".join([f"BROKEN  {verdict.rule.id}", verdict.rule.sentence, *lines])


def _distinct(expected: str, actual: str, redact: Redact) -> tuple[str, str]:
    """Returns both texts, long ones from where they differ, with a remark if nobody can see a difference."""
    redacted = redact(expected), redact(actual)
    first = next((at for at, (one, other) in enumerate(zip_longest(*redacted)) if one != other), 0)
    start = first - _COMMON if first > _VALUE - _COMMON else 0
    shown = _excerpt(redacted[0], start, len(expected)), _excerpt(redacted[1], start, len(actual))
    if expected == actual or _composed(shown[0]) != _composed(shown[1]):
        return shown
    return shown[0], f"{shown[1]} ({_difference(expected, actual)})"


def _excerpt(text: str, start: int, length: int) -> str:
    if length <= _VALUE:
        return escape_unprintable(text)
    before, after = "…" if start else "", "…" if start + _VALUE < len(text) else ""
    return f"{before}{escape_unprintable(text[start : start + _VALUE])}{after} ({length} characters)"


def _composed(text: str) -> str:
    """Returns a text with each letter and its accents as one character, which looks the same."""
    return unicodedata.normalize("NFC", text)


def _difference(expected: str, actual: str) -> str:
    if _composed(expected) == _composed(actual):
        return "in another normalization form of Unicode"
    if expected.casefold() == actual.casefold():
        return "in other letter case"
    if "".join(expected.split()) == "".join(actual.split()):
        return "with other white space"
    return "a different value"


def _shortened(text: str, redact: Redact) -> str:
    redacted = redact(text)
    if len(redacted) <= _LONGEST:
        return redacted
    return f"{redacted[:_LONGEST]}… ({len(text)} characters)"
