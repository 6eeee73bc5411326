"""From a ledger to the documented response: totals per UTC day, type and conversation, in exact arithmetic."""

from typing import Any

from flowmusic_contract.mock_server.events import Exact, exact
from flowmusic_contract.mock_server.ledger import Account, Ledger

_CREDIT = 12
"""Tokens per credit."""

_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("grant", "daily-free")

_DAYS = """
SELECT day, type, conversation_id, conversation_title, amount, latest FROM daily_total
WHERE account = ? ORDER BY day, type, conversation_id
"""


def account_usage(ledger: Ledger, account: Account) -> dict[str, Any]:
    """Returns the `AccountUsage` of the spec, as JSON types: amounts in tokens, credits where it says so."""
    events: list[dict[str, Any]] = []
    by_type: dict[str, Exact] = {}
    songs: dict[str, tuple[str, str | None, Exact]] = {}
    for day, type_, conversation_id, title, text, latest in ledger.select(_DAYS, account.id):
        amount = exact(text)
        events.append(
            {
                "type": type_,
                "amount": _number(amount),
                "conversation_id": conversation_id,
                "conversation_title": title,
                "event_at": f"{day}T00:00:00",
                "max_created_at": latest,
                "_account_email": account.email,
            }
        )
        by_type[type_] = by_type.get(type_, 0) + amount
        if type_ in _CHARGED and conversation_id is not None:
            before, _, tokens = songs.get(conversation_id, ("", None, 0))
            newest = title if latest >= before else songs[conversation_id][1]
            songs[conversation_id] = max(before, latest), newest, tokens + amount
    return {"email": account.email, "events": events, "summary": _summary(account.email, by_type, songs)}


def _summary(email: str, by_type: dict[str, Exact], songs: dict[str, tuple[str, str | None, Exact]]) -> dict[str, Any]:
    return {
        "by_type_tokens": {type_: _number(by_type[type_]) for type_ in sorted(by_type)},
        "by_type_credits": {type_: _credits(by_type[type_]) for type_ in sorted(by_type)},
        "total_charged_credits": _credits(sum(by_type.get(type_, 0) for type_ in _CHARGED)),
        "total_received_tokens": _number(sum(by_type.get(type_, 0) for type_ in _RECEIVED)),
        "per_conversation": [
            {
                "conversation_id": conversation_id,
                "title": title,
                "email": email,
                "tokens": _number(tokens),
                "credits": _credits(tokens),
            }
            for conversation_id, (_, title, tokens) in sorted(songs.items())
        ],
    }


def _credits(tokens: Exact) -> float:
    if isinstance(tokens, int):
        return _whole(tokens / _CREDIT) if tokens % _CREDIT else tokens // _CREDIT
    return _number(tokens / _CREDIT)


def _number(amount: Exact) -> float:
    """Returns whole numbers as integers of any size, as the docs page does, and others as the nearest double."""
    if isinstance(amount, int):
        return amount
    return amount.numerator if amount.denominator == 1 else _whole(float(amount))


def _whole(nearest: float) -> float:
    return int(nearest) if nearest.is_integer() else nearest
