"""The three doors: a server, a client, a saved document. Each gives a report."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from flowmusic_contract.asking import Asker, Limits, connect
from flowmusic_contract.clients import Client, Plan, call_all
from flowmusic_contract.examine import examine_client, examine_server, unseen, untold
from flowmusic_contract.reports.report import Report
from flowmusic_contract.rules import CLIENT_RULES, SERVER_RULES, Rule
from flowmusic_contract.rules.exchange import Exchange, Question
from flowmusic_contract.rules.schema import Document
from flowmusic_contract.rules.shape import Usage
from flowmusic_contract.target import Target

_ABOUT_ANSWERS = ("responses", "transport", "calls")
"""Rooms whose rules need to know how an answer was got."""

_ABOUT_SHAPE: tuple[object, ...] = (Document, Usage)


@frozen
class Fuzz:
    """How many requests schemathesis is to make up, and the seed they follow from."""

    requests: int = 100
    seed: int = 1


def check_server(
    target: Target,
    limits: Limits,
    fuzz: Fuzz | None,
    *,
    rules: Sequence[Rule[Any]] = SERVER_RULES,
    strict: bool = False,
) -> Report:
    """Asks a server everything and reports.

    Raises:
        UnreachableError: if it cannot be connected to, or refuses to go on.
    """
    with connect(target, limits) as http:
        asker = Asker(target, http, limits, _progress if sys.stderr.isatty() else _silence)
        exchanges = list(asker.ask_all())
        if fuzz:
            from flowmusic_contract.fuzz import ask_generated  # noqa: PLC0415 - it costs half a second to load

            exchanges += ask_generated(asker, fuzz.seed, fuzz.requests)
    verdicts = examine_server(exchanges, rules)
    return Report(
        door="server",
        target=target.base_url,
        verdicts=verdicts,
        strict=strict,
        lacking=unseen(verdicts),
        statuses=Counter(exchange.status for exchange in exchanges),
        seed=fuzz.seed if fuzz else None,
    )


def check_client(
    name: str,
    client: Client,
    plan: Plan | None = None,
    *,
    rules: Sequence[Rule[Any]] = CLIENT_RULES,
    strict: bool = False,
) -> Report:
    """Has a client do every case, or those of a plan, and reports.

    Raises:
        NotRunnableError: if its command cannot be started.
    """
    calls = call_all(client, plan, _done if sys.stderr.isatty() else _silence)
    return Report(
        door="client",
        target=name,
        verdicts=examine_client(calls, rules),
        strict=strict,
        lacking=untold(calls),
        statuses=Counter(call.answered_status for call in calls),
        cases=[call.case for call in calls],
    )


def document_rules() -> list[Rule[Any]]:
    """Returns the rules that a body alone can be asked about."""
    return [rule for rule in SERVER_RULES if rule.id.partition(".")[0] not in _ABOUT_ANSWERS]


def check_document(
    name: str, body: bytes, email: str | None, *, rules: Sequence[Rule[Any]], strict: bool = False
) -> Report:
    """Judges the saved body of a 200, with the account that was asked for if that is known, and reports."""
    question = Question(emails=(email,) if email else ())
    exchange = Exchange(question, status=200, body=body, source=name)
    verdicts = examine_server([exchange], rules)
    is_judged = any(verdict.comparisons for verdict in verdicts if verdict.rule.subject in _ABOUT_SHAPE)
    needs_shape = any(rule.subject in _ABOUT_SHAPE for rule in rules)
    lacking = () if is_judged or not needs_shape else ("a document whose shape can be judged",)
    return Report(door="document", target=name, verdicts=verdicts, strict=strict, lacking=lacking)


def _progress(asked: int) -> None:
    sys.stderr.write(f"\r{asked} requests ")
    sys.stderr.flush()


def _done(done: int, cases: int) -> None:
    sys.stderr.write(f"\r{done} of {cases} cases " if done < cases else "\r\x1b[K")
    sys.stderr.flush()


def _silence(*_numbers: int) -> None:
    pass
