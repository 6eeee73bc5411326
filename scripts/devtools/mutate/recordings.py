"""The exchanges and calls of the kill matrix, recorded once, so that every mutant judges the same ones.

This imports the rules, so only a process that judges no mutant may import it.
"""

import pickle
from collections.abc import Iterator
from random import Random

from devtools.mutate.judging import Recording
from flowmusic_contract.all_faults import CLIENT_FAULTS, RUN_FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.areas.client.correct import correct, correct_calls, reformatting, retrying
from flowmusic_contract.client.calls import call_all
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import Api, Handler, demo_ledger
from flowmusic_contract.server.connection import InProcess
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target

_COMBINATIONS = 60
"""How many combinations of four variations the kill matrix has."""


def recordings() -> Iterator[Recording]:
    """Yields every recording of the kill matrix: the correct ones, then faults and variations."""
    yield Recording("correct server", "server", _exchanges(Api(demo_ledger())), holds_all=True)
    for client in correct, retrying, reformatting:
        calls = pickle.dumps([*call_all(client), *run_all(correct_calls)])
        yield Recording("correct client", "client", calls, holds_all=True)
    for client_fault in CLIENT_FAULTS:
        calls = pickle.dumps(call_all(client_fault.call))
        yield Recording(client_fault.id, "client", calls, breaks=client_fault.breaks)
    for run_fault in RUN_FAULTS:
        yield Recording(run_fault.id, "client", pickle.dumps(run_all(run_fault.call)), breaks=run_fault.breaks)
    for fault in SERVER_FAULTS:
        yield Recording(fault.id, "server", _exchanges_with(fault), breaks=fault.breaks)
    for variation in VARIATIONS:
        yield Recording(variation.id, "server", _exchanges_with(variation), has_evidence=True)
    for seed in range(_COMBINATIONS):
        yield Recording(f"combination.{seed}", "server", _exchanges(_combination(seed)))


def _combination(seed: int) -> Handler:
    server: Handler = Api(demo_ledger())
    for variation in sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index):  # noqa: S311 - no secret
        server = variation(server)
    return server


def _exchanges_with(fault: Fault) -> bytes:
    seconds = 0.2 if "transport.every-response-is-in-time" in fault.breaks else 10
    return _exchanges(fault(Api(demo_ledger())), seconds)


def _exchanges(handler: Handler, seconds: float = 10) -> bytes:
    target = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
    limits = Limits(seconds)
    return pickle.dumps(list(ProbeSession(target, InProcess(handler, limits), limits).run()))
