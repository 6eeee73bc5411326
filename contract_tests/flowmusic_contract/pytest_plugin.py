"""A pytest fixture for projects that test against the mock server.

In a `conftest.py`: `pytest_plugins = ["flowmusic_contract.pytest_plugin"]`.
"""

from collections.abc import Iterator

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, FlowmusicMock, demo_ledger, running


@pytest.fixture
def flowmusic_mock() -> Iterator[FlowmusicMock]:
    """Runs a mock server on the demonstration ledger, for one test, on a free port of 127.0.0.1."""
    ledger = demo_ledger()
    with running(Api(ledger)) as base_url:
        yield FlowmusicMock(base_url, DEMO_TOKEN, ledger)
