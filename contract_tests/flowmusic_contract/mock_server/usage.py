"""From a ledger to the documented response: totals per UTC day, type and conversation, in exact arithmetic."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
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

    def song(self) -> str | None:
        """Returns the conversation that it is a charge for, if any."""
        return self.conversation_id if self.type in _CHARGED else None


@frozen
class _Total:
    """What a usage report says about a type."""

    tokens: Exact
    tokens_json: bytes = field(repr=False)
    credits_json: bytes = field(repr=False)


@frozen
class UsageReport:
    """The `AccountUsage` of the spec, with the parts that it consists of in their order."""

    account: Account
    rows: Mapping[Key, Row] = field(repr=False)
    totals: Mapping[str, _Total] = field(repr=False)
    """By type."""
    songs: Mapping[str, bytes] = field(repr=False)
    """The JSON about each conversation with charges, by its id."""
    body: bytes = field(repr=False)


def usage_report(ledger: Ledger, account: Account, before: UsageReport | None = None) -> UsageReport:
    """Returns the usage report of an account: amounts in tokens, credits where it says so.

    It reads and encodes only the rows that have changed since the report `before`, and the totals that contain them.
    """
    if before is None or before.account.id != account.id:
        before = UsageReport(Account(account.id, account.email, -1, has_answer=False), {}, {}, {}, b"")
    selected = ledger.select(_CHANGED, account.id, before.account.version)
    changed = [_row(account.email, values) for values in selected]
    rows = _updated(before.rows, {row.key(): row for row in changed})
    totals = _updated(before.totals, _totals({row.type for row in changed}, rows.values()))
    conversations = {song for row in changed if (song := row.song()) is not None}
    songs = _updated(before.songs, _songs(account.email, conversations, rows.values()))
    return UsageReport(account, rows, totals, songs, _body(account.email, rows, totals, songs))


def _updated(kept: Mapping[K, V], changed: Mapping[K, V]) -> Mapping[K, V]:
    """Returns the parts that are kept and those that have changed, in their order."""
    parts = {**kept, **changed}
    return parts if len(parts) == len(kept) else {key: parts[key] for key in sorted(parts)}


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


def _totals(types: AbstractSet[str], rows: Iterable[Row]) -> dict[str, _Total]:
    tokens: dict[str, Exact] = dict.fromkeys(types, 0)
    for row in rows:
        if row.type in types:
            tokens[row.type] += row.amount
    return {type_: _total(encoded(type_), amount) for type_, amount in tokens.items()}


def _total(name: bytes, tokens: Exact) -> _Total:
    in_tokens, in_credits = encoded_number(_number(tokens)), encoded_number(_credits(tokens))
    return _Total(tokens, name + b":" + in_tokens, name + b":" + in_credits)


def _songs(email: str, conversations: AbstractSet[str], rows: Iterable[Row]) -> dict[str, bytes]:
    songs: dict[str, tuple[str, str | None, Exact]] = {}
    for row in rows:
        song = row.song()
        if song is not None and song in conversations:
            latest, title, tokens = songs.get(song, ("", None, 0))
            if row.latest >= latest:
                latest, title = row.latest, row.title
            songs[song] = latest, title, tokens + row.amount
    return {id_: _song(email, id_, title, tokens) for id_, (_, title, tokens) in songs.items()}


def _song(email: str, conversation_id: str, title: str | None, tokens: Exact) -> bytes:
    return encoded(
        {
            "conversation_id": conversation_id,
            "title": title,
            "email": email,
            "tokens": _number(tokens),
            "credits": _credits(tokens),
        }
    )


def _body(email: str, rows: Mapping[Key, Row], totals: Mapping[str, _Total], songs: Mapping[str, bytes]) -> bytes:
    return _BODY % (
        encoded(email),
        b",".join([row.json for row in rows.values()]),
        b",".join([total.tokens_json for total in totals.values()]),
        b",".join([total.credits_json for total in totals.values()]),
        encoded_number(_credits(_sum(totals, _CHARGED))),
        encoded_number(_number(_sum(totals, _RECEIVED))),
        b",".join(songs.values()),
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
