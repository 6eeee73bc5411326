"""The reference server: billing events in a ledger, documented answers out."""

from flowmusic_contract.mock_server.api import Answer, Api, Request, Respond
from flowmusic_contract.mock_server.demo import DEMO_TOKEN, OTHER_DEMO_TOKEN, demo_ledger
from flowmusic_contract.mock_server.ledger import BillingEvent, Ledger
from flowmusic_contract.mock_server.serving import FlowmusicMock, running
from flowmusic_contract.mock_server.transport import mock_transport

__all__ = [
    "DEMO_TOKEN",
    "OTHER_DEMO_TOKEN",
    "Answer",
    "Api",
    "BillingEvent",
    "FlowmusicMock",
    "Ledger",
    "Request",
    "Respond",
    "demo_ledger",
    "mock_transport",
    "running",
]
