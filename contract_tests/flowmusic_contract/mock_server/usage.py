"""From a ledger to the documented response: totals per UTC day, type and conversation, in exact arithmetic."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from attrs import field, frozen

from flowmusic_contract.mock_server.encoding import encoded
from flowmusic_contract.mock_server.events import Exact, exact
from flowmusic_contract.mock_server.ledger import Account, Ledger

_CREDIT = 12
"""Tokens per credit."""

_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("grant", "daily-free")

_CHANGED = """
SELECT day, type, conversation_id, conversation_title, amount, latest FROM daily_total
WHERE account = ? AND changed > ?
"""

Key = tuple[str, str, bool, str]
"""The order of rows: by day, by type, rows without a conversation first, by conversation."""


@frozen
class Row:
    """A row of a usage report: what one day has of one type about one conversation."""

    day: str
    type: str
    conversation_id: str | None
    title: str | None
    amount: Exact
    latest: str
    json: bytes = field(repr=False)

    def key(self) -> Key:
        """Returns what no other row of the report has."""
        return self.day, self.type, self.conversation_id is not None, self.conversation_id or ""


@frozen
class UsageReport:
    """The `AccountUsage` of the spec, with the rows that it consists of in their order."""

    account: Account
    rows: Mapping[Key, Row] = field(repr=False)
    body: bytes = field(repr=False)


def usage_report(ledger: Ledger, account: Account, before: UsageReport | None = None) -> UsageReport:
    """Returns the usage report of an account: amounts in tokens, credits where it says so.

    It reads and encodes only the rows that have changed since the report `before`, and adds up all of them.
    """
    kept, since = (before.rows, before.account.version) if before and before.account.id == account.id else ({}, -1)
    selected = ledger.select(_CHANGED, account.id, since)
    changed = {row.key(): row for row in map(partial(_row, account.email), selected)}
    rows = {**kept, **changed}
    if len(rows) > len(kept):
        rows = {key: rows[key] for key in sorted(rows)}
    body = b'{"email":%b,"events":[%b],"summary":%b}' % (
        encoded(account.email),
        b",".join([row.json for row in rows.values()]),
        encoded(_summary(account.email, rows.values())),
    )
    return UsageReport(account, rows, body)


def _row(email: str, selected: tuple[Any, ...]) -> Row:
    day, type_, conversation_id, title, text, latest = selected
    amount = exact(text)
    event = {
        "type": type_,
        "amount": _number(amount),
        "conversation_id": conversation_id,
        "conversation_title": title,
        "event_at": f"{day}T00:00:00",
        "max_created_at": latest,
        "_account_email": email,
    }
    return Row(day, type_, conversation_id, title, amount, latest, encoded(event))


def _summary(email: str, rows: Iterable[Row]) -> dict[str, Any]:
    by_type: dict[str, Exact] = {}
    songs: dict[str, tuple[str, str | None, Exact]] = {}
    for row in rows:
        by_type[row.type] = by_type.get(row.type, 0) + row.amount
        if row.type in _CHARGED and row.conversation_id is not None:
            latest, title, tokens = songs.get(row.conversation_id, ("", None, 0))
            if row.latest >= latest:
                latest, title = row.latest, row.title
            songs[row.conversation_id] = latest, title, tokens + row.amount
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
