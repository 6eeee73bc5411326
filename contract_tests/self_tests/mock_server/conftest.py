"""A mock server for all tests of a module that write to a socket themselves."""

from collections.abc import Iterator

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, MockServer, demo_ledger, running
from self_tests.addresses import address_of


@pytest.fixture(scope="module")
def mock_server() -> MockServer:
    return MockServer(demo_ledger(), token=DEMO_TOKEN)


@pytest.fixture(scope="module")
def address(mock_server: MockServer) -> Iterator[tuple[str, int]]:
    """Where a mock server listens."""
    with running(mock_server) as base_url:
        yield address_of(base_url)
