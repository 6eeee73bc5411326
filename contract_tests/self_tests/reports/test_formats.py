"""What holds for every format of a report."""

from collections.abc import Callable
from html import unescape

import pytest
from attrs import evolve

from flowmusic_contract.engine.json_path import json_path
from flowmusic_contract.engine.report import Conclusion, Report
from flowmusic_contract.reports.github import github_report
from flowmusic_contract.reports.html import html_report
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.junit import junit_report
from flowmusic_contract.reports.markdown import markdown_report
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.sarif import sarif_report
from flowmusic_contract.reports.text import text_report
from self_tests.reports.samples import (
    ACCEPTED,
    DOCUMENTED,
    EXPIRED,
    HOSTILE_CLIENT,
    HOSTILE_INCONCLUSIVE,
    REDACT,
    REPORTS,
    finding,
    report,
    verdict,
)


def text_with_target(each: Report, redact: Redact) -> str:
    """Returns the text report with the target as its title."""
    return text_report(each.target, each, redact)


HOSTILE_REPORTS = {"broken": REPORTS["hostile"], "inconclusive": HOSTILE_INCONCLUSIVE, "client": HOSTILE_CLIENT}
FORMATS = {
    "text": text_with_target,
    "json": json_report,
    "junit": junit_report,
    "sarif": sarif_report,
    "github": github_report,
    "html": html_report,
    "markdown": markdown_report,
}


@pytest.mark.parametrize("each", HOSTILE_REPORTS.values(), ids=HOSTILE_REPORTS)
@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_nothing_leaks(write: Callable[..., str], each: Report) -> None:
    """Neither the token nor the email address is in a report, however it is spelled."""
    written = write(each, REDACT)

    assert "00001" not in written
    assert "listener" not in written


@pytest.mark.parametrize("each", HOSTILE_REPORTS.values(), ids=HOSTILE_REPORTS)
@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_report_has_no_control_characters(write: Callable[..., str], each: Report) -> None:
    """A report has no control characters, is UTF-8 and is not long, whatever a target says."""
    written = write(each, REDACT)

    assert set() == {letter for letter in written if not letter.isprintable()} - {"\n"}
    assert len(written.encode()) < 100_000


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_findings_are_complete(write: Callable[..., str]) -> None:
    """Each format has the rule, the location, what was expected and what was there."""
    written = unescape(write(report(verdict(DOCUMENTED, finding("summary", "daily-free", 3))), REDACT))

    assert DOCUMENTED.id in written
    assert "12" in written
    assert "13" in written
    assert "$.summary['daily-free'][3]" in written


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_expired_acceptance_is_shown(write: Callable[..., str]) -> None:
    """Each format says since when a finding is no longer accepted, unless another entry accepts it."""
    both = evolve(EXPIRED, accepted=ACCEPTED.accepted)

    assert "expired on 2026-05-31: known since May" in write(EXPIRED, REDACT)
    assert "expired on" not in write(both, REDACT)


@pytest.mark.parametrize(
    ("name", "conclusion", "exit_code"),
    [
        ("kept", "kept", 0),
        ("broken", "broken", 1),
        ("lenient", "kept", 0),
        ("strict", "broken", 1),
        ("inconclusive", "inconclusive", 2),
        ("accepted", "kept", 0),
        ("expired", "broken", 1),
        ("outdated", "inconclusive", 2),
    ],
)
def test_conclusion_follows_from_verdicts(name: str, conclusion: Conclusion, exit_code: int) -> None:
    """The conclusion and the exit code follow from what counts."""

    assert (conclusion, exit_code) == (REPORTS[name].conclusion, REPORTS[name].exit_code)


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ((), "$"),
        (("events", 0, "amount"), "$.events[0].amount"),
        (("daily-free",), "$['daily-free']"),
        (("it's",), r"$['it\'s']"),
        (("back\\slash",), r"$['back\\slash']"),
        (("line\nfeed",), r"$['line\nfeed']"),
        (("\ud800",), r"$['\ud800']"),
        (("née",), "$['née']"),
    ],
)
def test_path_is_one_line(at: tuple[str | int, ...], path: str) -> None:
    """A path is one line and shows where each key ends."""

    assert path == json_path(at)
