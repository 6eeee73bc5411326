"""Little is kept of an exchange that is judged."""

import json
import tracemalloc
from typing import Any

from attrs import evolve

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from flowmusic_contract.engine.verdicts import Verdicts, judge_exchange, judge_server

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
    """An event with an undocumented object is kept as it is."""
    exchange = exchange_of(0)
    body = exchange.body.replace(b"[]", json.dumps([_EVENT | {"more": {}}]).encode(), 1)
    judged = judge_exchange(evolve(exchange, body=body), Verdicts.on(SERVER_RULES))

    assert judged.usage == Compaction().compact(judged).usage


def test_reports_beyond_the_limit() -> None:
    """Reports are kept up to a number of bytes; equal ones count once."""
    compaction = Compaction(most_bytes=len(exchange_of(3).body))
    kept = [compaction.compact(exchange_of(count)).usage is not None for count in (3, 3, 9)]

    assert [True, True, False] == kept


def test_refusals() -> None:
    """The body of a refusal is kept if it is small, and compared without the address if it is not."""
    compaction = Compaction()
    small = Exchange(_REFUSED, 401, (), b"no a@example.com")
    large = [
        Exchange(evolve(_REFUSED, emails=(email,)), 401, (), f"no {email}".encode() + b"x" * 100_000)
        for email in ("a@example.com", "b@example.com")
    ]
    digests = {compaction.compact(exchange).body for exchange in large}

    assert small.body == compaction.compact(small).body
    assert [32] == [len(digest) for digest in digests]


def test_memory_of_a_session() -> None:
    """Forty reports of 1,000 events, of which each differs in one field, take as much memory as a few."""
    body = exchange_of(1000).body
    different = (Exchange(_INTENT, 200, (), b'{"number":%d,%s' % (number, body[1:])) for number in range(40))
    tracemalloc.start()
    judge_server(different, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 10_000_000
