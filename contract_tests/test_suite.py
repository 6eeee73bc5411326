"""The suite keeps its own promises: the kill matrix, and the laws of the house."""

import ast
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import flowmusic_contract
from flowmusic_contract.asking import Asker, Limits
from flowmusic_contract.clients import call_all
from flowmusic_contract.examine import Verdict, examine_client, examine_server, unseen
from flowmusic_contract.faults import CLIENT_FAULTS, FAULTS, SERVER_FAULTS, VARIATIONS, ClientFault, Fault, client
from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    OTHER_DEMO_TOKEN,
    Answer,
    Api,
    Request,
    Respond,
    demo_ledger,
    mock_transport,
)
from flowmusic_contract.rules import RULES, Rule
from flowmusic_contract.target import Target, Tenant

PACKAGE = Path(flowmusic_contract.__file__).parent

COMBINATIONS = [sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index) for seed in range(60)]
"""In the order of the catalogue: values before their encoding, compression last."""


TOKENS = [DEMO_TOKEN, OTHER_DEMO_TOKEN, "x", "%", DEMO_TOKEN[:-1]]

MAY_IMPORT = {
    "rules": {"flowmusic_contract.rules", "flowmusic_contract.spec"},
    "mock_server": {"flowmusic_contract.mock_server"},
    "faults": {"flowmusic_contract.faults", "flowmusic_contract.mock_server"},
}
"""Law 2: what a room may import of this project. A rule must notice when the mock server divides by 10."""


def examined(respond: Respond, *emails: str, seconds: float = 10) -> list[Verdict]:
    known = demo_ledger().emails
    tenant = Tenant(DEMO_TOKEN, emails or tuple(known(DEMO_TOKEN)))
    other = None if emails else Tenant(OTHER_DEMO_TOKEN, tuple(known(OTHER_DEMO_TOKEN)))
    target = Target("http://mock/v1", tenant, other)
    with httpx.Client(transport=mock_transport(respond), timeout=seconds) as http:
        return examine_server(Asker(target, http, Limits(seconds)).ask_all())


def broken(verdicts: list[Verdict]) -> set[str]:
    return {verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"}


def our_imports(module: Path) -> set[str]:
    imports = [
        node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    for node in imports:
        if isinstance(node, ast.ImportFrom) and node.module == "flowmusic_contract":
            names |= {f"flowmusic_contract.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return {name for name in names if name.startswith(("flowmusic_", "test_", "conftest", "."))}


@pytest.mark.parametrize("fault", SERVER_FAULTS, ids=lambda fault: fault.id)
def test_server_fault_breaks_its_rules(fault: Fault) -> None:
    """A server with one fault breaks exactly the rules that the fault names."""

    seconds = 0.2 if "transport.every-answer-is-in-time" in fault.breaks else 10

    assert fault.breaks == broken(examined(fault(Api(demo_ledger())), seconds=seconds))


@pytest.mark.parametrize("fault", CLIENT_FAULTS, ids=lambda fault: fault.id)
def test_client_fault_breaks_its_rules(fault: ClientFault) -> None:
    """A client with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(examine_client(call_all(fault.client)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_a_fault(rule: Rule[Any]) -> None:
    """A rule has a fault that breaks it and, so that it can be told apart, one that breaks it alone."""
    assert {rule.id} in [fault.breaks for fault in FAULTS]


def test_correct_server_keeps_every_rule() -> None:
    """The mock server exercises and keeps every rule."""

    assert {"held"} == {verdict.outcome for verdict in examined(Api(demo_ledger()))}


def test_correct_client_keeps_every_rule() -> None:
    """A correct client exercises and keeps every rule."""

    assert {"held"} == {verdict.outcome for verdict in examine_client(call_all(client.correct))}


def test_green_is_earned() -> None:
    """A server of which no events were seen is not said to keep the contract."""

    assert ["a 200 with events (name an account that has some with --email)"] == unseen(
        examined(Api(demo_ledger()), "newcomer@example.com")
    )


@pytest.mark.parametrize("items", [RULES, SERVER_FAULTS, CLIENT_FAULTS], ids=["rules", "faults", "client faults"])
def test_ids_are_unique_names(items: list[Any]) -> None:
    """An id names one thing, by its room and a name of its own."""
    ids = [item.id for item in items]

    assert sorted(set(ids)) == sorted(ids)
    assert all(item.sentence.endswith(".") for item in items)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_rooms_import_only_what_they_may(room: str) -> None:
    """Rules, mock server and faults know of each other only what the second law lets them."""
    imports = {name for module in (PACKAGE / room).rglob("*.py") for name in our_imports(module)}

    assert set() == {name for name in imports if not name.startswith(tuple(MAY_IMPORT[room]))}


def test_suite_imports_neither_client_nor_tests() -> None:
    """The suite judges raw bytes: it imports neither the generated client nor any test."""
    imports = {name for module in PACKAGE.rglob("*.py") for name in our_imports(module)}

    assert set() == {name for name in imports if not name.startswith("flowmusic_contract")}


def test_rules_and_faults_share_their_rooms() -> None:
    """What is called one thing in one room is called the same in the other."""

    assert {rule.id.partition(".")[0] for rule in RULES} == {fault.id.partition(".")[0] for fault in FAULTS}


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.id)
def test_variation_breaks_no_rule(variation: Fault) -> None:
    """A server that differs where the page is silent breaks no rule, and exercises all of them."""
    verdicts = examined(variation(Api(demo_ledger())))

    assert set() == broken(verdicts)
    assert [] == unseen(verdicts)


@pytest.mark.parametrize("variations", COMBINATIONS, ids=lambda variations: "+".join(v.id[11:] for v in variations))
def test_variations_together_break_no_rule(variations: list[Fault]) -> None:
    """Several oddities at once are as legal as each of them."""
    server: Respond = Api(demo_ledger())
    for variation in variations:
        server = variation(server)

    assert set() == broken(examined(server))


def test_there_are_enough_faults_and_variations() -> None:
    """The catalogue is as large as it is said to be."""

    assert len(SERVER_FAULTS) >= 100
    assert len(VARIATIONS) >= 30


@pytest.mark.parametrize("change", [*SERVER_FAULTS, *VARIATIONS], ids=lambda change: change.id)
def test_changed_server_answers_whatever_is_asked(change: Fault) -> None:
    """A server that misbehaves on request still answers every request."""
    server = change(Api(demo_ledger()))
    emails = [*demo_ledger().emails(DEMO_TOKEN), "nobody@example.com", "nonsense", ""]
    queries = ["", "email", "other=1", "email=a&email=b", "%ff=%zz&&=", *(f"email={quote(email)}" for email in emails)]
    tokens = [(), (("authorization", ""),), *((("authorization", f"Bearer {token}"),) for token in TOKENS)]
    paths = ["/v1/flowmusic/accounts/usage", "/"]
    asked = product(["GET", "HEAD", "POST", "OPTIONS"], paths, queries, tokens)

    assert all(isinstance(server(Request(*request)), Answer) for request in asked)
