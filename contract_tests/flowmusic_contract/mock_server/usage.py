"""From a ledger to the documented response: aggregation per UTC day, in SQL."""

from typing import Any

from flowmusic_contract.mock_server.ledger import Ledger

_CREDIT = 12
"""Tokens per credit."""

# With a single MAX in the query, SQLite takes the other columns, such as the title, from the latest row.
_EVENTS = """
SELECT type, SUM(amount), conversation_id, conversation_title, SUBSTR(created_at, 1, 10) AS day, MAX(created_at)
FROM billing_event WHERE account = ?
GROUP BY day, type, conversation_id ORDER BY day, type, conversation_id
"""
_BY_TYPE = "SELECT type, SUM(amount) FROM billing_event WHERE account = ? GROUP BY type ORDER BY type"
_TOTAL = "SELECT COALESCE(SUM(amount), 0) FROM billing_event WHERE account = ? AND type IN (?, ?)"
_PER_CONVERSATION = """
SELECT conversation_id, conversation_title, SUM(amount), MAX(created_at)
FROM billing_event WHERE account = ? AND type IN (?, ?) AND conversation_id IS NOT NULL
GROUP BY conversation_id ORDER BY conversation_id
"""
_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("grant", "daily-free")


def account_usage(ledger: Ledger, account: int, email: str) -> dict[str, Any]:
    """Returns the `AccountUsage` of the spec, as JSON types: amounts in tokens, credits where it says so."""
    by_type = dict(ledger.select(_BY_TYPE, account))
    [(charged,)] = ledger.select(_TOTAL, account, *_CHARGED)
    [(received,)] = ledger.select(_TOTAL, account, *_RECEIVED)
    return {
        "email": email,
        "events": [
            {
                "type": type_,
                "amount": amount,
                "conversation_id": conversation_id,
                "conversation_title": title,
                "event_at": f"{day}T00:00:00",
                "max_created_at": latest,
                "_account_email": email,
            }
            for type_, amount, conversation_id, title, day, latest in ledger.select(_EVENTS, account)
        ],
        "summary": {
            "by_type_tokens": by_type,
            "by_type_credits": {type_: _credits(tokens) for type_, tokens in by_type.items()},
            "total_charged_credits": _credits(charged),
            "total_received_tokens": received,
            "per_conversation": [
                {
                    "conversation_id": conversation_id,
                    "title": title,
                    "email": email,
                    "tokens": tokens,
                    "credits": _credits(tokens),
                }
                for conversation_id, title, tokens, _ in ledger.select(_PER_CONVERSATION, account, *_CHARGED)
            ],
        },
    }


def _credits(tokens: float) -> float:
    return tokens // _CREDIT if tokens % _CREDIT == 0 else tokens / _CREDIT
