"""A correct server: billing events in a ledger, documented responses out."""

from flowmusic_contract.mock_server.api import Api, Handler, Request, Response
from flowmusic_contract.mock_server.demo import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    demo_ledger,
)
from flowmusic_contract.mock_server.events import BillingEvent
from flowmusic_contract.mock_server.httpx_transport import HTTP_VERSION, mock_transport
from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.server import MockServer
from flowmusic_contract.mock_server.serving import running
from flowmusic_contract.mock_server.testing import FlowmusicMock, MockAccount

__all__ = [
    "DEMO_EMAILS",
    "DEMO_TOKEN",
    "HTTP_VERSION",
    "OTHER_DEMO_EMAILS",
    "OTHER_DEMO_TOKEN",
    "Api",
    "BillingEvent",
    "FlowmusicMock",
    "Handler",
    "Ledger",
    "MockAccount",
    "MockServer",
    "Request",
    "Response",
    "demo_ledger",
    "mock_transport",
    "running",
]
