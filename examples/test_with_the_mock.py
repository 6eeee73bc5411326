"""Tests your own code against the mock server. The fixtures are there once the package is installed."""

import httpx
import pytest

from flowmusic_contract.mock_server import FlowmusicMock
from flowmusic_usage import AuthenticatedClient, UnexpectedStatusError


def test_charged_credits(flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient) -> None:
    flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60, on="2026-06-01")

    usage = flowmusic_client.get_account_usage("a@example.com")

    assert usage.summary.total_charged_credits == 5


@pytest.mark.flowmusic(scenario="empty", strict=True)  # strict: the test fails if no response was a 503
def test_outage(flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient) -> None:
    flowmusic_mock.account("a@example.com")
    flowmusic_mock.respond(503, times=1)

    with pytest.raises(UnexpectedStatusError):
        flowmusic_client.get_account_usage("a@example.com")

    assert flowmusic_client.get_account_usage("a@example.com").events == []


def test_code_that_has_no_setting_for_the_server(flowmusic_mock: FlowmusicMock) -> None:
    headers = {"Authorization": f"Bearer {flowmusic_mock.token}"}
    url = "https://api.useapi.net/v1/flowmusic/accounts/usage"

    response = httpx.get(url, params={"email": "nobody@example.com"}, headers=headers)  # does not leave this process

    assert response.status_code == 404
    assert [request.status for request in flowmusic_mock.requests] == [404]
