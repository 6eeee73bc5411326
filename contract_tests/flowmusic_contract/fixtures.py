"""Pytest fixtures for projects that test against the mock server.

In a `conftest.py`: `pytest_plugins = ["flowmusic_contract.fixtures"]`.
"""

from collections.abc import Iterator

import pytest
from attrs import field, frozen

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Ledger, demo_ledger, running


@frozen
class FlowmusicMock:
    """A running mock server: where it is, a token that it accepts, and the ledger that it answers from."""

    base_url: str
    token: str = field(repr=False)
    ledger: Ledger = field(repr=False)

    @property
    def emails(self) -> list[str]:
        """The accounts configured under the token."""
        return self.ledger.emails(self.token)


@pytest.fixture
def flowmusic_mock() -> Iterator[FlowmusicMock]:
    """Runs a mock server on the demonstration ledger, for one test, on a free port of 127.0.0.1."""
    ledger = demo_ledger()
    with running(Api(ledger)) as base_url:
        yield FlowmusicMock(base_url, DEMO_TOKEN, ledger)
