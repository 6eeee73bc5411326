"""The mock server, spoiled in one way at a time."""

from flowmusic_contract.faults import account, body, client, conversations, events, responses, schema, summary
from flowmusic_contract.faults.client import ClientFault
from flowmusic_contract.faults.fault import Fault

_ROOMS = (responses, account, body, schema, events, summary, conversations)

SERVER_FAULTS = [fault for room in _ROOMS for fault in vars(room).values() if isinstance(fault, Fault)]
CLIENT_FAULTS = [fault for fault in vars(client).values() if isinstance(fault, ClientFault)]

__all__ = ["CLIENT_FAULTS", "SERVER_FAULTS", "ClientFault", "Fault"]
