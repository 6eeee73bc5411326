"""Requests are sent within limits."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, mock_transport
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import Target, Tenant


def test_rate_is_shared() -> None:
    """Threads that send at the same time share the rate."""
    target = Target("http://127.0.0.1/v1", Tenant(DEMO_TOKEN, ("listener@example.com",)))
    with httpx.Client(transport=mock_transport(Api(demo_ledger()))) as http, ThreadPoolExecutor(8) as pool:
        asker = ProbeSession(target, http, Limits(rate=100))
        request = http.build_request("GET", f"{target.base_url}/flowmusic/accounts/usage")
        started = time.monotonic()
        list(pool.map(asker.send, [request] * 8))

    assert time.monotonic() - started >= 0.07
