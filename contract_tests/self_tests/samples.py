"""Usage reports, exchanges and sessions for the tests of rules."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.expectation import Expectation
from flowmusic_contract.engine.json_path import json_path
from flowmusic_contract.engine.subjects import ServedUsage, Session

EMAIL = "listener@example.com"
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
HOLDS: list[str] = []
"""What `broken_at` returns if every comparison holds."""


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "riffusion",
        "amount": 60,
        "conversation_id": "c1",
        "conversation_title": "Song",
        "event_at": "2026-06-01T00:00:00",
        "max_created_at": "2026-06-01T18:42:55.123456Z",
        "_account_email": EMAIL,
    } | changes


def conversation(**changes: Any) -> dict[str, Any]:
    return {"conversation_id": "c1", "title": "Song", "email": EMAIL, "tokens": 60, "credits": 5} | changes


def usage(*rows: dict[str, Any], email: str = EMAIL, **changes: Any) -> Any:
    totals = {
        "by_type_tokens": {"riffusion": 60},
        "by_type_credits": {"riffusion": 5},
        "total_charged_credits": 5,
        "total_received_tokens": 0,
        "per_conversation": [conversation()],
    }
    return {"email": email, "events": list(rows), "summary": totals | changes}


def exchange(status: int = 200, *, body: bytes = b"", usage: Any = None, **intent: Any) -> Exchange:
    usual: dict[str, Any] = {"token": "valid", "account": "configured", "emails": (EMAIL,)}
    return Exchange(RequestIntent(**usual | intent), status, body=body, usage=usage, sent_at=NOON)


def served(usage: Any, *emails: str) -> ServedUsage:
    return ServedUsage(usage, emails, NOON)


def session_of(*exchanges: Exchange) -> Session:
    return Session(exchanges)


def compared(expectations: Iterator[Expectation]) -> list[bool]:
    return [expectation.holds for expectation in expectations]


def broken_at(expectations: Iterator[Expectation]) -> list[str]:
    return [json_path(expectation.location) for expectation in expectations if not expectation.holds]
