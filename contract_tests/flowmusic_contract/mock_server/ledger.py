"""The ledger of the mock server: raw billing events of configured accounts, with daily totals, in SQLite."""

import hashlib
import json
import sqlite3
import weakref
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from attrs import frozen

from flowmusic_contract.mock_server.daily_totals import add_events, are_sendable
from flowmusic_contract.mock_server.events import FIELDS, BillingEvent
from flowmusic_contract.mock_server.ledger_file import LedgerError, identity_of, open_database, unusable
from flowmusic_contract.mock_server.values import non_empty_text

_MOST_CHANGED = 1000
"""The number of accounts whose last change is remembered."""


class Version(NamedTuple):
    """A state of an account in a ledger: the numbers of the last changes that concern it."""

    own: int
    of_all: int
    """The last change that concerns every account: nothing that was known before it is still valid."""
    by_others: int
    """The last change by another program."""


class SumError(LedgerError, ValueError):
    """Events whose sums no usage report can have; the message is one line."""


@frozen
class Account:
    """The key of a configured account, its email address, and a number that grows with each change."""

    id: int
    email: str
    version: int
    has_saved_report: bool
    """Whether its usage report was saved, and no event was added since."""


class Ledger:
    """Accounts by token and email address, with their billing events, in memory or in a file.

    What a method has written to a file survives a crash. The file has digests of the tokens, not the tokens.

    Raises:
        LedgerError: if the file cannot be opened, is not a ledger, or cannot be used later: every method raises it.
    """

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._database = open_database(path)
        weakref.finalize(self, self._database.close)
        self._path = path
        self._is_file = str(path) != ":memory:"
        self._identity = identity_of(path)
        self.configurations = 0
        """A number that grows whenever this object adds or removes tokens or accounts."""
        self._changes = 0
        self._changed: dict[tuple[str, str], int] = {}
        self._all_changed = 0
        self.lock = RLock()
        """Held during each query. A caller holds it for several queries that must agree."""

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Writes everything that the block writes, or nothing if it fails. Blocks can be nested."""
        with self.lock:
            if self._database.in_transaction:
                yield
                return
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield
                self._check_that_the_file_is_there()
                self._database.execute("COMMIT")
            except BaseException as error:
                if self._database.in_transaction:  # not after some errors: SQLite has ended it
                    self._database.execute("ROLLBACK")
                self._note_change_of_all()
                if isinstance(error, sqlite3.Error):
                    raise unusable(self._path, error) from error
                raise

    def _check_that_the_file_is_there(self) -> None:
        if self._is_file and identity_of(self._path) != self._identity:  # nobody could find what is written to it
            raise LedgerError(f"{self._path}: this ledger was removed or replaced; start the mock server again")

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Within a transaction: undoes what the block writes if it fails, and nothing else."""
        self._database.execute("SAVEPOINT block")
        try:
            yield
        except Exception:
            self._database.execute("ROLLBACK TO block")
            self._note_change_of_all()
            raise
        finally:
            self._database.execute("RELEASE block")

    def configure(self, token: str, email: str, *events: BillingEvent) -> None:
        """Configures the account `email` under `token`, with its events; a second call adds events."""
        self.add(token, email, events)

    def add(self, token: str, email: str, events: Iterable[BillingEvent] = ()) -> None:
        """Does the same as `configure` with any number of events, which are read one by one.

        Raises:
            SumError: if the events of the account add up to more than a number in JSON can be; then nothing is added.
            TypeError: if a value is of a wrong type.
            ValueError: if the email address is empty or cannot be sent.
        """
        non_empty_text("email", email)
        with self.transaction():
            account = self.find(token, email) or self._new_account(token, email)
            version = account.version + 1
            if not add_events(self._database, account.id, version, events):
                return
            self._database.execute(
                "UPDATE account SET version = ?, saved_report = NULL WHERE id = ?", (version, account.id)
            )
            self._note_change(token, email)
            if not are_sendable(self._database, account.id):
                raise SumError(
                    f"the amounts of {email} would add up to more than 1.8e308 tokens, "
                    "the largest number that every reader of JSON can hold"
                )

    def save_report(self, token: str, email: str, body: bytes, events: Iterable[BillingEvent]) -> None:
        """Replaces the events of an account, whose usage report is `body` until another event is added."""
        with self.transaction():
            account = self.find(token, email)
            if account:  # removed with its id, because nothing that is known about it holds any more
                for table, column in ("billing_event", "account"), ("daily_total", "account"), ("account", "id"):
                    self._database.execute(f"DELETE FROM {table} WHERE {column} = ?", (account.id,))  # noqa: S608 - constants
            self.add(token, email, events)
            self._database.execute(
                "UPDATE account SET version = version + 1, saved_report = ? WHERE token = ? AND email = ?",
                (body, digest(token), email),
            )
            self._note_change(token, email)

    def _new_account(self, token: str, email: str) -> Account:
        self.accept(token)
        query = "INSERT INTO account (token, email) VALUES (?, ?)"
        id_ = self._database.execute(query, (digest(token), email)).lastrowid
        assert id_  # noqa: S101 - a row was inserted
        self.configurations += 1
        return Account(id_, email, version=0, has_saved_report=False)

    def accept(self, token: str) -> None:
        """Makes a token valid, even if no account is configured under it."""
        with self.transaction():
            added = self._database.execute("INSERT OR IGNORE INTO token VALUES (?)", (digest(token),))
            self.configurations += added.rowcount

    def clear(self) -> None:
        """Removes every token, account and event."""
        with self.transaction():
            for table in "billing_event", "daily_total", "account", "token":
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
            self.configurations += 1
            self._note_change_of_all()

    def knows(self, token: str) -> bool:
        """Returns whether exactly this token is valid."""
        return bool(self.select("SELECT 1 FROM token WHERE digest = ?", digest(token)))

    def find(self, token: str, email: str) -> Account | None:
        """Returns the account, or None if it is not configured under this token."""
        query = "SELECT id, email, version, saved_report IS NOT NULL FROM account WHERE token = ? AND email = ?"
        rows = self.select(query, digest(token), email)
        return Account(*rows[0]) if rows else None

    def saved_report(self, account: Account) -> bytes | None:
        """Returns the usage report that was saved for an account, if no event was added since."""
        rows: list[tuple[bytes | None]] = self.select("SELECT saved_report FROM account WHERE id = ?", account.id)
        return rows[0][0] if rows else None

    def emails(self, token: str) -> list[str]:
        """Returns the accounts configured under the token, in the order they were configured."""
        query = "SELECT email FROM account WHERE token = ? ORDER BY id"
        return [email for (email,) in self.select(query, digest(token))]

    def raw_events(self, token: str, email: str) -> list[dict[str, Any]]:
        """Returns the events of an account as JSON types, in the order they were added."""
        account = self.find(token, email)
        columns = ", ".join(FIELDS)
        query = f"SELECT {columns} FROM billing_event WHERE account = ? ORDER BY rowid"  # noqa: S608 - constants
        rows = [dict(zip(FIELDS, row, strict=True)) for row in self.select(query, account and account.id)]
        return [row | {"amount": json.loads(row["amount"])} for row in rows]

    def tokens(self) -> list[str]:
        """Returns the digest of every token, in the order they were added."""
        return [token for (token,) in self.select("SELECT digest FROM token ORDER BY rowid")]

    def version(self, token: str, email: str) -> Version:
        """Returns the present state of an account: another one after each change, also after one by another program."""
        by_others: int = self.select("PRAGMA data_version")[0][0] if self._is_file else 0
        own = self._changed.get((token, email), 0)  # first, because another thread can change all meanwhile
        return Version(own, self._all_changed, by_others)

    def _note_change(self, token: str, email: str) -> None:
        if len(self._changed) >= _MOST_CHANGED:
            self._note_change_of_all()
        self._changes += 1
        self._changed[token, email] = self._changes

    def _note_change_of_all(self) -> None:
        self._changes += 1
        self._all_changed = self._changes
        self._changed.clear()

    def is_empty(self) -> bool:
        """Returns whether there are neither tokens nor accounts."""
        return not self.select("SELECT 1 FROM token LIMIT 1")

    def number_of_accounts(self) -> int:
        """Returns how many accounts are configured, under all tokens."""
        [(number,)] = self.select("SELECT COUNT(*) FROM account")
        return int(number)

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Returns the rows of an SQL query."""
        with self.lock:
            try:
                return self._database.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise unusable(self._path, error) from error


@lru_cache(maxsize=64)
def digest(token: str) -> str:
    """Returns what the ledger stores instead of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
