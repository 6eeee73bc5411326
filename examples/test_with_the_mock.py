"""Tests your own code against the mock server: one pytest plugin, one fixture."""

from flowmusic_contract.mock_server import FlowmusicMock
from flowmusic_usage import AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage

pytest_plugins = ["flowmusic_contract.pytest_plugin"]  # this line belongs in your conftest.py


def test_charged_credits(flowmusic_mock: FlowmusicMock) -> None:
    with AuthenticatedClient(base_url=flowmusic_mock.base_url, token=flowmusic_mock.token) as client:
        usage = get_account_usage.sync(client=client, email=flowmusic_mock.emails[0])

    assert isinstance(usage, AccountUsage)
    assert usage.summary.total_charged_credits == 1340 / 12
