"""The suite keeps its own promises: the kill matrix, and the laws of the house."""

import ast
import re
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import flowmusic_contract
from flowmusic_contract.all_faults import CLIENT_FAULTS, FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import CLIENT_RULES, RULES, SERVER_RULES
from flowmusic_contract.areas.client.correct import correct, reformatting, retrying
from flowmusic_contract.check import missing_client_evidence
from flowmusic_contract.client.cases import EXEMPT, MUST_REJECT, all_cases
from flowmusic_contract.client.protocol import Plan, call_all
from flowmusic_contract.engine.client_fault import CallClient, ClientFault
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdicts import Verdict, judge_client, judge_server, missing_evidence
from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    OTHER_DEMO_TOKEN,
    Api,
    Handler,
    Request,
    Response,
    demo_ledger,
    mock_transport,
)
from flowmusic_contract.server.session import Limits, ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target, Tenant

PACKAGE = Path(flowmusic_contract.__file__).parent

COMBINATIONS = [sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index) for seed in range(60)]
"""In the order of `VARIATIONS`: values before their encoding, compression last."""


ROOMS_OF_ONE_STATUS = {"accounts.listener": 200, "accounts.not-": 404, "accounts.invalid-": 401, "emails.": 200}

TOKENS = [DEMO_TOKEN, OTHER_DEMO_TOKEN, "x", "%", DEMO_TOKEN[:-1]]

MAY_IMPORT = {
    "engine/**/*.py": r"(engine|mock_server|spec)(\..*)?",
    "mock_server/**/*.py": r"mock_server\..*",
    "areas/*/rules.py": r"engine\..*|areas\.client\.pairs\..*",
    "areas/*/*faults.py": r"(engine|mock_server)\..*|areas\.\w+\.rules|areas\.client\.correct\..*",
    "areas/variations/*.py": r"(engine|mock_server|areas\.variations\.changing)\..*",
}
"""Law 2: what each part of the package may import of it. A rule must notice when the mock server divides by 10."""


def examined(handler: Handler, *emails: str, seconds: float = 10) -> list[Verdict]:
    tenants = (Tenant(DEMO_TOKEN, emails), None) if emails else (DEMO_TENANT, OTHER_DEMO_TENANT)
    with httpx.Client(transport=mock_transport(handler), timeout=seconds) as http:
        session = ProbeSession(Target("http://mock/v1", *tenants), http, Limits(seconds))
        return judge_server(session.run(), SERVER_RULES)


def broken(verdicts: list[Verdict]) -> set[str]:
    return {verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"}


def our_imports(module: Path) -> set[str]:
    """Returns what a module imports of this project, such as `flowmusic_contract.engine.fault.Fault`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module or '.'}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith(("flowmusic_", "test_", "self_tests", "conftest", "."))}


@pytest.mark.parametrize("fault", SERVER_FAULTS, ids=lambda fault: fault.id)
def test_server_fault_breaks_its_rules(fault: Fault) -> None:
    """A server with one fault breaks exactly the rules that the fault names."""

    seconds = 0.2 if "transport.every-response-is-in-time" in fault.breaks else 10

    assert fault.breaks == broken(examined(fault(Api(demo_ledger())), seconds=seconds))


@pytest.mark.parametrize("fault", CLIENT_FAULTS, ids=lambda fault: fault.id)
def test_client_fault_breaks_its_rules(fault: ClientFault) -> None:
    """A client with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(judge_client(call_all(fault.call), CLIENT_RULES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_a_fault(rule: Rule[Any]) -> None:
    """A rule has a fault that breaks it and, so that it can be told apart, one that breaks it alone."""
    assert {rule.id} in [fault.breaks for fault in FAULTS]


def test_correct_server_keeps_every_rule() -> None:
    """The mock server exercises and keeps every rule."""

    assert {"held"} == {verdict.outcome for verdict in examined(Api(demo_ledger()))}


@pytest.mark.parametrize("client", [correct, retrying, reformatting])
def test_correct_client_keeps_every_rule(client: CallClient) -> None:
    """A correct client exercises and keeps every rule, and so does one that takes its liberties."""
    calls = call_all(client)

    assert {"held"} == {verdict.outcome for verdict in judge_client(calls, CLIENT_RULES)}
    assert [] == missing_client_evidence(calls)


@pytest.mark.parametrize(
    ("rooms", "lacking"),
    [
        (["accounts"], []),
        (["accounts.listener"], ["a call that was served 401", "a call that was served 404"]),
        (["accounts.n"], ["a call that was served 401"]),
        (["types", "statuses"], ["a usage report", "a call that was served 401", "a call that was served 404"]),
    ],
)
def test_green_of_a_client_is_earned(rooms: list[str], lacking: list[str]) -> None:
    """A client that was seen to refuse, but not to understand, is not said to keep the contract."""
    cases = [case for case in all_cases() if any(fnmatchcase(case.id, f"{room}*") for room in rooms)]
    seen = missing_client_evidence(call_all(correct, Plan(cases)))

    assert len(lacking) == len(seen)
    assert all(told.startswith(what) for told, what in zip(seen, lacking, strict=True))


def test_client_that_always_fails_earns_no_green() -> None:
    """A client that refuses everything refuses broken answers, too, and that is not enough."""
    calls = call_all(lambda *_: {})

    assert "a usage report from the client (a case of accounts has one)" == missing_client_evidence(calls)[0]


def test_cases_are_named_by_their_rooms() -> None:
    """A case has a name of its own, in one of the rooms."""
    ids = [case.id for case in all_cases()]
    rooms = {"accounts", "emails", "variations", "statuses", "missing", "types", "encoding", "redirects"}

    assert sorted(set(ids)) == sorted(ids)
    assert rooms == {id_.partition(".")[0] for id_ in ids}
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9-]+", id_) for id_ in ids)
    assert len(ids) >= 100


def test_every_fault_in_shape_or_encoding_is_a_case() -> None:
    """Of the faults that a reader can notice, only those are left out that no plain call meets, or with a reason."""
    ids = {case.id.partition(".")[2] for case in all_cases() if case.is_broken}
    faults = {fault.id for fault in SERVER_FAULTS if fault.breaks <= MUST_REJECT.keys()}

    assert {"transport.error-is-truncated", *EXEMPT} == {
        fault for fault in faults if fault.partition(".")[2] not in ids
    }


def test_answers_of_the_cases() -> None:
    """Cases have the answers that their rooms promise."""
    calls = {call.case: call for call in call_all(correct)}
    told = {
        room: [c.reported_status for id_, c in calls.items() if id_.startswith(room)] for room in ROOMS_OF_ONE_STATUS
    }

    assert {room: {status} for room, status in ROOMS_OF_ONE_STATUS.items()} == {k: set(v) for k, v in told.items()}
    assert [204, 206, 400, 402, 403, 405, 422, 429, 500, 502, 503, 520, 596] == [
        call.reported_status for id_, call in calls.items() if id_.startswith("statuses.")
    ]


def test_green_is_earned() -> None:
    """A server of which no events were seen is not said to keep the contract."""

    assert ["a 200 response with events (name an account that has some with --email)"] == missing_evidence(
        examined(Api(demo_ledger()), "newcomer@example.com")
    )


@pytest.mark.parametrize("items", [RULES, SERVER_FAULTS, CLIENT_FAULTS, VARIATIONS], ids=lambda items: items[0].id)
def test_ids_are_unique(items: list[Any]) -> None:
    """An id is an area and a name in kebab case, and names one thing."""
    ids = [item.id for item in items]

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [id_ for id_ in ids if not re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)", id_)]
    assert all(item.sentence.endswith(".") for item in items)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_part_imports_only_what_it_may(part: str) -> None:
    """Rules, faults, mock server and engine import only what the second law allows."""
    modules = list(PACKAGE.glob(part))
    imports = {name.removeprefix("flowmusic_contract.") for module in modules for name in our_imports(module)}

    assert modules
    assert [] == sorted(name for name in imports if not re.fullmatch(MAY_IMPORT[part], name))


def test_suite_imports_neither_client_nor_tests() -> None:
    """The suite judges raw bytes: it imports neither the generated client nor any test."""
    imports = {name for module in PACKAGE.rglob("*.py") for name in our_imports(module)}

    assert set() == {name for name in imports if not name.startswith("flowmusic_contract")}


def test_rules_and_faults_have_the_same_areas() -> None:
    """Every area has rules and faults."""

    assert {rule.area for rule in RULES} == {fault.id.partition(".")[0] for fault in FAULTS}


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.id)
def test_variation_breaks_no_rule(variation: Fault) -> None:
    """A variation breaks no rule and exercises all of them."""
    verdicts = examined(variation(Api(demo_ledger())))

    assert set() == broken(verdicts)
    assert [] == missing_evidence(verdicts)


@pytest.mark.parametrize("variations", COMBINATIONS, ids=lambda variations: "+".join(v.id[11:] for v in variations))
def test_variations_together_break_no_rule(variations: list[Fault]) -> None:
    """Several variations at once break no rule."""
    server: Handler = Api(demo_ledger())
    for variation in variations:
        server = variation(server)

    assert set() == broken(examined(server))


def test_no_fault_and_no_variation_was_lost() -> None:
    """There are at least as many faults and variations as in the first release."""

    assert len(SERVER_FAULTS) >= 196
    assert len(VARIATIONS) >= 50


@pytest.mark.parametrize("change", [*SERVER_FAULTS, *VARIATIONS], ids=lambda change: change.id)
def test_changed_server_answers_whatever_is_asked(change: Fault) -> None:
    """A server that misbehaves on request still answers every request."""
    server = change(Api(demo_ledger()))
    emails = [*demo_ledger().emails(DEMO_TOKEN), "nobody@example.com", "nonsense", ""]
    queries = ["", "email", "other=1", "email=a&email=b", "%ff=%zz&&=", *(f"email={quote(email)}" for email in emails)]
    tokens = [(), (("authorization", ""),), *((("authorization", f"Bearer {token}"),) for token in TOKENS)]
    paths = ["/v1/flowmusic/accounts/usage", "/"]
    asked = product(["GET", "HEAD", "POST", "OPTIONS"], paths, queries, tokens)

    assert all(isinstance(server(Request(*request)), Response) for request in asked)
