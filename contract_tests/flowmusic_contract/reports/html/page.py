"""What the page shows, as text that is safe to write, in the order in which it is shown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import groupby
from typing import get_args

from attrs import frozen

from flowmusic_contract import spec
from flowmusic_contract.engine.report import Conclusion, Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import OUTCOMES, Outcome, Verdict
from flowmusic_contract.reports.evidence import not_exercised_by_needs, outcomes_in_words, statuses_in_words
from flowmusic_contract.reports.html.findings import BrokenRule, State, broken_rules, state_of
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import sanitizer

_HEADINGS: dict[Conclusion, str] = {
    "kept": "Contract kept",
    "broken": "Contract broken",
    "inconclusive": "Inconclusive",
}
_SIGNS: dict[Conclusion, str] = {"kept": "✓", "broken": "✕", "inconclusive": "?"}


@frozen
class Tile:
    """One rule in the table of what was checked."""

    rule: Rule[object]
    state: State
    note: str
    """The outcome of the rule and its basis."""

    @property
    def anchor(self) -> str:
        """The id of the element that says most about the rule."""
        prefix = "rule" if self.state in ("held", "not exercised") else "finding"
        return f"{prefix}-{self.rule.id}"


@frozen
class Row:
    """The rules about one subject."""

    area: str
    tiles: list[Tile]
    counts: list[tuple[Outcome, int]]


@frozen
class Page:
    """Everything that the template shows."""

    conclusion: Conclusion
    heading: str
    sign: str
    kind: str
    target: str
    summary: str
    reasons: list[str]
    started_at: str
    version: str
    command: str
    findings: list[BrokenRule]
    facts: list[tuple[str, str]]
    outcomes: Sequence[Outcome]
    rows: list[Row]
    states: list[State]
    not_exercised: list[tuple[str, list[Verdict]]]
    tiles: list[Tile]


def page_of(report: Report, redact: Redact) -> Page:
    """Returns what the page on a report shows."""
    sanitize = sanitizer(redact)
    rows = [_row(report, area, list(members)) for area, members in groupby(report.verdicts, _area)]
    tiles = [tile for row in rows for tile in row.tiles]
    return Page(
        conclusion=report.conclusion,
        heading=_HEADINGS[report.conclusion],
        sign=_SIGNS[report.conclusion],
        kind=report.kind,
        target=sanitize(report.target),
        summary=_summary(report, [tile.state for tile in tiles]),
        reasons=[_capitalized(sanitize(reason)) for reason in report.inconclusive_because],
        started_at=report.started_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if report.started_at else "",
        version=spec.version(),
        command=sanitize(report.command),
        findings=broken_rules(report, redact),
        facts=list(_facts(report)),
        outcomes=OUTCOMES,
        rows=rows,
        states=[state for state in get_args(State) if any(tile.state == state for tile in tiles)],
        not_exercised=[
            (sanitize(needs), verdicts) for needs, verdicts in not_exercised_by_needs(report.verdicts).items()
        ],
        tiles=tiles,
    )


def _area(verdict: Verdict) -> str:
    return verdict.rule.area


def _row(report: Report, area: str, verdicts: Sequence[Verdict]) -> Row:
    count = Counter(verdict.outcome for verdict in verdicts)
    return Row(area, [_tile(report, verdict) for verdict in verdicts], [(name, count[name]) for name in OUTCOMES])


def _tile(report: Report, verdict: Verdict) -> Tile:
    compared = f", {_number(verdict.comparisons, 'comparison')}" if verdict.comparisons else ""
    return Tile(verdict.rule, state_of(report, verdict), f"{verdict.outcome}{compared}")


def _summary(report: Report, states: Sequence[State]) -> str:
    count = Counter(verdict.outcome for verdict in report.verdicts)
    milder = ("warning", "warning"), ("accepted", "known failure")
    of_which = ", ".join(_number(states.count(state), noun) for state, noun in milder if state in states)
    outcomes = ", ".join(
        f"{count[outcome]} {outcome}" + (f" ({of_which})" if outcome == "broken" and of_which else "")
        for outcome in OUTCOMES
        if count[outcome]
    )
    return f"{_number(count.total(), 'rule')}: {outcomes}." if outcomes else "No rule was checked."


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    for basis, title in ("documented", "Documented rules"), ("inferred", "Inferred rules"):
        outcomes = outcomes_in_words([verdict for verdict in report.verdicts if verdict.rule.basis == basis])
        if outcomes:
            yield title, outcomes
    yield "Broken inferred rules", "fail the check (--strict)" if report.strict else "are warnings (without --strict)"
    if report.statuses:
        yield "Responses by status", statuses_in_words(report)
    if report.cases:
        accepted = f", {report.accepted_cases} more accepted" if report.accepted_cases else ""
        yield "Client cases", f"{report.kept_cases} of {len(report.cases)} kept{accepted}"
    if report.seed is not None:
        yield "Seed of the requests", str(report.seed)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
