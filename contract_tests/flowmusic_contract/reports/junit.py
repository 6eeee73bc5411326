"""The report for CI servers: JUnit XML, one test case for each rule."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, indent, tostring

from flowmusic_contract import spec
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.evidence import statuses_in_words
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import finding_line, render, sanitizer

_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def junit_report(report: Report, redact: Redact) -> str:
    """Returns the report as XML text.

    A broken rule that does not count passes, with its findings as output. An inconclusive check has one more test case,
    which is an error.
    """
    cases = [_case(report, verdict, redact) for verdict in report.verdicts]
    if report.conclusion == "inconclusive":
        cases.append(_inconclusive(report, redact))
    numbers = {name: str(sum(case.find(tag) is not None for case in cases)) for name, tag in _COUNTED.items()}
    name = {"name": f"contract.{report.kind}", "tests": str(len(cases))}
    suite = Element("testsuite", {**name, **numbers, **_time(report)})
    suite.append(_properties(report, redact))
    suite.extend(cases)
    suites = _with_children("testsuites", [suite])
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _time(report: Report) -> dict[str, str]:
    return {"timestamp": report.started_at.isoformat(timespec="seconds")} if report.started_at else {}


def _properties(report: Report, redact: Redact) -> Element:
    sanitize = sanitizer(redact)
    properties = {
        "suite_version": spec.version(),
        "command": sanitize(report.command),
        "target": sanitize(report.target),
        "conclusion": report.conclusion,
        "strict": str(report.strict).lower(),
        "statuses": statuses_in_words(report),
        "cases": f"{report.kept_cases} of {len(report.cases)} kept" if report.cases else "",
        "seed": "" if report.seed is None else str(report.seed),
    }
    return _with_children(
        "properties", (Element("property", name=name, value=value) for name, value in properties.items() if value)
    )


def _case(report: Report, verdict: Verdict, redact: Redact) -> Element:
    rule = verdict.rule
    case = Element("testcase", classname=rule.area, name=rule.id)
    if verdict.outcome == "not exercised":
        case.append(Element("skipped", message=f"needs {sanitizer(redact)(rule.needs)}"))
    elif verdict.outcome == "broken":
        text = "\n".join(_lines(report, verdict, redact))
        if report.counts(verdict):
            case.append(_with_text("failure", text, message=rule.sentence, type=rule.basis))
        else:
            case.append(_with_text("system-out", f"BROKEN, but it does not count\n{text}"))
    return case


def _lines(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    yield f"{verdict.rule.sentence} ({verdict.rule.basis})"
    for finding in verdict.findings:
        yield finding_line(report, verdict, finding, redact)
    if verdict.broken > len(verdict.findings):
        yield f"and {verdict.broken - len(verdict.findings)} more like it"
    for source in dict.fromkeys(render(finding, redact).source for finding in verdict.findings):
        yield f"in {source}"


def _inconclusive(report: Report, redact: Redact) -> Element:
    reasons = "; ".join(map(sanitizer(redact), report.inconclusive_because))
    case = Element("testcase", classname="contract", name="contract.inconclusive")
    case.append(_with_text("error", reasons, message=f"inconclusive: {reasons}", type="inconclusive"))
    return case


def _with_text(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = text
    return element


def _with_children(tag: str, children: Iterable[Element]) -> Element:
    element = Element(tag)
    element.extend(children)
    return element
