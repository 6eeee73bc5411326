"""Runs examples/arazzo.yaml with redocly respect: the mock server must pass, and each of three faults must fail."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from devtools.paths import ROOT
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.mock_server import Api, Handler, demo_ledger, running

ARAZZO = ROOT / "examples/arazzo.yaml"
REDOCLY = Path(__file__).with_name("node_modules") / ".bin/redocly"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
SECONDS = 60

WORKFLOWS = {"configuredAccount", "invalidToken", "accountNotConfigured"}
FAULTS = {
    "schema.amount-as-string": "configuredAccount",
    "authentication.any-token-is-accepted": "invalidToken",
    "accounts.unknown-account-gets-an-empty-report": "accountNotConfigured",
}
"""The id of each fault of the server, and the one workflow that must fail."""


def main() -> int:
    """Returns 0 if every workflow passes and every fault is found, 1 if not, 2 if Redocly could not run."""
    correct = Api(demo_ledger())
    try:
        surprises = [*judge(correct, "the mock server", set())]
        for id_, workflow in FAULTS.items():
            [fault] = [fault for fault in SERVER_FAULTS if fault.id == id_]
            surprises += judge(fault(correct), f"the mock server with the fault {id_}", {workflow})
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"respect: redocly wrote no report: {error}", file=sys.stderr)
        return 2
    if not surprises:
        print(f"{ARAZZO.name}: {len(WORKFLOWS)} workflows pass, and {len(FAULTS)} faults of the server are found.")
    print("\n".join(surprises), end="")
    return 1 if surprises else 0


def judge(handler: Handler, name: str, should_fail: set[str]) -> Iterator[str]:
    """Yields a message for each workflow with an unexpected outcome, with what redocly printed."""
    outcomes, output = respect(handler)
    for workflow in sorted(WORKFLOWS | outcomes.keys()):
        outcome, expected = outcomes.get(workflow, "not run"), "error" if workflow in should_fail else "success"
        if outcome != expected:
            yield f"{output}\n{ARAZZO.name} against {name}: expected {workflow}: {expected}, actual: {outcome}\n"


def respect(handler: Handler) -> tuple[dict[str, str], str]:
    """Returns the outcome of each workflow against a server, and what redocly printed."""
    with running(handler) as base_url, tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        ran = subprocess.run(
            [REDOCLY, "respect", ARAZZO, "--server", f"flowmusic={base_url}", "--json-output", report],
            env=os.environ | QUIET,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if not report.exists():
            raise ValueError(f"exit {ran.returncode}\n{ran.stdout}")
        (file,) = json.loads(report.read_text())["files"].values()
        return {run["workflowId"]: run["status"] for run in file["executedWorkflows"]}, ran.stdout


if __name__ == "__main__":
    sys.exit(main())
