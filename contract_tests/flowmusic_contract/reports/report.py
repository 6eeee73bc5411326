"""What every report tells: a target, the verdicts on it, and what follows from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import field, frozen

from flowmusic_contract.examine import Finding, Verdict

Conclusion = Literal["kept", "broken", "could not finish"]
Door = Literal["server", "client", "document"]

_EXIT_CODES: dict[Conclusion, int] = {"kept": 0, "broken": 1, "could not finish": 2}


@frozen
class Report:
    """One run of the check, finished. Texts in it may hold tokens and e-mails: a writer redacts what it writes."""

    door: Door
    target: str
    """The base URL, the command or the file name."""
    verdicts: Sequence[Verdict]
    strict: bool = False
    lacking: Sequence[str] = ()
    """What has to be seen before the contract can be said to be kept, and was not."""
    again: str = ""
    """The command that checks the same target; a report adds `--rule`. Empty if there is none."""
    statuses: Counter[int] = field(factory=Counter)
    """How many answers of each status there were; 0 stands for no answer."""
    seed: int | None = None
    """The seed of the generated requests, if there were any."""
    accepted: Mapping[tuple[str, str], str] = field(factory=dict)
    """Why a finding is accepted, by the id of its rule and its place."""
    outdated: Sequence[str] = ()
    """What is to be removed from the baseline, because it is fixed."""
    cases: Sequence[str] = ()
    """The cases that a client was made to do."""

    @property
    def conclusion(self) -> Conclusion:
        """Whether the contract is kept: documented rules decide, inferred ones too if strict."""
        if any(self.counts(verdict) for verdict in self.verdicts if verdict.outcome == "broken"):
            return "broken"
        return "could not finish" if self.lacking or self.outdated else "kept"

    @property
    def exit_code(self) -> int:
        """What the command line exits with."""
        return _EXIT_CODES[self.conclusion]

    @property
    def obstacles(self) -> list[str]:
        """Why the contract cannot be said to be kept, though nothing that counts is broken."""
        return [*(f"never saw {what}" for what in self.lacking), *self.outdated]

    def counts(self, verdict: Verdict) -> bool:
        """Tells whether this verdict has a say in the conclusion."""
        return (self.strict or verdict.rule.basis == "documented") and self.is_held_against(verdict)

    def acceptance(self, verdict: Verdict, finding: Finding) -> str:
        """Returns the reason why a finding of this verdict is accepted; empty if it is not."""
        return self.accepted.get((verdict.rule.id, finding.place), "")

    def command_again(self, verdict: Verdict) -> str:
        """Returns the command that asks about a rule again, and a client in the first case that broke it."""
        case = next((finding.case for finding in verdict.findings if finding.case), "")
        if not self.again:
            return ""
        return f"{self.again} --rule {verdict.rule.id}" + (f" --case {case}" if case else "")

    @property
    def kept_cases(self) -> int:
        """In how many cases nothing is broken."""
        broken = {place for verdict in self.verdicts for place in verdict.places}
        return len(set(self.cases) - broken)

    @property
    def accepted_cases(self) -> int:
        """In how many cases something is broken, all of which is accepted."""
        broken = {(verdict.rule.id, place) for verdict in self.verdicts for place in verdict.places}
        held_against = {place for _, place in broken - self.accepted.keys()}
        return len({place for _, place in broken} & set(self.cases) - held_against)

    def level(self, verdict: Verdict, finding: Finding) -> Literal["error", "warning"]:
        """Returns how grave a finding is: an error if it breaks the contract."""
        return "error" if self.counts(verdict) and not self.acceptance(verdict, finding) else "warning"

    def is_held_against(self, verdict: Verdict) -> bool:
        """Tells whether the verdict is more than what the baseline accepts."""
        known = sum(count for path, count in verdict.places.items() if (verdict.rule.id, path) in self.accepted)
        return not 0 < verdict.broken <= known
