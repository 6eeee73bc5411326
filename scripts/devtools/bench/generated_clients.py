"""The two generated clients that are compared: ours, and the stock output of openapi-python-client."""

from collections.abc import Callable
from typing import Any

import httpx
from attrs import frozen

from devtools.bench.peers import STOCK, peer
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, mock_transport

BASE_URL = "http://mock.example/v1"


@frozen
class GeneratedClient:
    """A generated package, and how its client is given a transport."""

    name: str
    package: str
    transport_options: Callable[[httpx.BaseTransport], dict[str, Any]]

    @property
    def operation(self) -> Any:
        """The module with `sync` and `sync_detailed`."""
        return peer(f"{self.package}.api.accounts.get_account_usage")

    def with_transport(self, transport: httpx.BaseTransport, token: str = DEMO_TOKEN) -> Any:
        """Returns a client that sends its requests through a transport."""
        options = self.transport_options(transport)
        return peer(self.package).AuthenticatedClient(base_url=BASE_URL, token=token, **options)

    def of_server(self, handler: Handler, token: str = DEMO_TOKEN) -> Any:
        """Returns a client of a server in this process."""
        return self.with_transport(mock_transport(handler), token)

    def get(self, client: Any, email: str = DEMO_EMAILS[0]) -> Any:
        """Requests a usage report and returns the response, of whatever status."""
        return self.operation.sync_detailed(client=client, email=email)

    def defines(self, error: Exception) -> bool:
        """Returns whether the error is one of the package's own."""
        return type(error).__module__.partition(".")[0] == self.package


STOCK_CLIENT = GeneratedClient("stock output", STOCK, lambda transport: {"httpx_args": {"transport": transport}})
OUR_CLIENT = GeneratedClient("ours", "flowmusic_usage", lambda transport: {"transport": transport, "max_retries": 0})
