"""The kill matrix: a fault breaks exactly its rules, and a variation breaks none."""

from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from flowmusic_contract.all_faults import CLIENT_FAULTS, FAULTS, RUN_FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import CLIENT_RULES, RULES, RUN_RULES
from flowmusic_contract.areas.client.correct import correct, correct_calls, reformatting, retrying
from flowmusic_contract.check import missing_client_evidence
from flowmusic_contract.client.calls import call_all
from flowmusic_contract.client.generated import call_generated_many
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.engine.client_fault import CallClient, CallMany, ClientFault, RunFault
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.judge import judge_client
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import missing_evidence
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_TOKEN,
    Api,
    Handler,
    Request,
    Response,
    demo_ledger,
)
from self_tests.judging import broken, judged

COMBINATIONS = [sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index) for seed in range(60)]
"""In the order of `VARIATIONS`: values before encodings, compression last."""

TOKENS = [DEMO_TOKEN, OTHER_DEMO_TOKEN, "x", "%", DEMO_TOKEN[:-1]]


@pytest.mark.parametrize("fault", SERVER_FAULTS, ids=lambda fault: fault.id)
def test_server_fault_breaks_its_rules(fault: Fault) -> None:
    """A server with one fault breaks exactly the rules that the fault names."""
    seconds = 0.2 if "transport.every-response-is-in-time" in fault.breaks else 10

    assert fault.breaks == broken(judged(fault(Api(demo_ledger())), seconds=seconds))


@pytest.mark.parametrize("fault", CLIENT_FAULTS, ids=lambda fault: fault.id)
def test_client_fault_breaks_its_rules(fault: ClientFault) -> None:
    """A client with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(judge_client(call_all(fault.call), CLIENT_RULES))


@pytest.mark.parametrize("fault", RUN_FAULTS, ids=lambda fault: fault.id)
def test_fault_of_many_calls_breaks_its_rules(fault: RunFault) -> None:
    """A client that makes several calls with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(judge_client(run_all(fault.call), [*CLIENT_RULES, *RUN_RULES]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_a_fault_of_its_own(rule: Rule[Any]) -> None:
    """A rule has a fault that breaks it and no other rule."""

    assert {rule.id} in [fault.breaks for fault in FAULTS]


def test_correct_server_keeps_every_rule() -> None:
    """The mock server exercises and keeps every rule."""

    assert {"held"} == {verdict.outcome for verdict in judged(Api(demo_ledger()))}


@pytest.mark.parametrize("client", [correct, retrying, reformatting])
def test_correct_client_keeps_every_rule(client: CallClient) -> None:
    """A correct client exercises and keeps every rule, even if it retries or reformats."""
    calls = call_all(client)

    assert {"held"} == {verdict.outcome for verdict in judge_client(calls, CLIENT_RULES)}
    assert [] == missing_client_evidence(calls)


@pytest.mark.parametrize("client", [correct_calls, call_generated_many])
def test_correct_client_keeps_its_connection(client: CallMany) -> None:
    """A correct client exercises and keeps every rule on several calls, and breaks no other rule."""
    runs = run_all(client)

    assert ["held"] * len(RUN_RULES) == [verdict.outcome for verdict in judge_client(runs, RUN_RULES)]
    assert set() == broken(judge_client(runs, CLIENT_RULES))


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.id)
def test_variation_breaks_no_rule(variation: Fault) -> None:
    """A server that differs where the docs page is silent breaks no rule, and no evidence is missing."""
    verdicts = judged(variation(Api(demo_ledger())))

    assert set() == broken(verdicts)
    assert [] == missing_evidence(verdicts)


@pytest.mark.parametrize("variations", COMBINATIONS, ids=lambda each: "+".join(v.id.partition(".")[2] for v in each))
def test_combined_variations_break_no_rule(variations: list[Fault]) -> None:
    """Several variations together are as legal as each of them."""
    server: Handler = Api(demo_ledger())
    for variation in variations:
        server = variation(server)

    assert set() == broken(judged(server))


@pytest.mark.parametrize("change", [*SERVER_FAULTS, *VARIATIONS], ids=lambda change: change.id)
def test_changed_server_responds_to_every_request(change: Fault) -> None:
    """A server with a fault or a variation does not crash, whatever the request."""
    server = change(Api(demo_ledger()))
    emails = [*DEMO_EMAILS, "nobody@example.com", "nonsense", ""]
    queries = ["", "email", "other=1", "email=a&email=b", "%ff=%zz&&=", *(f"email={quote(email)}" for email in emails)]
    tokens = [(), (("authorization", ""),), *((("authorization", f"Bearer {token}"),) for token in TOKENS)]
    paths = ["/v1/flowmusic/accounts/usage", "/"]
    requests = product(["GET", "HEAD", "POST", "OPTIONS"], paths, queries, tokens)

    assert all(isinstance(server(Request(*request)), Response) for request in requests)
