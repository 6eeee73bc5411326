"""The annotations for GitHub Actions."""

from collections import Counter

import pytest
from attrs import evolve

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.github import github_report, without_commands
from self_tests.reports.samples import (
    BROKEN,
    DOCUMENTED,
    HOSTILE_INCONCLUSIVE,
    INCONCLUSIVE,
    INFERRED,
    KEPT,
    REDACT,
    REPORTS,
    ROWS,
    finding,
    of_client,
    report,
    verdict,
)


def test_github_annotates_findings() -> None:
    """Each finding that counts is an error, each other one a warning."""
    lines = github_report(BROKEN, REDACT).splitlines()

    assert (
        f"::error title={DOCUMENTED.id}::{DOCUMENTED.sentence} at $.events[0].amount   expected 12   actual 13" in lines
    )
    assert {f"::error title={DOCUMENTED.id}": 10, f"::warning title={INFERRED.id}": 1} == Counter(
        line.rpartition("::")[0] for line in lines
    )


def test_github_shows_ten_of_a_rule() -> None:
    """Of one rule, ten findings are annotated."""
    many = Verdict(DOCUMENTED, 20, 11, [*ROWS, finding()])

    assert 10 == github_report(report(many), REDACT).count("\n")


def test_github_says_what_is_missing() -> None:
    """An inconclusive check is an error; a kept contract has no line."""

    assert "::error title=inconclusive::never saw a 200 with events\n" == github_report(INCONCLUSIVE, REDACT)
    assert "" == github_report(KEPT, REDACT)


def test_github_escapes_what_the_runner_reads() -> None:
    """Percent signs, line ends and the ends of properties are escaped."""
    odd = evolve(DOCUMENTED, area="area", name="a:b,c", sentence="100%25\r\n::error::")

    assert "::error title=area.a%3Ab%2Cc::100%2525%0D%0A::error:: at $   expected 12   actual 13\n" == github_report(
        report(verdict(odd, finding())), REDACT
    )


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_INCONCLUSIVE], ids=["broken", "inconclusive"])
def test_github_lines_are_annotations(each: Report) -> None:
    """No text of a target becomes a command of its own."""
    lines = github_report(each, REDACT).splitlines()

    assert [] == [line for line in lines if not line.startswith(("::error title=", "::warning title="))]


def test_github_names_cases() -> None:
    """An annotation on a client names the case."""

    assert " in types.one: Called.\n" in github_report(of_client("types.one"), REDACT)


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_INCONCLUSIVE], ids=["broken", "inconclusive"])
def test_github_obeys_nothing_inside_a_line(each: Report) -> None:
    """The runner obeys `##[command]` anywhere in a line, so a report has none."""

    assert "##[" not in github_report(each, REDACT)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("::error::x\n  ::debug::y", ": :error::x\n  : :debug::y"),
        ("a ##[add-mask]b ###[c] ##VSO[d]", "a # #[add-mask]b ## #[c] # #VSO[d]"),
        ("http://[::1]/v1 # ## a::b", "http://[::1]/v1 # ## a::b"),
    ],
)
def test_text_without_commands(text: str, printed: str) -> None:
    """What a runner would obey is taken apart, and the rest stays."""

    assert printed == without_commands(text)
