"""The ledger of the mock server: raw billing events of configured accounts, in SQLite."""

import math
import sqlite3
import weakref
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from attrs import field, frozen
from attrs.validators import instance_of, optional

_TABLES = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL,
    email TEXT NOT NULL,
    UNIQUE (token, email)
);
CREATE TABLE billing_event (
    account INTEGER NOT NULL REFERENCES account (id),
    type TEXT NOT NULL,
    amount NUMERIC NOT NULL,
    conversation_id TEXT,
    conversation_title TEXT,
    created_at TEXT NOT NULL -- RFC 3339 in UTC, to the microsecond, so that text order is time order
);
CREATE INDEX billing_event_of_account ON billing_event (account);
"""


def _finite(_event: object, _attribute: object, amount: Any) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        raise ValueError(f"amount must be a finite number of tokens, got {amount!r}")


def _aware(_event: object, _attribute: object, created_at: Any) -> None:
    if not isinstance(created_at, datetime) or created_at.tzinfo is None:
        raise ValueError(f"created_at must be a datetime with a time zone, got {created_at!r}")


@frozen
class BillingEvent:
    """One raw event: `amount` tokens, charged or received depending on `type`; `created_at` has a time zone."""

    type: str = field(validator=instance_of(str))
    amount: float = field(validator=_finite)
    created_at: datetime = field(validator=_aware)
    conversation_id: str | None = field(default=None, validator=optional(instance_of(str)))
    conversation_title: str | None = field(default=None, validator=optional(instance_of(str)))


class Ledger:
    """Accounts by token and email address, with their billing events, in memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.executescript(_TABLES)
        self.lock = RLock()
        """Held during each query. A caller holds it for several queries that must agree."""

    def configure(self, token: str, email: str, *events: BillingEvent) -> None:
        """Configures the account `email` under `token`, with its events; a second call adds events."""
        with self.lock, self._database:
            self._database.execute("INSERT OR IGNORE INTO account (token, email) VALUES (?, ?)", (token, email))
            account = self.find(token, email)
            self._database.executemany(
                "INSERT INTO billing_event VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        account,
                        event.type,
                        event.amount,
                        event.conversation_id,
                        event.conversation_title,
                        event.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                    )
                    for event in events
                ),
            )

    def knows(self, token: str) -> bool:
        """Returns whether any account is configured under exactly this token."""
        return bool(self.select("SELECT 1 FROM account WHERE token = ? LIMIT 1", token))

    def find(self, token: str, email: str) -> int | None:
        """Returns the account's key, or None if it is not configured under this token."""
        rows = self.select("SELECT id FROM account WHERE token = ? AND email = ?", token, email)
        return rows[0][0] if rows else None

    def emails(self, token: str) -> list[str]:
        """Returns the accounts configured under the token, in the order they were configured."""
        return [email for (email,) in self.select("SELECT email FROM account WHERE token = ? ORDER BY id", token)]

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Returns the rows of an SQL query."""
        with self.lock:
            return self._database.execute(query, values).fetchall()
