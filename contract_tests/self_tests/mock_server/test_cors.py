"""Web pages of other origins can call the mock server from a browser, if the user allows their origin."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from flowmusic_contract.mock_server import DEMO_TOKEN, MockServer, Request, Response, demo_ledger
from flowmusic_contract.mock_server.rate_limit import RateLimit
from flowmusic_contract.mock_server.trouble import Trouble

PAGE = "http://localhost:5173"
ASKS = (("access-control-request-method", "GET"), ("access-control-request-headers", "authorization,prefer"))


def mock_server(*origins: str) -> MockServer:
    return MockServer(demo_ledger(), token=DEMO_TOKEN, origins=frozenset(origins))


def sent_by(origin: str, *headers: tuple[str, str]) -> Request:
    return Request.get("listener@example.com", ("origin", origin), *headers).authorized_by(DEMO_TOKEN)


def asked_by(origin: str) -> Request:
    """Returns the request that a browser sends first."""
    request = Request.get("listener@example.com", ("origin", origin), *ASKS)
    return evolve(request, method="OPTIONS")


def cors_headers(response: Response) -> Mapping[str, str]:
    return {name: value for name, value in response.headers if name.startswith("access-control") or name == "vary"}


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ([PAGE], PAGE, PAGE),
        (["*"], "null", "null"),
        (["http://a.example", PAGE], PAGE, PAGE),
        ([PAGE], "http://localhost:5174", None),
        ([PAGE], "https://localhost:5173", None),
        ([], PAGE, None),
    ],
)
def test_only_allowed_origins_can_read(origins: list[str], origin: str, allowed: str | None) -> None:
    """The response to a page of an allowed origin names that origin."""
    headers = cors_headers(mock_server(*origins)(sent_by(origin)))

    assert allowed == headers.get("access-control-allow-origin")
    assert bool(origins) == (headers.get("vary") == "Origin")


@pytest.mark.parametrize("status", [401, 404, 429, 503])
def test_errors_can_be_read(status: int) -> None:
    """A page can read the status of an error and `Retry-After`."""
    server = mock_server(PAGE)
    server.changes.cause(Trouble(status))
    response = server(sent_by(PAGE))

    assert (status, PAGE) == (response.status, cors_headers(response)["access-control-allow-origin"])
    assert "retry-after" in cors_headers(response)["access-control-expose-headers"]


def test_no_credentials_are_allowed() -> None:
    """No page is allowed to send cookies: with them, it could use what the browser knows of the user."""
    responses = [mock_server("*")(request) for request in (sent_by(PAGE), asked_by(PAGE))]

    assert not [name for each in responses for name in cors_headers(each) if name.endswith("-credentials")]


def test_browser_may_send_what_it_asks_for() -> None:
    """What a browser asks before the request is answered with 204, even in an outage: the page gets the outage."""
    server = mock_server(PAGE)
    server.rate = RateLimit(1)
    server.changes.cause(Trouble(503))
    responses = [server(asked_by(PAGE)) for _ in range(3)]

    assert [204] * 3 == [response.status for response in responses]
    assert "authorization,prefer" == cors_headers(responses[0])["access-control-allow-headers"]
    assert "GET" in cors_headers(responses[0])["access-control-allow-methods"]


@pytest.mark.parametrize(("origins", "origin"), [((), PAGE), ((PAGE,), "http://evil.example")])
def test_other_pages_may_not_send(origins: tuple[str, ...], origin: str) -> None:
    """OPTIONS stays a method that is not allowed, for every page of another origin."""
    response = mock_server(*origins)(asked_by(origin))

    assert (405, None) == (response.status, cors_headers(response).get("access-control-allow-origin"))
