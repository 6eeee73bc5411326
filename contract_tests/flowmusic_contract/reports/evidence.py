"""What a check would have to see to judge the rules that it did not exercise."""

from collections.abc import Sequence

from flowmusic_contract.engine.verdicts import Verdict


def not_exercised_by_needs(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """Returns the verdicts on rules that were not exercised, grouped by what they need, in order."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.outcome == "not exercised":
            groups.setdefault(verdict.rule.needs, []).append(verdict)
    return groups
