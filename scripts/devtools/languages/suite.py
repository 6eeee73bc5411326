"""All that the matrix uses of flowmusic_contract. Nothing else in this package imports it."""

import ast
import hashlib
import inspect
import json
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attrs import frozen

from flowmusic_contract.all_rules import CLIENT_RULES, RUN_RULES
from flowmusic_contract.areas.client import connection_rules, pairs
from flowmusic_contract.areas.client import rules as client_rules
from flowmusic_contract.client import one_process, runs, sharing
from flowmusic_contract.client import protocol as client_protocol
from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.client.run_cases import RunCase, run_cases
from flowmusic_contract.engine import baseline
from flowmusic_contract.mock_server import Request

_RULES = (client_rules, pairs)
_MANY_CALLS = (runs, one_process, sharing, connection_rules)

_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")

MICROSECONDS = client_rules.timestamps_keep_their_microseconds.id
"""The rule that a client breaks if it shortens timestamps to milliseconds."""


@frozen
class KnownFailure:
    """A rule that a client is known to break in some cases, which may be a pattern such as types.*, and why."""

    rule: str
    cases: str
    reason: str


@frozen
class ClientReport:
    """What the client check reports of a client."""

    cases: int
    cases_kept: int
    broken_rules: tuple[str, ...]


def case_ids() -> list[str]:
    """Returns the id of every client case."""
    return [*(case.id for case in all_cases()), *(case.id for case in run_cases())]


def parse_known_failures(text: str) -> list[KnownFailure]:
    """Returns the known failures in a file's text, in their order."""
    entries = baseline.read(text, [*CLIENT_RULES, *RUN_RULES])
    return [KnownFailure(entry.rule, entry.location, entry.reason) for entry in entries]


def check_command(run: str, report: Path, known_failures: Path | None) -> list[str]:
    """Returns the command that checks a client in every case and writes a JSON report."""
    words = [sys.executable, "-m", "flowmusic_contract", "client", "--strict", "--jobs", "1", "--many-calls"]
    known = ["--known-failures", str(known_failures)] if known_failures else []
    return [*words, "--command", run, "--json", str(report), *known]


def read_report(text: str) -> ClientReport:
    """Returns what a JSON report says."""
    report = json.loads(text)
    broken = sorted(rule["id"] for rule in report["rules"] if rule["outcome"] == "broken")
    return ClientReport(report["cases"]["total"], report["cases"]["kept"], tuple(broken))


@cache
def cases_fingerprint() -> str:
    """Returns a fingerprint of all client cases."""
    return fingerprint_of_cases(all_cases())


def fingerprint_of_cases(cases: Iterable[Case]) -> str:
    """Returns a fingerprint of what a client has to send in each case, and what the mock server responds."""
    return _fingerprint(map(_case_content, cases))


@cache
def rules_fingerprint() -> str:
    """Returns a fingerprint of the client rules."""
    return _fingerprint(code_of(inspect.getsource(module)) for module in _RULES)


@cache
def protocol_fingerprint() -> str:
    """Returns a fingerprint of how a client is called and how its output is read."""
    return _fingerprint([code_of(inspect.getsource(client_protocol))])


@cache
def many_calls_fingerprint() -> str:
    """Returns a fingerprint of how a client makes several calls in one process, and of what is checked of them."""
    code = (code_of(inspect.getsource(module)) for module in _MANY_CALLS)
    return _fingerprint([*code, *map(_run_case_content, run_cases())])


def code_of(source: str) -> str:
    """Returns the code in a Python source text, without comments and docstrings, after the names that it imports.

    From which modules the names come does not count: code that was moved is still the same.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [each for each in node.body if not _is_text(each)]
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = sorted(ast.unparse(alias) for node in imports for alias in node.names)
    tree.body = [node for node in tree.body if node not in imports]
    return "\n".join([*names, ast.unparse(tree)])


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _case_content(case: Case) -> str:
    return repr((case.id, case.email, case.token, case.is_broken, _without_time(case, case.email)))


def _run_case_content(case: RunCase) -> str:
    return repr((case.id, case.emails, case.token, [_without_time(case, email) for email in case.emails]))


def _without_time(case: Case | RunCase, email: str) -> str:
    response, again = (_HTTP_DATE.sub("date", _respond(case, email)) for _ in range(2))
    # A response that depends on the clock differs each time; its digits do not count.
    return response if response == again else re.sub(r"\d+", "0", response)


def _respond(case: Case | RunCase, email: str) -> str:
    headers = ("host", "127.0.0.1"), ("accept-encoding", "gzip")
    request = Request.get(email, *headers).authorized_by(case.token)
    response = case.serve()(request)
    # The content, because a compressed body starts with the time of its compression.
    return repr((response.status, response.headers, response.content()))


def _fingerprint(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}\0{part}".encode())
    return digest.hexdigest()[:16]
