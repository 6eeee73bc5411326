"""The mock server, changed in one way at a time: spoiled by a fault, or made odd by a variation."""

from flowmusic_contract.faults import (
    account,
    body,
    calls,
    client,
    conversations,
    events,
    responses,
    schema,
    summary,
    transport,
    variations,
)
from flowmusic_contract.faults.client import ClientFault
from flowmusic_contract.faults.fault import Fault

_ROOMS = (responses, account, transport, body, schema, events, summary, conversations, calls)

SERVER_FAULTS = [fault for room in _ROOMS for fault in vars(room).values() if isinstance(fault, Fault)]
CLIENT_FAULTS = [fault for fault in vars(client).values() if isinstance(fault, ClientFault)]
VARIATIONS = [variation for variation in vars(variations).values() if isinstance(variation, Fault)]

FAULTS: list[Fault | ClientFault] = [*SERVER_FAULTS, *CLIENT_FAULTS]

__all__ = ["CLIENT_FAULTS", "FAULTS", "SERVER_FAULTS", "VARIATIONS", "ClientFault", "Fault"]
