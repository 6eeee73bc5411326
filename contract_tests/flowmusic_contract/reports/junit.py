"""The report for CI servers: JUnit XML, one testcase for each rule."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, indent, tostring

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.reports.elements import element
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer


def junit_report(report: Report, redact: Redact) -> str:
    """Returns the report as an XML text.

    What is broken and has no say passes, and tells so as its output. If the check inconclusive, one more
    testcase has the error.
    """
    cases = [_case(report, verdict, redact) for verdict in report.verdicts]
    if report.conclusion == "inconclusive":
        cases.append(_unfinished(report, redact))
    suite = element(
        "testsuite",
        _properties(report, redact),
        *cases,
        name=f"contract.{report.kind}",
        tests=str(len(cases)),
        **{kind: _number(cases, tag) for kind, tag in _COUNTED.items()},
    )
    suites = element("testsuites", suite)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _number(cases: list[Element], tag: str) -> str:
    return str(sum(case.find(tag) is not None for case in cases))


def _properties(report: Report, redact: Redact) -> Element:
    rendered = {
        "target": sanitizer(redact)(report.target),
        "conclusion": report.conclusion,
        "strict": str(report.strict).lower(),
        "statuses": ", ".join(f"{status or 'no answer'}: {count}" for status, count in sorted(report.statuses.items())),
        "cases": f"{report.kept_cases} of {len(report.cases)} kept" if report.cases else "",
        "seed": "" if report.seed is None else str(report.seed),
    }
    return element(
        "properties", *(element("property", name=name, value=text) for name, text in rendered.items() if text)
    )


def _case(report: Report, verdict: Verdict, redact: Redact) -> Element:
    rule = verdict.rule
    outcome: Element | None = None
    if verdict.outcome == "not exercised":
        outcome = element("skipped", message=sanitizer(redact)(verdict.rule.needs))
    elif verdict.outcome == "broken":
        words = "\n".join(_words(report, verdict, redact))
        if report.counts(verdict):
            outcome = element("failure", words, message=rule.sentence, type=rule.basis)
        else:
            outcome = element("system-out", f"BROKEN, but it does not count\n{words}")
    return element("testcase", outcome, classname=rule.area, name=rule.id)


def _words(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    yield f"{verdict.rule.sentence} ({verdict.rule.basis})"
    for finding in verdict.findings:
        accepted = sanitizer(redact)(report.acceptance(verdict, finding))
        yield render(finding, redact).line + (f"   accepted: {accepted}" if accepted else "")
    if verdict.broken > len(verdict.findings):
        yield f"and {verdict.broken - len(verdict.findings)} more like it"
    for source in dict.fromkeys(render(finding, redact).source for finding in verdict.findings):
        yield f"in {source}"


def _unfinished(report: Report, redact: Redact) -> Element:
    obstacles = "; ".join(map(sanitizer(redact), report.inconclusive_because))
    error = element("error", obstacles, message=f"inconclusive: {obstacles}", type="inconclusive")
    return element("testcase", error, classname="contract", name="contract.could-finish")
