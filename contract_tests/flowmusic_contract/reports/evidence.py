"""What a check saw, and what it would have to see to judge the rules that it did not exercise, in words."""

from collections import Counter
from collections.abc import Sequence

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import OUTCOMES, Verdict


def outcomes_in_words(verdicts: Sequence[Verdict]) -> str:
    """Returns how many verdicts have each outcome; empty if there are no verdicts."""
    count = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])


def statuses_in_words(report: Report) -> str:
    """Returns how many responses have each status."""
    return ", ".join(f"{status or 'no response'}: {count}" for status, count in sorted(report.statuses.items()))


def not_exercised_by_needs(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """Returns the verdicts on rules that were not exercised, grouped by what they need, in order."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.outcome == "not exercised":
            groups.setdefault(verdict.rule.needs, []).append(verdict)
    return groups
