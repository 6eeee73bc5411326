"""The result of each row: `contract_tests/servers/results.json`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import asdict, field, frozen

from devtools.servers.servers import SERVERS, load_servers
from devtools.toolchain.outcomes import NotRun

RESULTS = SERVERS / "results.json"


@frozen(kw_only=True)
class Result:
    """What the check reported about a server."""

    stack: str
    exit_code: int
    """0 if the server keeps the contract, except for its known failures; 1 if not; 2 if the check saw too little."""
    held: int
    broken: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """The rules that were broken, known failures included."""
    not_exercised: Sequence[str] = field(default=(), converter=tuple[str, ...])

    @property
    def in_words(self) -> str:
        """The result in a few words."""
        rules = f"{self.held} rules held, {len(self.broken)} broken, {len(self.not_exercised)} not exercised"
        passed = "breaks only what it is known to" if self.broken else "keeps the contract"
        verdict = {0: passed, 1: "BROKEN"}.get(self.exit_code, "INCONCLUSIVE")
        return f"{verdict}: {rules}"


Outcome = Result | NotRun


def read_report(stack: str, text: str) -> Result:
    """Returns the result that a JSON report describes."""
    report = json.loads(text)
    rules: dict[str, list[str]] = {"held": [], "broken": [], "not exercised": []}
    for rule in report["rules"]:
        rules[rule["outcome"]].append(rule["id"])
    return Result(
        stack=stack,
        exit_code=report["exit_code"],
        held=len(rules["held"]),
        broken=sorted(rules["broken"]),
        not_exercised=sorted(rules["not exercised"]),
    )


def read_results() -> dict[str, Result]:
    """Returns the recorded result of each row that has been run."""
    saved: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return {name: Result(**each) for name, each in saved.items()}


def write_results(results: Mapping[str, Result]) -> None:
    """Records the results, in the order of the matrix."""
    ordered = {server.name: asdict(results[server.name]) for server in load_servers() if server.name in results}
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n")
