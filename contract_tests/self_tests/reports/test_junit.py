"""The JUnit report."""

from collections import Counter
from xml.etree.ElementTree import Element, fromstring

import pytest

from flowmusic_contract.engine.report import Report
from flowmusic_contract.reports.junit import junit_report
from self_tests.reports.samples import DOCUMENTED, INCONCLUSIVE, INFERRED, OTHER, REDACT, REPORTS


def as_suite(each: Report) -> Element:
    """Returns the test suite as a CI server reads it."""
    suites = fromstring(junit_report(each, REDACT))  # noqa: S314 - it is our own
    suite = suites.find("testsuite")
    assert suite is not None
    return suite


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_junit_counts_are_right(each: Report) -> None:
    """The suite counts its testcases as they are."""
    suite = as_suite(each)
    count = Counter(child.tag for case in suite.iter("testcase") for child in case)
    counted = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]

    assert [len(suite.findall("testcase")), count["failure"], count["error"], count["skipped"]] == [
        int(number or "") for number in counted
    ]


def outcomes(each: Report) -> list[tuple[str | None, list[str]]]:
    return [(case.get("name"), [child.tag for child in case]) for case in as_suite(each).iter("testcase")]


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("kept", [(DOCUMENTED.id, []), (INFERRED.id, [])]),
        ("broken", [(DOCUMENTED.id, ["failure"]), (OTHER.id, []), (INFERRED.id, ["system-out"])]),
        ("lenient", [(DOCUMENTED.id, []), (INFERRED.id, ["system-out"])]),
        ("strict", [(DOCUMENTED.id, []), (INFERRED.id, ["failure"])]),
        ("accepted", [(DOCUMENTED.id, ["system-out"]), (OTHER.id, []), (INFERRED.id, ["system-out"])]),
        ("inconclusive", [(DOCUMENTED.id, []), (OTHER.id, ["skipped"]), ("contract.inconclusive", ["error"])]),
        ("outdated", [(DOCUMENTED.id, []), (INFERRED.id, []), ("contract.inconclusive", ["error"])]),
    ],
)
def test_junit_has_a_testcase_for_each_rule(name: str, cases: list[tuple[str, list[str]]]) -> None:
    """A broken rule fails if it counts and otherwise passes with output; an inconclusive check is an error."""

    assert cases == outcomes(REPORTS[name])


def test_junit_names_areas_and_reasons() -> None:
    """A test case has the area of its rule; a skipped one says what it needs, an error what is missing."""
    first, skipped, error = as_suite(INCONCLUSIVE).iter("testcase")

    assert DOCUMENTED.area == first.get("classname")
    assert [f"needs {OTHER.needs}"] == [child.get("message") for child in skipped]
    assert ["never saw a 200 with events"] == [child.text for child in error]


def test_junit_says_what_ran() -> None:
    """The suite has the time of the check, and its command and version as properties."""
    suite = as_suite(REPORTS["with a date and a command"])
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}

    assert "2026-06-01T12:30:05+00:00" == suite.get("timestamp")
    assert "flowmusic-contract server" == properties["command"]
    assert "suite_version" in properties
