"""The broken rules of a page: those that fail the check, then warnings, then known failures."""

from typing import Literal

from attrs import evolve, frozen

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import Finding, Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer

State = Literal["broken", "warning", "accepted", "held", "not exercised"]
"""How a rule is marked: `broken` fails the check."""

_ORDER: tuple[State, ...] = "broken", "warning", "accepted"


@frozen
class Comparison:
    """What was expected and what was there."""

    location: str
    expected: str
    actual: str
    accepted: str
    """Why it is accepted; empty if it is not."""
    expired: str
    """Since when it is no longer accepted; empty if it never was."""
    cases: tuple[str, ...] = ()
    """The cases of a client in which it was found."""


@frozen
class Evidence:
    """The findings about one request, or all findings about a client."""

    source: str
    curl: str
    comparisons: list[Comparison]


@frozen
class BrokenRule:
    """One broken rule with its findings."""

    rule: Rule[object]
    state: State
    broken: int
    comparisons: int
    evidence: list[Evidence]
    more: int
    """How many findings are not shown."""
    again: str
    accepted: str
    """The one reason why everything shown is accepted; empty if there are several reasons or none."""


def broken_rules(report: Report, redact: Redact) -> list[BrokenRule]:
    """Returns the broken rules, first those that fail the check."""
    broken = [_broken_rule(report, verdict, redact) for verdict in report.verdicts if verdict.outcome == "broken"]
    return sorted(broken, key=lambda each: _ORDER.index(each.state))


def state_of(report: Report, verdict: Verdict) -> State:
    """Returns how a rule is marked."""
    if verdict.outcome != "broken":
        return verdict.outcome
    if report.is_accepted(verdict):
        return "accepted"
    return "broken" if report.counts(verdict) else "warning"


def _broken_rule(report: Report, verdict: Verdict, redact: Redact) -> BrokenRule:
    reasons = {sanitizer(redact)(report.acceptance(verdict, finding)) for finding in verdict.findings}
    return BrokenRule(
        rule=verdict.rule,
        state=state_of(report, verdict),
        broken=verdict.broken,
        comparisons=verdict.comparisons,
        evidence=_of_client(report, verdict, redact) if report.cases else _by_request(report, verdict, redact),
        more=verdict.broken - len(verdict.findings),
        again=sanitizer(redact)(report.command_again(verdict)),
        accepted=reasons.pop() if len(reasons) == 1 else "",
    )


def _by_request(report: Report, verdict: Verdict, redact: Redact) -> list[Evidence]:
    groups: dict[tuple[str, str], list[Comparison]] = {}
    for finding in verdict.findings:
        rendered = render(finding, redact)
        comparison = _comparison(report, verdict, finding, redact)
        groups.setdefault((rendered.source, rendered.curl), []).append(comparison)
    return [Evidence(source, curl, comparisons) for (source, curl), comparisons in groups.items()]


def _of_client(report: Report, verdict: Verdict, redact: Redact) -> list[Evidence]:
    cases: dict[Comparison, tuple[str, ...]] = {}
    for finding in verdict.findings:
        comparison = _comparison(report, verdict, finding, redact)
        cases[comparison] = (*cases.get(comparison, ()), render(finding, redact).source)
    return [Evidence("", "", [evolve(comparison, cases=found) for comparison, found in cases.items()])]


def _comparison(report: Report, verdict: Verdict, finding: Finding, redact: Redact) -> Comparison:
    rendered = render(finding, redact)
    sanitize = sanitizer(redact)
    accepted, expired = sanitize(report.acceptance(verdict, finding)), sanitize(report.expiry(verdict, finding))
    return Comparison(rendered.location, rendered.expected, rendered.actual, accepted, expired)
