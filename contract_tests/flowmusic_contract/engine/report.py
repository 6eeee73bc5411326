"""The result of one check: its target, the verdicts, and what follows from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from flowmusic_contract.engine.decoding import Body
from flowmusic_contract.engine.exchange import Transfer
from flowmusic_contract.engine.verdict import Finding, Verdict

Conclusion = Literal["kept", "broken", "inconclusive"]
TargetKind = Literal["server", "client", "document"]

_EXIT_CODES: dict[Conclusion, int] = {"kept": 0, "broken": 1, "inconclusive": 2}


@frozen
class Report:
    """The result of one check. Its texts may contain tokens and email addresses: a writer sanitizes what it writes."""

    kind: TargetKind
    target: str
    """The base URL, the command or the file name."""
    verdicts: Sequence[Verdict]
    strict: bool = False
    missing_evidence: Sequence[str] = ()
    """What must be seen before the contract can be said to be kept, and was not seen."""
    again: str = ""
    """The command that checks the same target; a report adds `--rule`. Empty if it cannot be repeated."""
    statuses: Counter[int] = field(factory=Counter)
    """The number of responses with each status; 0 means no response."""
    seed: int | None = None
    """The seed of the requests, if there were any."""
    accepted: Mapping[tuple[str, str], str] = field(factory=dict)
    """The reason for each accepted finding, by rule id and location."""
    expired: Mapping[tuple[str, str], str] = field(factory=dict)
    """For each finding that is no longer accepted, since when and why it was, by rule id and location."""
    outdated: Sequence[str] = ()
    """Entries of the baseline that must be removed because they are fixed."""
    cases: Sequence[str] = ()
    """The cases that a client ran."""
    started_at: datetime | None = None
    """When the check started, with a time zone; None if unknown."""
    command: str = ""
    """The command that ran the check; empty if it was not a command."""

    @property
    def conclusion(self) -> Conclusion:
        """Whether the contract is kept.

        Documented rules decide; with `strict`, inferred rules too. If the check saw too little, an inferred rule also
        decides if it says that responses were lost or cannot be read.
        """
        if any(self.counts(verdict) for verdict in self.verdicts if verdict.outcome == "broken"):
            return "broken"
        return "inconclusive" if self.missing_evidence or self.outdated else "kept"

    @property
    def exit_code(self) -> int:
        """The exit code of the command line."""
        return _EXIT_CODES[self.conclusion]

    @property
    def inconclusive_because(self) -> list[str]:
        """Why the contract cannot be said to be kept although nothing that counts is broken."""
        return [*(f"never saw {what}" for what in self.missing_evidence), *self.outdated]

    @property
    def has_broken_inferred_rules(self) -> bool:
        """Whether an inferred rule is broken beyond the baseline."""
        return any(
            verdict.outcome == "broken" and verdict.rule.basis == "inferred" and not self.is_accepted(verdict)
            for verdict in self.verdicts
        )

    def counts(self, verdict: Verdict) -> bool:
        """Returns whether this verdict affects the conclusion."""
        is_decisive = self.strict or verdict.rule.basis == "documented" or self._hides_evidence(verdict)
        return is_decisive and not self.is_accepted(verdict)

    def _hides_evidence(self, verdict: Verdict) -> bool:
        """Returns whether the check saw too little, perhaps because some responses were lost or cannot be read.

        A server that never responds may not be the one that was meant.
        """
        has_responded = set(self.statuses) != {0}
        return bool(self.missing_evidence) and has_responded and verdict.rule.subject in (Transfer, Body)

    def acceptance(self, verdict: Verdict, finding: Finding) -> str:
        """Returns the reason why a finding of this verdict is accepted; empty if it is not."""
        return self.accepted.get((verdict.rule.id, finding.baseline_location), "")

    def expiry(self, verdict: Verdict, finding: Finding) -> str:
        """Returns since when a finding is no longer accepted, and why it was; empty if it never was accepted."""
        accepted = self.acceptance(verdict, finding)
        return "" if accepted else self.expired.get((verdict.rule.id, finding.baseline_location), "")

    def remark(self, verdict: Verdict, finding: Finding) -> str:
        """Returns a note that a finding is accepted, or no longer accepted; empty if it never was."""
        accepted = self.acceptance(verdict, finding)
        return f"accepted: {accepted}" if accepted else self.expiry(verdict, finding)

    def command_again(self, verdict: Verdict) -> str:
        """Returns the command that checks one rule again and, for a client, in the first case that broke it."""
        case = next((finding.case for finding in verdict.findings if finding.case), "")
        if not self.again:
            return ""
        return f"{self.again} --rule {verdict.rule.id}" + (f" --case {case}" if case else "")

    @property
    def kept_cases(self) -> int:
        """The number of cases in which nothing is broken."""
        broken = {location for verdict in self.verdicts for location in verdict.locations}
        return len(set(self.cases) - broken)

    @property
    def accepted_cases(self) -> int:
        """The number of cases in which something is broken and all of it is accepted."""
        broken = {(verdict.rule.id, location) for verdict in self.verdicts for location in verdict.locations}
        not_accepted = {location for _, location in broken - self.accepted.keys()}
        return len({location for _, location in broken} & set(self.cases) - not_accepted)

    def level(self, verdict: Verdict, finding: Finding) -> Literal["error", "warning"]:
        """Returns `error` for a finding that breaks the contract."""
        return "error" if self.counts(verdict) and not self.acceptance(verdict, finding) else "warning"

    def is_accepted(self, verdict: Verdict) -> bool:
        """Returns whether the rule is broken and the baseline accepts all of its findings."""
        accepted = sum(
            count for location, count in verdict.locations.items() if (verdict.rule.id, location) in self.accepted
        )
        return 0 < verdict.broken <= accepted
