"""What of a target's own words a report may sanitize: redacted first, then cut, then made visible; only then escaped."""

from collections.abc import Callable

from attrs import frozen

from flowmusic_contract.engine.expectation import short_repr
from flowmusic_contract.engine.json_path import escape_unprintable, json_path, normalized_path
from flowmusic_contract.engine.verdicts import Finding
from flowmusic_contract.reports.redaction import Redact

_LONGEST = 1_000
"""Characters of one text that a report shows."""

Sanitize = Callable[[str], str]


@frozen
class RenderedFinding:
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


def sanitizer(redact: Redact) -> Sanitize:
    """Returns a function that makes one text of a target or of a command line fit to be written, on one line."""
    return lambda text: escape_unprintable(_cut(redact(text)))


def render(finding: Finding, redact: Redact) -> RenderedFinding:
    """Returns the finding in words, the keys of its path too."""
    sanitize, wrong = sanitizer(redact), finding.expectation
    # A path makes its keys visible itself.
    at = tuple(_cut(redact(step)) if isinstance(step, str) else step for step in wrong.location)
    return RenderedFinding(
        at=json_path(at),
        place=finding.case or normalized_path(at),
        expected=sanitize(wrong.expected),
        actual=sanitize(short_repr(wrong.actual)),
        source=sanitize(finding.source),
        curl=sanitize(finding.curl),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
