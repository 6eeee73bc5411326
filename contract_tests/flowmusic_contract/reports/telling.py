"""What of a target's own words a report may tell: redacted first, then cut, then made visible; only then escaped."""

from collections.abc import Callable

from attrs import frozen

from flowmusic_contract.examine import Finding
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.rules.expectation import brief
from flowmusic_contract.rules.paths import json_path, normalised_path, visible

_LONGEST = 1_000
"""Characters of one text that a report shows."""

Tell = Callable[[str], str]


@frozen
class Told:
    """A finding in words that are fit to be written."""

    at: str
    """The JSON path."""
    place: str
    """The client's case, or the JSON path without its rows."""
    expected: str
    actual: str
    source: str
    curl: str

    @property
    def line(self) -> str:
        """Where it looked, what it expected, and what was there."""
        return f"at {self.at}   expected {self.expected}   actual {self.actual}"


def telling(redact: Redact) -> Tell:
    """Returns a function that makes one text of a target or of a command line fit to be written, on one line."""
    return lambda text: visible(_cut(redact(text)))


def told(finding: Finding, redact: Redact) -> Told:
    """Returns the finding in words, the keys of its path too."""
    tell, wrong = telling(redact), finding.expectation
    # A path makes its keys visible itself.
    at = tuple(_cut(redact(step)) if isinstance(step, str) else step for step in wrong.at)
    return Told(
        at=json_path(at),
        place=finding.case or normalised_path(at),
        expected=tell(wrong.expected),
        actual=tell(brief(wrong.actual)),
        source=tell(finding.source),
        curl=tell(finding.curl),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
