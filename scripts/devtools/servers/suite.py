"""All that the matrix uses of flowmusic_contract. Nothing else in this package imports it."""

import json
import sys
from pathlib import Path

from attrs import frozen

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine import baseline
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    Ledger,
    demo_ledger,
)

TOKENS = {"USEAPI_TOKEN": DEMO_TOKEN, "USEAPI_OTHER_TOKEN": OTHER_DEMO_TOKEN}
"""The environment of the check."""


@frozen
class KnownFailure:
    """A rule that a server is known to break, and why."""

    rule: str
    reason: str


def parse_known_failures(text: str) -> list[KnownFailure]:
    """Returns the known failures in a file's text, each rule and reason once, in their order."""
    entries = baseline.read(text, SERVER_RULES)
    return list(dict.fromkeys(KnownFailure(entry.rule, entry.reason) for entry in entries))


def ledger_json() -> str:
    """Returns the demonstration ledger as JSON: the raw billing events, by token and email address."""
    ledger = demo_ledger()
    tokens = {token: _accounts(ledger, token) for token in TOKENS.values()}
    return json.dumps(tokens, indent=2, ensure_ascii=False) + "\n"


def check_command(base_url: str, report: Path, known_failures: Path) -> list[str]:
    """Returns the command that checks a server with both tenants, and writes a JSON report."""
    accounts = [option for email in DEMO_EMAILS for option in ("--email", email)]
    accounts += [option for email in OTHER_DEMO_EMAILS for option in ("--other-email", email)]
    known = ["--baseline", str(known_failures)] if known_failures.exists() else []
    words = [sys.executable, "-m", "flowmusic_contract", "server", "--strict", "--base-url", base_url]
    return [*words, *accounts, *known, "--json", str(report)]


def _accounts(ledger: Ledger, token: str) -> dict[str, list[dict[str, object]]]:
    return {email: ledger.raw_events(token, email) for email in ledger.emails(token)}
