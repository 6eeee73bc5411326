"""Pytest fixtures for projects that call the API. Nothing is imported until a fixture is used.

pytest finds this plugin by itself where the package is installed.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flowmusic_contract.mock_server.api import Change
    from flowmusic_contract.mock_server.server import MockServer
    from flowmusic_contract.mock_server.testing import FlowmusicMock
    from flowmusic_usage import AuthenticatedClient

_LIVE_HOST = "api.useapi.net"
_KNOWN: dict[str, Any] = {"scenario": "sample", "strict": False}
"""The arguments of the marker, and their default values."""

_SKIPPED = pytest.StashKey[bool]()

_USAGE = f"flowmusic({', '.join(f'{name}={default!r}' for name, default in _KNOWN.items())})"
_MARKER = f"{_USAGE}: the scenario that the mock server starts with, and whether every change must be met"


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> None:
    """Notes that a test has skipped itself: then nothing had to be met."""
    if call.excinfo and call.excinfo.errisinstance(pytest.skip.Exception):
        item.stash[_SKIPPED] = True


@pytest.fixture
def flowmusic_mock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> "Iterator[FlowmusicMock]":
    """A new mock server for each test, without a socket. What httpx sends to the live API gets there instead."""
    from flowmusic_contract.mock_server.testing import FlowmusicMock  # noqa: PLC0415

    mock = FlowmusicMock(_server(request))
    monkeypatch.setenv("USEAPI_TOKEN", mock.token)
    monkeypatch.setenv("USEAPI_BASE_URL", mock.base_url)
    _redirect_httpx(mock, monkeypatch)
    yield mock
    _check(request, mock)


@pytest.fixture
def flowmusic_mock_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> "Iterator[FlowmusicMock]":
    """A new mock server for each test, on a free port of 127.0.0.1."""
    from flowmusic_contract.mock_server.serving import running  # noqa: PLC0415
    from flowmusic_contract.mock_server.testing import FlowmusicMock  # noqa: PLC0415

    _need("uvicorn", "starlette", "httptools", "yaml", "jsonschema_rs")
    server = _server(request)
    with running(server) as base_url:
        mock = FlowmusicMock(server, base_url)
        monkeypatch.setenv("USEAPI_TOKEN", mock.token)
        monkeypatch.setenv("USEAPI_BASE_URL", base_url)
        yield mock
    _check(request, mock)


@pytest.fixture
def flowmusic_client(flowmusic_mock: "FlowmusicMock") -> "Iterator[AuthenticatedClient]":
    """The generated client of `flowmusic_mock`."""
    from flowmusic_usage import AuthenticatedClient  # noqa: PLC0415

    with AuthenticatedClient(token=flowmusic_mock.token, transport=flowmusic_mock.transport, max_retries=0) as client:
        yield client


def _server(request: pytest.FixtureRequest) -> "MockServer":
    from flowmusic_contract.mock_server.demo import DEMO_TOKEN  # noqa: PLC0415
    from flowmusic_contract.mock_server.ledger import Ledger  # noqa: PLC0415
    from flowmusic_contract.mock_server.scenarios import SCENARIOS  # noqa: PLC0415
    from flowmusic_contract.mock_server.server import MockServer  # noqa: PLC0415

    name = _settings(request)["scenario"]
    if name not in SCENARIOS:
        raise _misuse(request, f"no scenario {name!r}; the scenarios are {', '.join(SCENARIOS)}")
    server = MockServer(Ledger(), _catalogue, lambda ledger: SCENARIOS[name].fill(ledger, DEMO_TOKEN), DEMO_TOKEN)
    server.reset()
    return server


def _check(request: pytest.FixtureRequest, mock: "FlowmusicMock") -> None:
    if _settings(request)["strict"] and not request.node.stash.get(_SKIPPED, False):
        try:
            mock.assert_all_met()
        except AssertionError as error:
            raise _failure(str(error)) from None


def _settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Returns what the markers of a test, its class and its module say; the nearest one decides."""
    settings = dict(_KNOWN)
    for marker in reversed(list(request.node.iter_markers("flowmusic"))):
        if marker.args:
            raise _misuse(request, f"{marker.args[0]!r} needs a name")
        for name, value in marker.kwargs.items():
            if name not in _KNOWN:  # ignored, it would mislead the test
                raise _misuse(request, f"no argument {name!r}")
            if type(value) is not type(_KNOWN[name]):
                raise _misuse(request, f"{name} must be a {type(_KNOWN[name]).__name__}, got {value!r}")
        settings |= marker.kwargs
    return settings


def _misuse(request: pytest.FixtureRequest, reason: str) -> BaseException:
    return _failure(f"{request.node.nodeid}: the marker is {_USAGE}: {reason}")


def _failure(message: str) -> BaseException:
    return pytest.fail.Exception(message, pytrace=False)  # the code of this plugin would hide the message


def _catalogue() -> "Mapping[str, Change]":
    _need("yaml", "jsonschema_rs")
    from flowmusic_contract.all_faults import changes_by_id  # noqa: PLC0415

    return changes_by_id()


def _need(*packages: str) -> None:
    from importlib.util import find_spec  # noqa: PLC0415

    for package in packages:
        if find_spec(package) is None:
            raise _failure(f"this needs {package}: pip install 'flowmusic-usage[contract]'")


def _redirect_httpx(mock: "FlowmusicMock", monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx  # noqa: PLC0415

    transport = mock.transport
    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def is_live(request: httpx.Request) -> bool:
        return request.url.host.removesuffix(".") == _LIVE_HOST  # a name with a final dot is the same host

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return transport.handle_request(request) if is_live(request) else send(self, request)

    async def handle_async(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await (transport.handle_async_request(request) if is_live(request) else send_async(self, request))

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)
