"""Checks a server, a client or a saved document, and returns a report."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import evolve

from flowmusic_contract.all_rules import CLIENT_RULES, DOCUMENT_RULES, SERVER_RULES
from flowmusic_contract.client.calls import Plan
from flowmusic_contract.client.sharing import calls_of_client
from flowmusic_contract.engine.client_fault import CallClient, CallMany
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.judge import ServerJudge, judge_client, judge_server
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall, ClientRun, each_call
from flowmusic_contract.engine.usage import Usage
from flowmusic_contract.engine.verdict import Verdict, missing_evidence
from flowmusic_contract.server.connection import HttpConnection, connect
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.preflight import run_with_preflight
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import Target


def check_server(
    target: Target,
    limits: Limits,
    generated: int,
    *,
    rules: Sequence[Rule[Any]] = SERVER_RULES,
    strict: bool = False,
    on_progress: Callable[[int], None] = lambda _sent: None,
    on_finding: Callable[[Verdict], None] = lambda _verdict: None,
) -> Report:
    """Sends every probe to a server, and this number of generated requests.

    `on_progress` gets the number of requests sent, and `on_finding` each broken rule as soon as it is known.

    Raises:
        SetupError: if the token, the base URL or the email address is wrong.
        UnreachableError: if the server cannot be connected to, or refuses to continue.
    """
    judge = ServerJudge(rules, on_finding)
    with connect(target, limits) as http:
        session = ProbeSession(target, HttpConnection(http, limits), limits, on_progress)
        for exchange in run_with_preflight(session):
            judge.add(exchange)
        if generated and not session.is_out_of_time(not_sent=generated):
            from flowmusic_contract.server.fuzz import send_generated  # noqa: PLC0415 - takes half a second to import

            send_generated(session, limits.seed, generated, judge.add)
    not_sent = [f"the responses to {count} requests: {why}" for why, count in session.not_sent.items()]
    report = _server_report(target.base_url, judge, not_sent, strict=strict)
    return evolve(report, seed=limits.seed)


def report_on_exchanges(
    name: str, exchanges: Iterable[Exchange], *, rules: Sequence[Rule[Any]] = SERVER_RULES, strict: bool = False
) -> Report:
    """Judges the exchanges with a server."""
    judge = ServerJudge(rules)
    for exchange in exchanges:
        judge.add(exchange)
    return _server_report(name, judge, strict=strict)


def _server_report(name: str, judge: ServerJudge, not_sent: Sequence[str] = (), *, strict: bool) -> Report:
    verdicts = judge.conclude()
    return Report(
        kind="server",
        target=name,
        verdicts=verdicts,
        strict=strict,
        missing_evidence=[*missing_evidence(verdicts), *not_sent],
        statuses=judge.statuses,
    )


def check_client(
    name: str,
    client: CallClient,
    plan: Plan | None = None,
    *,
    rules: Sequence[Rule[Any]] = CLIENT_RULES,
    strict: bool = False,
    many: CallMany | None = None,
    runs: Sequence[ClientRun] = (),
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Report:
    """Runs the cases of a plan with a client, or all cases, as `calls_of_client` does; `runs` are judged as well.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    calls = calls_of_client(client, plan or Plan(), rules, many, on_progress)
    return report_on_calls(name, [*calls, *runs], rules=rules, strict=strict)


def report_on_calls(
    name: str,
    calls: Sequence[ClientCall | ClientRun],
    *,
    rules: Sequence[Rule[Any]] = CLIENT_RULES,
    strict: bool = False,
) -> Report:
    """Judges the calls and runs of a client."""
    return Report(
        kind="client",
        target=name,
        verdicts=judge_client(calls, rules),
        strict=strict,
        missing_evidence=missing_client_evidence(calls),
        statuses=Counter(call.served_status for call in each_call(calls)),
        cases=[call.case for call in calls],
    )


def check_document(
    name: str, body: bytes, email: str | None, *, rules: Sequence[Rule[Any]] = DOCUMENT_RULES, strict: bool = False
) -> Report:
    """Judges the saved body of a 200 response; `email` is the account that was requested, if known."""
    intent = RequestIntent(emails=(email,) if email else ())
    verdicts = judge_server([Exchange(intent, status=200, body=body, source=name)], rules)
    about_shape = [verdict for verdict in verdicts if verdict.rule.subject in (Document, Usage)]
    is_judged = not about_shape or any(verdict.comparisons for verdict in about_shape)
    missing = () if is_judged else ("a document with a shape that can be judged",)
    return Report(kind="document", target=name, verdicts=verdicts, strict=strict, missing_evidence=missing)


def missing_client_evidence(calls: Sequence[ClientCall | ClientRun]) -> list[str]:
    """Returns what must be seen of a client before it can be said to keep the contract, and was not seen."""
    judged = [call for call in each_call(calls) if not call.is_response_broken]
    statuses = {call.served_status for call in judged}
    has_reported = any(call.served_status == 200 and call.has_reported_usage for call in judged)
    missing = [] if has_reported else ["a usage report from the client (a case of accounts has one)"]
    return missing + [f"a call that was served {status}" for status in (401, 404) if status not in statuses]
