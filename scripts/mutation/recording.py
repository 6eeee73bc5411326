"""What servers and clients said, recorded once, so that every mutant is asked about the same answers."""

import pickle
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
from judging import Scene

from flowmusic_contract.asking import Asker, Limits
from flowmusic_contract.clients import call_all
from flowmusic_contract.faults import CLIENT_FAULTS, SERVER_FAULTS, VARIATIONS, client
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, Respond, demo_ledger, mock_transport
from flowmusic_contract.target import Target, Tenant


def record() -> list[Scene]:
    """Returns every scene of the kill matrix: the correct ones first, then faults and variations."""
    return list(_scenes())


def _scenes() -> Iterator[Scene]:
    yield "correct", frozenset(), "server", _exchanges(Api(demo_ledger()))
    for correct in client.correct, client.patient, client.forgetful:
        yield "correct client", frozenset(), "client", pickle.dumps(call_all(correct))
    for spoiled in CLIENT_FAULTS:
        yield spoiled.id, spoiled.breaks, "client", pickle.dumps(call_all(spoiled.client))
    for fault in [*SERVER_FAULTS, *VARIATIONS]:
        seconds = 0.2 if "transport.every-answer-is-in-time" in fault.breaks else 10
        yield fault.id, fault.breaks, "server", _exchanges(fault(Api(demo_ledger())), seconds)
    for seed in range(60):
        server: Respond = Api(demo_ledger())
        for variation in sorted(Random(seed).sample(VARIATIONS, 4), key=VARIATIONS.index):  # noqa: S311 - no secret
            server = variation(server)
        yield f"combination.{seed}", frozenset(), "server", _exchanges(server)


def _exchanges(respond: Respond, seconds: float = 10) -> bytes:
    emails = demo_ledger().emails
    tenants: list[Any] = [Tenant(token, tuple(emails(token))) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    with httpx.Client(transport=mock_transport(respond), timeout=seconds) as http:
        return pickle.dumps(list(Asker(Target("http://mock/v1", *tenants), http, Limits(seconds)).ask_all()))
