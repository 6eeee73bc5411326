"""Little is kept of an exchange that is judged."""

import json
import tracemalloc
from math import ceil
from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.judge import Verdicts, judge_exchange, judge_server

_EVENT = {
    "type": "grant",
    "amount": 60,
    "conversation_id": None,
    "conversation_title": None,
    "event_at": "2026-06-01T00:00:00",
    "max_created_at": "2026-06-01T10:00:00+00:00",
    "_account_email": "a@example.com",
}
_SUMMARY = {
    "by_type_tokens": {},
    "by_type_credits": {},
    "total_charged_credits": 0,
    "total_received_tokens": 0,
    "per_conversation": [],
}
_INTENT = RequestIntent("GET", "valid", "configured", ("a@example.com",))
_REFUSED = RequestIntent("GET", "invalid", "configured", ("a@example.com",))


def exchange_of(events: int, **fields: Any) -> Exchange:
    """Returns the judged exchange with a report of this many events and some undocumented fields."""
    rows = [_EVENT | {"conversation_title": f"song {row}"} for row in range(events)]
    body = json.dumps({"email": "a@example.com", "events": rows, "summary": _SUMMARY} | fields).encode()
    return judge_exchange(Exchange(_INTENT, 200, (), body), Verdicts.on(SERVER_RULES))


def test_equal_reports_are_one() -> None:
    """Reports of the same bytes share one report, and no body is kept."""
    compaction = Compaction()
    first, second = (compaction.compact(exchange_of(3)) for _ in range(2))

    assert first.usage is second.usage
    assert b"" == first.body == second.body


def test_equal_events_are_one() -> None:
    """Different reports share their equal events."""
    compaction = Compaction()
    first, second = (compaction.compact(exchange_of(3, number=number)).usage for number in range(2))

    assert first is not None
    assert second is not None
    assert first != second
    assert all(one is other for one, other in zip(first["events"], second["events"], strict=True))


def test_events_that_cannot_be_shared() -> None:
    """An event with an undocumented object is kept as it is, also beside another report."""
    exchange = exchange_of(0)
    body = exchange.body.replace(b"[]", json.dumps([_EVENT | {"more": {}}]).encode(), 1)
    judged = judge_exchange(evolve(exchange, body=body), Verdicts.on(SERVER_RULES))
    compaction = Compaction()
    compaction.compact(exchange)

    assert judged.usage == compaction.compact(judged).usage


@pytest.mark.parametrize(("missing", "is_kept"), [(0, True), (1, False)])
def test_reports_beyond_the_limit(missing: int, is_kept: bool) -> None:  # noqa: FBT001 - a table
    """Reports are kept up to a number of bytes: equal ones count once, and events that are known do not count."""
    three, nine = exchange_of(3), exchange_of(9)
    compaction = Compaction(most_bytes=len(three.body) + ceil(len(nine.body) * 6 / 9) - missing)

    assert [True, True, is_kept] == [compaction.compact(each).usage is not None for each in (three, three, nine)]


@pytest.mark.parametrize(("missing", "is_kept"), [(0, True), (1, False)])
def test_reports_without_events_beyond_the_limit(missing: int, is_kept: bool) -> None:  # noqa: FBT001 - a table
    """A report without events counts with all its bytes."""
    one, other = exchange_of(0, number=1), exchange_of(0, number=2)
    compaction = Compaction(most_bytes=len(one.body) + len(other.body) - missing)

    assert [True, is_kept] == [compaction.compact(each).usage is not None for each in (one, other)]


def test_refusals() -> None:
    """The body of a large refusal is compared without the address."""
    large = [
        Exchange(evolve(_REFUSED, emails=(email,)), 401, (), f"no {email}".encode() + b"x" * 100_000)
        for email in ("a@example.com", "b@example.com")
    ]
    digests = {Compaction().compact(exchange).body for exchange in large}

    assert [32] == [len(digest) for digest in digests]


@pytest.mark.parametrize(("size", "kept"), [(100, 100), (64_000, 64_000), (64_001, 32)])
def test_small_refusals(size: int, kept: int) -> None:
    """The body of a refusal is kept as it is up to 64 kB, and as a digest beyond that."""
    refused = Exchange(_REFUSED, 401, (), b"x" * size)

    assert kept == len(Compaction().compact(refused).body)


def test_memory_of_a_session() -> None:
    """Forty reports of 1,000 events, of which each differs in one field, take as much memory as a few."""
    body = exchange_of(1000).body
    different = (Exchange(_INTENT, 200, (), b'{"number":%d,%s' % (number, body[1:])) for number in range(40))
    tracemalloc.start()
    judge_server(different, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 10_000_000
