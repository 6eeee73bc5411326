"""What of a target's own words a report may tell: redacted first, then cut, then made visible; only then escaped."""

from collections.abc import Callable

from attrs import evolve

from flowmusic_contract.examine import Finding
from flowmusic_contract.reports.paths import visible
from flowmusic_contract.reports.redaction import Redact

_LONGEST = 1_000
"""Characters of one text that a report shows."""

Tell = Callable[[str], str]


def telling(redact: Redact) -> Tell:
    """Returns a function that makes one text of a target or of a command line fit to be written, on one line."""
    return lambda text: visible(_cut(redact(text)))


def told(finding: Finding, redact: Redact) -> Finding:
    """Returns the finding, with every text in it fit to be written, the keys of its path too."""
    tell = telling(redact)
    met = finding.expectation
    # A path makes its keys visible itself.
    at = tuple(_cut(redact(step)) if isinstance(step, str) else step for step in met.at)
    expectation = evolve(met, at=at, expected=tell(met.expected), actual=tell(met.actual))
    return evolve(finding, expectation=expectation, source=tell(finding.source), curl=tell(finding.curl))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
