"""Reports on all kinds of targets, with all conclusions, and one in which every text is hostile."""

import json
import shlex
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from attrs import evolve

from flowmusic_contract.all_rules import CLIENT_RULES, RULES, SERVER_RULES
from flowmusic_contract.engine.expectation import HELD, Expectation, broken
from flowmusic_contract.engine.json_path import normalized_path
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import Finding, Verdict
from flowmusic_contract.reports.redaction import redaction

TOKEN = """user:00001-f'l"o\\w&<music>%"""
"""Printable, so that a header can carry it, and changed by every way of escaping."""
EMAIL = "listener@example.com"
REDACT = redaction(TOKEN)
NEAR_VARIANTS = [TOKEN[:-1], TOKEN[1:], f"{TOKEN}x", f"x{TOKEN}", TOKEN.swapcase()]
HOSTILE = " ".join(
    [
        TOKEN,
        quote(TOKEN, safe=""),
        json.dumps(TOKEN),
        repr(TOKEN),
        *NEAR_VARIANTS,
        shlex.quote(TOKEN),
        EMAIL,
        quote(EMAIL, safe=""),
        f".{EMAIL}",
        "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; ]]> --> '\"",
        "\x00 \x08 \x1b[31m \x7f \x85 \u2028 \u202e \ud800 \udfff \ufffe \uffff",
        "\n::error::line feed\r\n::stop-commands::x\r##[error]x ##vso[task.complete] %0A",
        "A" * 10_000,
        TOKEN,
    ]
)

ON_CLIENTS = next(rule for rule in CLIENT_RULES if rule.basis == "documented")
DOCUMENTED, OTHER = [rule for rule in SERVER_RULES if rule.basis == "documented"][:2]
INFERRED = next(rule for rule in SERVER_RULES if rule.basis == "inferred")


def finding(*location: str | int, source: str = "GET /usage -> 200", curl: str = "curl …") -> Finding:
    """Returns a finding that expected 12 and found 13."""
    return Finding(broken("12", 13, *location), source, curl)


def hostile(*location: str | int) -> Finding:
    """Returns a finding in which every text is hostile."""
    actual = json.dumps(HOSTILE, ensure_ascii=False)
    return Finding(Expectation(holds=False, location=location, expected=HOSTILE, actual=actual), HOSTILE, HOSTILE)


def verdict(rule: Rule[Any], *findings: Finding, more: int = 0) -> Verdict:
    """Returns a verdict on a rule that compared; `more` expectations are broken where the first is."""
    locations = Counter(normalized_path(each.expectation.location) for each in findings)
    if more:
        locations[normalized_path(findings[0].expectation.location)] += more
    return Verdict(rule, 10 + locations.total(), locations.total(), list(findings[:10]), locations)


def report(*verdicts: Verdict, **others: Any) -> Report:
    """Returns a report on a server."""
    return Report("server", "http://127.0.0.1:8612/v1", verdicts, **others)


ROWS = [finding("events", row, "amount") for row in range(10)]
KEPT = report(verdict(DOCUMENTED), verdict(INFERRED))
BROKEN = report(verdict(DOCUMENTED, *ROWS, more=4), verdict(OTHER), verdict(INFERRED, finding()), again="contract …")
LENIENT = report(verdict(DOCUMENTED), verdict(INFERRED, finding("email")))
INCONCLUSIVE = report(verdict(DOCUMENTED), Verdict(OTHER), missing_evidence=["a 200 with events"])
EXPIRED = evolve(BROKEN, expired={(DOCUMENTED.id, "$.events[*].amount"): "expired on 2026-05-31: known since May"})
ACCEPTED = evolve(BROKEN, accepted={(DOCUMENTED.id, "$.events[*].amount"): "known since May"})
CASES = ["accounts.one", "accounts.two", "types.one"]


def of_client(*broken: str) -> Report:
    """Returns a report on a client that broke a rule in these cases, and kept it in the others."""
    each = Verdict(ON_CLIENTS)
    for case in CASES:
        each.record([finding("query").expectation if case in broken else HELD], f"{case}: Called.", case=case)
    return Report("client", "python client.py", [each], cases=CASES, again="contract …")


REPORTS = {
    "kept": KEPT,
    "broken": BROKEN,
    "lenient": LENIENT,
    "strict": evolve(LENIENT, strict=True),
    "inconclusive": INCONCLUSIVE,
    "accepted": ACCEPTED,
    "expired": EXPIRED,
    "outdated": evolve(KEPT, outdated=["fixed: remove line 1"]),
    "of a client": Report("client", "python client.py", [verdict(rule) for rule in RULES]),
    "of a client's cases": of_client("types.one"),
    "of a document": Report("document", "saved.json", [Verdict(rule) for rule in RULES], missing_evidence=["anything"]),
    "with a date and a command": evolve(
        KEPT, started_at=datetime(2026, 6, 1, 12, 30, 5, 999, tzinfo=UTC), command="flowmusic-contract server"
    ),
    "with statuses": evolve(KEPT, statuses=Counter({200: 3, 404: 1, 0: 2}), seed=42),
    "empty": report(missing_evidence=["anything"]),
    "hostile": Report(
        "server",
        HOSTILE,
        [
            verdict(DOCUMENTED, hostile(HOSTILE, 0, TOKEN, EMAIL)),
            verdict(INFERRED, hostile(TOKEN)),
            verdict(OTHER, hostile(HOSTILE)),
        ],
        again=HOSTILE,
        missing_evidence=[HOSTILE],
        command=HOSTILE,
        outdated=[HOSTILE],
        accepted={(OTHER.id, normalized_path((HOSTILE,))): HOSTILE},
        expired={(DOCUMENTED.id, normalized_path((HOSTILE, 0, TOKEN, EMAIL))): HOSTILE},
    ),
}
HOSTILE_CLIENT = Report(
    "client",
    HOSTILE,
    [verdict(ON_CLIENTS, *(evolve(hostile(HOSTILE, row), case=f"{HOSTILE} {row}") for row in range(10)))],
    cases=[HOSTILE],
    again=HOSTILE,
)
HOSTILE_INCONCLUSIVE = evolve(REPORTS["hostile"], verdicts=[verdict(OTHER, hostile(HOSTILE))])
