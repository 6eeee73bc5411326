"""Runs cases in shared processes where no verdict depends on that, and the others each in a process of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve

from flowmusic_contract.areas.client import rules as client_rules
from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.one_process import call_in_one_process
from flowmusic_contract.client.programs import ended_by_sigterm
from flowmusic_contract.engine.client_fault import CallClient, CallMany
from flowmusic_contract.engine.judge import judge_client
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall

_ABOUT_ONE_CALL = {
    client_rules.broken_response_is_rejected.id,
    client_rules.timestamps_keep_their_microseconds.id,
    client_rules.usage_is_reported_by_value.id,
}
"""The rules about what a client reports of one call, whatever the other calls in its process do."""


def calls_of_client(
    client: CallClient,
    plan: Plan,
    rules: Sequence[Rule[Any]],
    many: CallMany | None,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> list[ClientCall]:
    """Runs the cases of a plan, and returns the calls in their order; `on_progress` gets the number of cases done.

    With `many`, the same client making several calls, many cases share a process. A case that breaks a rule there runs
    again on its own, unless no other case can be the reason.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    certain = _certain_calls(many, plan, rules, on_progress) if many else {}
    alone = evolve(plan, cases=[case for case in plan.cases if case.id not in certain])
    others = call_all(client, alone, lambda done: on_progress(len(certain) + done))
    calls = certain | {call.case: call for call in others}
    return [calls[case.id] for case in plan.cases]


def _certain_calls(
    many: CallMany, plan: Plan, rules: Sequence[Rule[Any]], on_progress: Callable[[int], None]
) -> dict[str, ClientCall]:
    certain: dict[str, ClientCall] = {}
    with ended_by_sigterm():
        for call in call_in_one_process(many, plan.cases):
            if _is_certain(call, rules):
                certain[call.case] = call
                on_progress(len(certain))
    return certain


def _is_certain(call: ClientCall, rules: Sequence[Rule[Any]]) -> bool:
    broken = {verdict.rule.id for verdict in judge_client([call], rules) if verdict.broken}
    return broken <= _ABOUT_ONE_CALL and (call.is_response_broken or not call.failure)
