"""The exchanges and calls of the kill matrix, recorded once, so that every mutant judges the same ones.

This imports the rules, so only a process that judges no mutant may import it.
"""

import pickle
from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from attrs import evolve

from devtools.mutate.judging import Recording
from flowmusic_contract.all_faults import CLIENT_FAULTS, RUN_FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.areas.client.correct import correct, correct_calls, reformatting, retrying
from flowmusic_contract.client.calls import call_all
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.subjects import Session
from flowmusic_contract.mock_server import Api, Handler, demo_ledger
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target

_COMBINATIONS = 60
"""How many combinations of four variations the kill matrix has."""

_CLOCKS_DIFFER = timedelta(seconds=5)
_NO_TIME = datetime.min.replace(tzinfo=UTC)
_OF_SESSION = {rule.id for rule in SERVER_RULES if rule.subject is Session}


def recordings() -> Iterator[Recording]:
    """Yields every recording of the kill matrix: the correct ones, then faults and variations.

    Most exchanges with a fault are those with the correct server. They break nothing, so only the others are kept,
    unless a rule on the session is broken.
    """
    correct_exchanges = _exchanges(Api(demo_ledger()))
    yield Recording("correct server", "server", pickle.dumps(correct_exchanges), holds_all=True)
    for client in correct, retrying, reformatting:
        calls = pickle.dumps([*call_all(client), *run_all(correct_calls)])
        yield Recording("correct client", "client", calls, holds_all=True)
    for client_fault in CLIENT_FAULTS:
        calls = pickle.dumps(call_all(client_fault.call))
        yield Recording(client_fault.id, "client", calls, breaks=client_fault.breaks)
    for run_fault in RUN_FAULTS:
        yield Recording(run_fault.id, "client", pickle.dumps(run_all(run_fault.call)), breaks=run_fault.breaks)
    known = {without_times(exchange) for exchange in correct_exchanges}
    for fault in SERVER_FAULTS:
        exchanges = _exchanges_with(fault)
        if fault.breaks & _OF_SESSION:
            yield Recording(fault.id, "server", pickle.dumps(exchanges), breaks=fault.breaks)
        else:
            yield Recording(fault.id, "server", _others(exchanges, known), breaks=fault.breaks, is_part=True)
    for variation in VARIATIONS:
        yield Recording(variation.id, "server", pickle.dumps(_exchanges_with(variation)), has_evidence=True)
    for seed in range(_COMBINATIONS):
        yield Recording(f"combination.{seed}", "server", _others(_exchanges(_combination(seed)), known), is_part=True)


def _combination(seed: int) -> Handler:
    server: Handler = Api(demo_ledger())
    for variation in sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index):  # noqa: S311 - no secret
        server = variation(server)
    return server


def _exchanges_with(fault: Fault) -> list[Exchange]:
    seconds = 0.2 if "transport.every-response-is-in-time" in fault.breaks else 10
    return _exchanges(fault(Api(demo_ledger())), seconds)


def _exchanges(handler: Handler, seconds: float = 10) -> list[Exchange]:
    target = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
    limits = Limits(seconds)
    return list(ProbeSession(target, InProcessConnection(handler, limits), limits).run())


def _others(exchanges: list[Exchange], known: Container[Exchange]) -> bytes:
    return pickle.dumps([exchange for exchange in exchanges if without_times(exchange) not in known])


def without_times(exchange: Exchange) -> Exchange:
    """Returns what does not depend on when the exchange took place."""
    transfer, headers = exchange.transfer, exchange.headers
    took = 0 if transfer.seconds <= transfer.seconds_allowed else transfer.seconds
    if headers and exchange.served_at and abs(exchange.served_at - exchange.sent_at) < _CLOCKS_DIFFER:
        headers = tuple((name, value) for name, value in headers if name != "date")
    return evolve(exchange, headers=headers, sent_at=_NO_TIME, transfer=evolve(transfer, seconds=took))
