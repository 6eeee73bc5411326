"""The mock server responds as documented, over a socket and without one."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest

from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    OTHER_DEMO_TOKEN,
    Api,
    BillingEvent,
    Ledger,
    demo_ledger,
    mock_transport,
    running,
)
from flowmusic_contract.server.target import ENDPOINT

BEARER = {"Authorization": f"Bearer {DEMO_TOKEN}"}
LISTENER = {"email": "listener@example.com"}


@pytest.fixture(params=["socket", "transport"])
def http(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """An HTTP client of the mock server, over a socket or over the transport."""
    api = Api(demo_ledger())
    if request.param == "transport":
        with httpx.Client(base_url="http://mock/v1", transport=mock_transport(api)) as client:
            yield client
    else:
        with running(api) as base_url, httpx.Client(base_url=base_url) as client:
            yield client


@pytest.mark.parametrize(
    ("headers", "params", "status"),
    [
        (BEARER, LISTENER, 200),
        (BEARER, {"email": "duo+live@example.com"}, 200),
        (BEARER, {"email": "duo live@example.com"}, 404),
        (BEARER, {"email": "LISTENER@example.com"}, 404),
        (BEARER, {"email": "rival@example.com"}, 404),
        (BEARER, {"email": "listener@example.com%"}, 404),
        (BEARER, {"email": ""}, 400),
        (BEARER, {}, 400),
        (BEARER, {"email": ["listener@example.com", "newcomer@example.com"]}, 400),
        ({"Authorization": f"bearer {DEMO_TOKEN}"}, LISTENER, 200),
        ({"Authorization": f"Bearer {OTHER_DEMO_TOKEN}"}, {"email": "rival@example.com"}, 200),
        ({"Authorization": f"Bearer {OTHER_DEMO_TOKEN}"}, LISTENER, 404),
        ({}, LISTENER, 401),
        ({}, {}, 401),
        ({"Authorization": ""}, LISTENER, 401),
        ({"Authorization": DEMO_TOKEN}, LISTENER, 401),
        ({"Authorization": f"Basic {DEMO_TOKEN}"}, LISTENER, 401),
        ({"Authorization": f"Bearer {DEMO_TOKEN}x"}, LISTENER, 401),
        ({"Authorization": f"Bearer {DEMO_TOKEN[:-1]}"}, LISTENER, 401),
        ({"Authorization": f"Bearer {DEMO_TOKEN.upper()}"}, LISTENER, 401),
        ([*BEARER.items(), *BEARER.items()], LISTENER, 401),
    ],
)
def test_status(http: httpx.Client, headers: Any, params: dict[str, Any], status: int) -> None:
    """Token and account decide the status, in this order."""

    assert status == http.get(ENDPOINT, headers=headers, params=params).status_code


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"])
def test_other_methods_are_refused(http: httpx.Client, method: str) -> None:
    """A method that is not documented gets 405 with the allowed ones."""
    response = http.request(method, ENDPOINT, headers=BEARER, params=LISTENER)

    assert (405, "GET, HEAD") == (response.status_code, response.headers["allow"])


def test_head_is_get_without_a_body(http: httpx.Client) -> None:
    """HEAD gets the response of GET, without the body."""
    response = http.head(ENDPOINT, headers=BEARER, params=LISTENER)

    assert (200, b"") == (response.status_code, response.content)


def test_unknown_path_is_not_found(http: httpx.Client) -> None:
    """Another path is not found."""

    assert 404 == http.get("/flowmusic/accounts", headers=BEARER, params=LISTENER).status_code


def test_transport_serves_async_clients() -> None:
    """The transport also works for `httpx.AsyncClient`."""

    async def send() -> int:
        async with httpx.AsyncClient(base_url="http://mock/v1", transport=mock_transport(Api(demo_ledger()))) as http:
            return (await http.get(ENDPOINT, headers=BEARER, params=LISTENER)).status_code

    assert 200 == asyncio.run(send())


def usage_of(*events: BillingEvent) -> Any:
    ledger = Ledger()
    ledger.configure("token", "me@example.com", *events)
    with httpx.Client(base_url="http://mock/v1", transport=mock_transport(Api(ledger))) as client:
        headers = {"Authorization": "Bearer token"}
        return client.get(ENDPOINT, headers=headers, params={"email": "me@example.com"}).json()


def test_events_are_aggregated_per_utc_day() -> None:
    """Raw events on both sides of midnight UTC become two events, whatever their time zone."""
    usage = usage_of(
        BillingEvent("riffusion", 1, datetime.fromisoformat("2026-06-02T01:59:59+02:00"), "song", "Old title"),
        BillingEvent("riffusion", 2, datetime.fromisoformat("2026-06-01T12:00:00Z"), "song", "Old title"),
        BillingEvent("riffusion", 4, datetime.fromisoformat("2026-06-02T02:00:00+02:00"), "song", "New title"),
    )

    assert [
        ("2026-06-01T00:00:00", 3, "2026-06-01T23:59:59.000000Z", "Old title"),
        ("2026-06-02T00:00:00", 4, "2026-06-02T00:00:00.000000Z", "New title"),
    ] == [(row["event_at"], row["amount"], row["max_created_at"], row["conversation_title"]) for row in usage["events"]]


def test_whole_credits_are_integers() -> None:
    """Whole credits are written without a fraction, as on the docs page."""
    usage = usage_of(BillingEvent("riffusion", 24, datetime.fromisoformat("2026-06-02T01:00Z")))

    assert "2" == repr(usage["summary"]["total_charged_credits"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("riffusion", float("nan"), datetime.fromisoformat("2026-06-02T01:00Z")),
        ("riffusion", "60", datetime.fromisoformat("2026-06-02T01:00Z")),
        ("riffusion", True, datetime.fromisoformat("2026-06-02T01:00Z")),
        ("riffusion", 60, datetime.fromisoformat("2026-06-02T01:00")),
        ("riffusion", 60, "2026-06-02T01:00Z"),
        (None, 60, datetime.fromisoformat("2026-06-02T01:00Z")),
    ],
)
def test_ledger_refuses_bad_events(arguments: Any) -> None:
    """An event that could not be billed is rejected."""
    with pytest.raises((TypeError, ValueError)):
        BillingEvent(*arguments)


def test_concurrent_requests() -> None:
    """Concurrent requests get the same responses as sequential ones."""
    with httpx.Client(base_url="http://mock/v1", transport=mock_transport(Api(demo_ledger()))) as http:
        with ThreadPoolExecutor(max_workers=8) as pool:
            futures = [pool.submit(http.get, ENDPOINT, headers=BEARER, params=LISTENER) for _ in range(400)]
        bodies = {response.result().content for response in futures}

    assert 1 == len(bodies)
