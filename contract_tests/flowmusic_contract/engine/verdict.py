"""The outcome of one rule, with what was found broken."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from attrs import define, field, frozen

from flowmusic_contract.engine.expectation import Expectation
from flowmusic_contract.engine.json_path import normalized_path
from flowmusic_contract.engine.rule import Rule

_KEPT_FINDINGS = 10
"""Broken expectations of one rule that are kept for the report on a server."""

Outcome = Literal["held", "broken", "not exercised"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@frozen
class Finding:
    """A broken expectation and its source, for people."""

    expectation: Expectation
    source: str
    curl: str = ""
    """A command that sends the same request; empty for a saved response."""
    case: str = ""
    """The client's case; empty for a server."""

    @property
    def baseline_location(self) -> str:
        """What a baseline names: the case of a client, or the path without its row."""
        return self.case or normalized_path(self.expectation.location)


@define
class Verdict:
    """The outcome of one rule."""

    rule: Rule[Any]
    comparisons: int = 0
    broken: int = 0
    findings: list[Finding] = field(factory=list)
    """The first broken expectations without repetition; for a client, the first one of each case."""
    locations: Counter[str] = field(factory=Counter)
    """How many expectations are broken at each location, such as `$.events[*].amount`, or in each case of a client."""
    _compared_cases: set[str] = field(factory=set, init=False)

    @property
    def kept_cases(self) -> set[str]:
        """The cases of a client in which something was compared and nothing is broken."""
        return self._compared_cases - self.locations.keys()

    @property
    def outcome(self) -> Outcome:
        """`held` means that something was compared and nothing is broken."""
        if self.broken:
            return "broken"
        return "held" if self.comparisons else "not exercised"

    def record(self, expectations: Iterable[Expectation], source: str, curl: str = "", case: str = "") -> None:
        """Counts the expectations about one subject and keeps the findings."""
        comparisons = self.comparisons
        for expectation in expectations:
            self.comparisons += 1
            if not expectation.holds:
                self.broken += 1
                self._record_finding(Finding(expectation, " and ".join(expectation.sources) or source, curl, case))
        if case and self.comparisons > comparisons:
            self._compared_cases.add(case)

    def _record_finding(self, finding: Finding) -> None:
        self.locations[finding.baseline_location] += 1
        if finding.case:
            is_new = all(known.case != finding.case for known in self.findings)
        else:
            is_new = len(self.findings) < _KEPT_FINDINGS and all(
                known.expectation != finding.expectation for known in self.findings
            )
        if is_new:
            self.findings.append(finding)


def missing_evidence(verdicts: Sequence[Verdict]) -> list[str]:
    """Returns what must be seen before the contract can be said to be kept, and was not seen."""
    missing = [
        verdict.rule.needs for verdict in verdicts if verdict.rule.is_required and verdict.outcome == "not exercised"
    ]
    if missing or any(verdict.outcome != "not exercised" for verdict in verdicts):
        return missing
    return ["anything that the rules are about"]


def missing_evidence_of(required: Sequence[Rule[Any]], verdicts: Sequence[Verdict]) -> list[str]:
    """Returns what must be seen to judge each of the required rules, and was not seen."""
    return [
        f"{verdict.rule.needs}, which {verdict.rule.id} needs"
        for verdict in verdicts
        if verdict.rule in required and verdict.outcome == "not exercised"
    ]
