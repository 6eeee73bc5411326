"""What every report tells: a target, the verdicts on it, and what follows from them."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from attrs import field, frozen

from flowmusic_contract.examine import Verdict

Conclusion = Literal["kept", "broken", "could not finish"]
Door = Literal["server", "client", "document"]


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
    """How many answers of each status there were."""
    seed: int | None = None
    """The seed of the generated requests, if there were any."""

    @property
    def conclusion(self) -> Conclusion:
        """Whether the contract is kept: documented rules decide, inferred ones too if strict."""
        if any(self.counts(verdict) for verdict in self.verdicts if verdict.outcome == "broken"):
            return "broken"
        return "could not finish" if self.lacking else "kept"

    def counts(self, verdict: Verdict) -> bool:
        """Tells whether this verdict has a say in the conclusion."""
        return self.strict or verdict.rule.basis == "documented"
