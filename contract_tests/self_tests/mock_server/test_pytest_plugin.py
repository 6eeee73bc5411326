"""The pytest fixtures, as other projects use them."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from flowmusic_contract.mock_server import FlowmusicMock
from flowmusic_usage import (
    ApiConnectionError,
    ApiTimeoutError,
    AuthenticatedClient,
    InvalidResponseError,
    NotFoundError,
    UnexpectedStatusError,
)
from flowmusic_usage.api.accounts import get_account_usage

pytest_plugins = ["pytester"]

LIVE = "https://api.useapi.net/v1/flowmusic/accounts/usage"
HEAVY = ("starlette", "uvicorn", "schemathesis", "hypothesis", "jsonschema_rs", "yaml", "click", "rich", "jinja2")


def total(client: AuthenticatedClient) -> float:
    return get_account_usage.sync(client=client, email="a@example.com").summary.total_charged_credits


def test_account_is_billed(flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient) -> None:
    """An account is configured, charged and credited in one line, and the client sees it."""
    flowmusic_mock.account("a@example.com").charge("Song", tokens=60, on="2026-06-01").receive(tokens=600)
    usage = get_account_usage.sync(client=flowmusic_client, email="a@example.com")

    assert (5, 600) == (usage.summary.total_charged_credits, usage.summary.total_received_tokens)


def test_both_kinds_of_client(flowmusic_mock: FlowmusicMock) -> None:
    """The transport and the place of the live API work for blocking and for asynchronous code."""
    headers, params = {"Authorization": f"Bearer {flowmusic_mock.token}"}, {"email": flowmusic_mock.emails[0]}

    async def send() -> list[int]:
        async with (
            httpx.AsyncClient(transport=flowmusic_mock.transport) as with_transport,
            httpx.AsyncClient() as without,
        ):
            responses = [await http.get(LIVE, headers=headers, params=params) for http in (with_transport, without)]
        return [response.status_code for response in responses]

    with httpx.Client(transport=flowmusic_mock.transport) as http:
        assert 200 == http.get(LIVE, headers=headers, params=params).status_code
    assert 200 == httpx.get(LIVE, headers=headers, params=params).status_code
    assert [200, 200] == asyncio.run(send())


@pytest.mark.parametrize("host", ["API.useapi.net", "api.useapi.net:8443", "api.useapi.net."])
def test_other_names_of_the_live_api(flowmusic_mock: FlowmusicMock, host: str) -> None:
    """Whatever is sent to the live API does not leave the process, however its host is written."""
    httpx.get(f"https://{host}/v1/flowmusic/accounts/usage")

    assert [401] == [request.status for request in flowmusic_mock.requests]


def test_environment_is_set(flowmusic_mock_server: FlowmusicMock) -> None:
    """Code that reads its settings from the environment calls the mock server."""
    flowmusic_mock_server.account("a@example.com").charge("Song", tokens=60)
    with AuthenticatedClient() as client:
        assert (flowmusic_mock_server.base_url, 5) == (client.base_url, total(client))


def test_environment_is_set_without_a_socket(flowmusic_mock: FlowmusicMock) -> None:
    """Code that reads its settings from the environment gets the mock server in the process."""
    flowmusic_mock.account("a@example.com").charge("Song", tokens=60)
    settings = {name: os.environ[name] for name in ("USEAPI_BASE_URL", "USEAPI_TOKEN")}
    own = httpx.get(
        settings["USEAPI_BASE_URL"] + "/flowmusic/accounts/usage",
        params={"email": "a@example.com"},
        headers={"Authorization": f"Bearer {settings['USEAPI_TOKEN']}"},
    )
    with AuthenticatedClient() as client:
        assert (200, 5) == (own.status_code, total(client))


def test_ordinary_trouble(flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient) -> None:
    """Lost connections, delays and faults are met one after the other, the newest first."""
    flowmusic_mock.account("a@example.com")
    flowmusic_mock.fault("summary.charged-total-is-negative", times=1)
    flowmusic_mock.delay(5, times=1)
    flowmusic_mock.lose_connection(times=1)

    with pytest.raises(ApiConnectionError):
        total(flowmusic_client)
    with pytest.raises(ApiTimeoutError):
        total(flowmusic_client.with_timeout(0.01))
    assert 0 == total(flowmusic_client)


def test_connection_is_lost_within_the_body(
    flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient
) -> None:
    """Without a socket, too, the status and half of the body arrive before the connection is lost."""
    headers = {"Authorization": f"Bearer {flowmusic_mock.token}"}
    whole = httpx.get(LIVE, params={"email": "listener@example.com"}, headers=headers)
    flowmusic_mock.lose_connection(after_half=True)
    with pytest.raises(InvalidResponseError) as blocking:
        flowmusic_client.get_account_usage("listener@example.com")
    with pytest.raises(InvalidResponseError) as asynchronous:
        asyncio.run(flowmusic_client.get_account_usage_async("listener@example.com"))

    half = whole.content[: len(whole.content) // 2]
    assert [half, half] == [caught.value.content for caught in (blocking, asynchronous)]


@pytest.mark.flowmusic(scenario="free-plan")
def test_scenario(flowmusic_mock: FlowmusicMock) -> None:
    """A marker names the scenario."""

    assert ["free@example.com"] == flowmusic_mock.emails


def test_unexpected_request_and_unmet_fault(
    flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient
) -> None:
    """What failed without a reason, and what was never met, are reported when a test wants to know."""
    flowmusic_mock.respond(503, times=2)
    flowmusic_mock.fault("summary.charged-total-is-zero")
    flowmusic_mock.server.changes.chosen[0].remaining = 0
    with pytest.raises(NotFoundError):
        total(flowmusic_client)

    with pytest.raises(AssertionError) as raised:
        flowmusic_mock.assert_all_met()
    first, second, third = str(raised.value).splitlines()

    assert "not met: status 503 has changed no response" == first
    assert "not met: summary.charged-total-is-zero has changed no response" == second
    assert third.startswith("not expected: GET /v1/flowmusic/accounts/usage?email=a%40example.com (token …")
    assert flowmusic_mock.token not in str(raised.value) + repr(flowmusic_mock) + repr(flowmusic_mock.account("b"))


def test_unexpected_request_without_a_token(flowmusic_mock: FlowmusicMock) -> None:
    """A request that failed because it had no token is reported with that reason."""
    httpx.get(LIVE, params={"email": "listener@example.com"})

    with pytest.raises(AssertionError, match=r"\?email=listener%40example\.com \(no token\) -> 401$"):
        flowmusic_mock.assert_all_met()


def test_change_that_is_met_too_seldom(flowmusic_mock: FlowmusicMock, flowmusic_client: AuthenticatedClient) -> None:
    """A change that should have changed more responses says how many."""
    flowmusic_mock.respond(503, times=3)
    with pytest.raises(UnexpectedStatusError):
        total(flowmusic_client)

    with pytest.raises(AssertionError, match="not met: status 503 has changed 1 response, and waits for 2 more"):
        flowmusic_mock.assert_all_met()


STRICT = """
import pytest
@pytest.mark.flowmusic(strict=True)
def test_strict(flowmusic_mock):
    flowmusic_mock.respond(503)
@pytest.mark.flowmusic(strict=True)
def test_skipped(flowmusic_mock):
    flowmusic_mock.respond(503)
    pytest.skip("later")
@pytest.mark.flowmusic(scenario="nothing")
def test_scenario(flowmusic_mock):
    pass
"""


def test_strict_test_fails(pytester: pytest.Pytester) -> None:
    """With the marker `strict`, a test fails if a change was not met, unless it skips itself."""
    pytester.makepyfile(STRICT)
    done = pytester.runpytest("-p", "no:cacheprovider")

    done.assert_outcomes(passed=1, skipped=1, errors=2)
    unmet = "not met: status 503 has changed no response"  # without the code that found it
    done.stdout.fnmatch_lines([unmet, "*no scenario 'nothing'; the*"])


MISUSED = """
import pytest
@pytest.mark.parametrize("_", [pytest.param(0, marks=pytest.mark.flowmusic({arguments}))])
def test_it(flowmusic_mock, _):
    pass
"""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("strct=True", "no argument 'strct'"),
        ("'empty'", "'empty' needs a name"),
        ("strict='yes'", "strict must be a bool, got 'yes'"),
        ("strict=1", "strict must be a bool, got 1"),
        ("scenario=None", "scenario must be a str, got None"),
        ("scenario='nothing'", "no scenario 'nothing'; the scenarios are sample, empty,"),
    ],
)
def test_misuse_of_the_marker(pytester: pytest.Pytester, arguments: str, reason: str) -> None:
    """What the marker cannot say is refused with the test, the reason and what it can say: the test would pass."""
    pytester.makepyfile(MISUSED.format(arguments=arguments))
    done = pytester.runpytest("-p", "no:cacheprovider")

    done.assert_outcomes(errors=1)
    usage = "the marker is flowmusic(scenario='sample', strict=False)"
    assert f"\ntest_misuse_of_the_marker.py::test_it[0]: {usage}: {reason}" in done.stdout.str()


@pytest.mark.flowmusic(scenario="empty", strict=True)
class TestOfAClass:
    """Tests with a marker of their class."""

    @pytest.mark.flowmusic(strict=False)
    def test_markers_are_combined(self, flowmusic_mock: FlowmusicMock) -> None:
        """The marker of a test changes what it names, and the marker of its class still says the rest."""
        flowmusic_mock.respond(503)

        assert [] == flowmusic_mock.emails


def test_plugin_imports_nothing() -> None:
    """Pytest starts without the packages of the extra, and without importing what no test uses."""
    program = f"""
import sys
for name in {HEAVY}:
    sys.modules[name] = None
import flowmusic_contract.pytest_plugin
print([name for name in sys.modules if name.startswith(("flowmusic_contract.", "flowmusic_usage", "httpx", "attrs"))])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ("['flowmusic_contract.pytest_plugin']\n", "") == (done.stdout, done.stderr)


WITHOUT_EXTRA = f"""
import sys
for name in {HEAVY}:
    sys.modules[name] = None
def test_account(flowmusic_mock, flowmusic_client):
    from flowmusic_usage.api.accounts import get_account_usage
    flowmusic_mock.account("a@example.com").charge("Song", tokens=60)
    assert get_account_usage.sync(client=flowmusic_client, email="a@example.com").summary.total_charged_credits == 5
def test_server(flowmusic_mock_server):
    pass
"""


def test_without_the_extra(tmp_path: Path) -> None:
    """The mock server in the process needs only what the client needs; that with a socket says what to install."""
    (tmp_path / "test_it.py").write_text(WITHOUT_EXTRA, encoding="utf-8")
    plugin = ["-p", "flowmusic_contract.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed, 1 error" in done.stdout
    assert "\nthis needs uvicorn: pip install 'flowmusic-usage[contract]'\n" in done.stdout
