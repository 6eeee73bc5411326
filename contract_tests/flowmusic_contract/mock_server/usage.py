"""From a ledger to the documented response: totals per UTC day, type and conversation, in exact arithmetic."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from flowmusic_contract.mock_server.encoding import encoded, encoded_number
from flowmusic_contract.mock_server.events import Exact, exact
from flowmusic_contract.mock_server.ledger import Account, Ledger

K = TypeVar("K", bound="Key | str")
V = TypeVar("V")

_CREDIT = 12
"""Tokens per credit."""

_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("grant", "daily-free")

_CHANGED = """
SELECT day, type, conversation_id, conversation_title, amount, latest FROM daily_total
WHERE account = ? AND changed > ?
"""

_BODY = (
    b'{"email":%b,"events":[%b],"summary":{"by_type_tokens":{%b},"by_type_credits":{%b},'
    b'"total_charged_credits":%b,"total_received_tokens":%b,"per_conversation":[%b]}}'
)
_EVENT = (
    b'{"type":%b,"amount":%b,"conversation_id":%b,"conversation_title":%b,'
    b'"event_at":%b,"max_created_at":%b,"_account_email":%b}'
)
_SONG = b'{"conversation_id":%b,"title":%b,"email":%b,"tokens":%b,"credits":%b}'

Key = tuple[str, str, bool, str]
"""The order of rows: by day, by type, rows without a conversation first, by conversation."""


@frozen
class Row:
    """An event of a usage report: the total of one day, type and conversation."""

    key: Key
    """Unique in the report."""
    type: str
    song: str | None
    """The conversation that it is a charge for, if any."""
    title: str | None
    amount: Exact
    latest: str
    json: bytes = field(repr=False)


@frozen
class _Total:
    """What a usage report says about a type."""

    tokens: Exact
    tokens_json: bytes = field(repr=False)
    credits_json: bytes = field(repr=False)


@frozen
class _Song:
    """What a usage report says about a conversation with charges."""

    tokens: Exact
    newest: tuple[str, Key]
    """The time and the key of the row whose title it has."""
    title: str | None
    json: bytes = field(repr=False)


@frozen
class UsageReport:
    """The `AccountUsage` of the spec, with the parts that it consists of in their order."""

    account: Account
    rows: Mapping[Key, Row] = field(repr=False)
    totals: Mapping[str, _Total] = field(repr=False)
    """By type."""
    songs: Mapping[str, _Song] = field(repr=False)
    """By the id of the conversation."""
    body: bytes = field(repr=False)


def usage_report(ledger: Ledger, account: Account, before: UsageReport | None = None) -> UsageReport:
    """Returns the usage report of an account: amounts in tokens, except where a name says credits.

    Only the rows that have changed since the report `before` are read and encoded, and only their increases are added
    to its totals.
    """
    if before is None or before.account.id != account.id:
        before = UsageReport(Account(account.id, account.email, -1, has_saved_report=False), {}, {}, {}, b"")
    email = encoded(account.email)
    selected = ledger.select(_CHANGED, account.id, before.account.version)
    changed = [_row(email, values) for values in selected]
    increases = [(row, _increase(row, before.rows.get(row.key))) for row in changed]
    rows = _updated(before.rows, {row.key: row for row in changed})
    totals = _updated(before.totals, _totals(before.totals, increases))
    songs = _updated(before.songs, _songs(email, before.songs, increases))
    return UsageReport(account, rows, totals, songs, _body(email, rows, totals, songs))


def _row(email: bytes, selected: tuple[Any, ...]) -> Row:
    day, type_, conversation_id, title, text, latest = selected
    amount = exact(text)
    json = _EVENT % (
        encoded(type_),
        encoded_number(_number(amount)),
        encoded(conversation_id),
        encoded(title),
        encoded(f"{day}T00:00:00"),
        encoded(latest),
        email,
    )
    key = day, type_, conversation_id is not None, conversation_id or ""
    return Row(key, type_, conversation_id if type_ in _CHARGED else None, title, amount, latest, json)


def _increase(row: Row, before: Row | None) -> Exact:
    return row.amount - before.amount if before else row.amount


def _updated(kept: Mapping[K, V], changed: Mapping[K, V]) -> Mapping[K, V]:
    """Returns the parts that are kept and those that have changed, in their order."""
    parts = {**kept, **changed}
    return parts if len(parts) == len(kept) else {key: parts[key] for key in sorted(parts)}


def _totals(before: Mapping[str, _Total], increases: Iterable[tuple[Row, Exact]]) -> dict[str, _Total]:
    tokens: dict[str, Exact] = {}
    for row, increase in increases:
        if row.type not in tokens:
            tokens[row.type] = before[row.type].tokens if row.type in before else 0
        tokens[row.type] += increase
    return {type_: _total(encoded(type_), amount) for type_, amount in tokens.items()}


def _total(name: bytes, tokens: Exact) -> _Total:
    in_tokens, in_credits = encoded_number(_number(tokens)), encoded_number(_credits(tokens))
    return _Total(tokens, name + b":" + in_tokens, name + b":" + in_credits)


def _songs(email: bytes, before: Mapping[str, _Song], increases: Iterable[tuple[Row, Exact]]) -> dict[str, _Song]:
    songs: dict[str, tuple[Exact, Row]] = {}
    for row, increase in increases:
        if row.song is not None:
            tokens, newest = songs.get(row.song, (0, row))
            songs[row.song] = tokens + increase, max(row, newest, key=_age)
    return {id_: _song(email, id_, before.get(id_), *changed) for id_, changed in songs.items()}


def _age(row: Row) -> tuple[str, Key]:
    return row.latest, row.key


def _song(email: bytes, id_: str, before: _Song | None, increase: Exact, changed: Row) -> _Song:
    tokens, newest, title = increase, _age(changed), changed.title
    if before:
        tokens += before.tokens
        if before.newest > newest:
            newest, title = before.newest, before.title
    numbers = encoded_number(_number(tokens)), encoded_number(_credits(tokens))
    return _Song(tokens, newest, title, _SONG % (encoded(id_), encoded(title), email, *numbers))


def _body(email: bytes, rows: Mapping[Key, Row], totals: Mapping[str, _Total], songs: Mapping[str, _Song]) -> bytes:
    return _BODY % (
        email,
        b",".join([row.json for row in rows.values()]),
        b",".join([total.tokens_json for total in totals.values()]),
        b",".join([total.credits_json for total in totals.values()]),
        encoded_number(_credits(_sum(totals, _CHARGED))),
        encoded_number(_number(_sum(totals, _RECEIVED))),
        b",".join([song.json for song in songs.values()]),
    )


def _sum(totals: Mapping[str, _Total], types: Iterable[str]) -> Exact:
    return sum(totals[type_].tokens for type_ in types if type_ in totals)


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
