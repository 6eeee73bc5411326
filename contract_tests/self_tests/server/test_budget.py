"""A check ends in time, whatever the server does, and says what it did not see."""

import time
from collections import Counter

import pytest
from attrs import evolve

from flowmusic_contract.check import check_server
from flowmusic_contract.engine.report import Report
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    Api,
    Request,
    Response,
    demo_ledger,
    running,
)
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.limits import USUAL_GENERATED, Limits
from flowmusic_contract.server.session import ProbeSession, UnreachableError
from flowmusic_contract.server.target import DEMO_TENANT, Target, Tenant
from self_tests.server.raw_server import serving


def outcome(report: Report, rule_id: str) -> str:
    """Returns the outcome of one rule."""
    [verdict] = [verdict for verdict in report.verdicts if verdict.rule.id == rule_id]
    return verdict.outcome


def test_silent_server() -> None:
    """A server that never responds is reported as late, in the total time and that of one response."""
    started = time.monotonic()
    with serving(b"", b"") as (target, _):
        report = check_server(target, Limits(seconds=0.2, total_seconds=1), USUAL_GENERATED)

    assert time.monotonic() - started < 10
    assert "broken" == outcome(report, "transport.every-response-is-in-time")
    assert "inconclusive" == report.conclusion


def test_rest_is_not_sent() -> None:
    """Requests for which no time is left are not sent, and the report says how many."""
    tenant = Tenant(DEMO_TOKEN, DEMO_EMAILS)
    with running(lambda request: evolve(Api(demo_ledger())(request), delay=0.05)) as base_url:
        report = check_server(Target(base_url, tenant), Limits(total_seconds=0.5), 0)
    sent = report.statuses.total()

    assert 5 < sent < 15
    assert "no time was left after 0.5 s (--max-seconds)" in str(report.missing_evidence)
    assert "kept" != report.conclusion


def test_class_of_requests_that_hang() -> None:
    """After a request that got no response in time, similar requests are not sent."""
    received: Counter[str] = Counter()

    def hanging(request: Request) -> Response:
        is_wrong = "authorization" in dict(request.headers) and "not-a-token" in str(request.headers)
        received["wrong token"] += is_wrong
        return evolve(Api(demo_ledger())(request), delay=60 if is_wrong else 0)

    limits = Limits(seconds=0.2)
    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), InProcessConnection(hanging, limits), limits)
    exchanges = list(session.run())
    late = [exchange.intent for exchange in exchanges if exchange.transfer.failure]

    assert len(late) == received["wrong token"] == len({(each.method, each.token, each.account) for each in late})
    assert set(session.not_sent) == {"similar requests got no response in time"}


def test_many_kinds_of_requests_that_hang() -> None:
    """After six kinds of requests that got no response in time, only kinds are sent that got one before."""

    def hanging(request: Request) -> Response:
        response = Api(demo_ledger())(request)
        return evolve(response, delay=0 if response.status == 200 else 60)

    limits = Limits(seconds=0.2)
    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), InProcessConnection(hanging, limits), limits)
    exchanges = list(session.run())

    assert 6 == sum(exchange.transfer.failure is not None for exchange in exchanges)
    assert 200 == exchanges[-1].status


def test_server_that_asks_to_wait() -> None:
    """No wait that a server asks for is longer than the time that is left."""
    started = time.monotonic()
    slow = Response(429, (("retry-after", "50"),), b"")
    limits = Limits(total_seconds=0.3)
    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), InProcessConnection(lambda _: slow), limits)
    with pytest.raises(UnreachableError, match="keeps responding with 429"):
        list(session.run())

    assert time.monotonic() - started < 5
