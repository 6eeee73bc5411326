"""The SQLite database of a ledger: its tables, and how a file is opened so that a crash loses nothing."""

import os
import sqlite3
import time
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

from flowmusic_contract.mock_server.events import exact

_APPLICATION = 0x464D4C32
"""What marks an SQLite file as a ledger."""

_PATIENCE = 5.0
"""Seconds to wait for another program that uses the file, as SQLite itself waits."""

_CANNOT_OPEN = "unable to open database file"
"""All that SQLite says, whatever the reason."""

# Several programs can make the same file at once, so each table may be there already.
# Amounts are text, because SQLite rounds integers beyond 64 bits. A total is an exact fraction such as 1/2.
_TABLES = f"""
CREATE TABLE IF NOT EXISTS token (digest TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- so that no later account has the id of one that was removed
    token TEXT NOT NULL REFERENCES token (digest),
    email TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0, -- grows with each change
    saved_report BLOB, -- the body to send as it is, until an event is added
    UNIQUE (token, email)
);
CREATE TABLE IF NOT EXISTS billing_event (
    account INTEGER NOT NULL REFERENCES account (id),
    type TEXT NOT NULL,
    amount TEXT NOT NULL,
    conversation_id TEXT,
    conversation_title TEXT,
    created_at TEXT NOT NULL -- RFC 3339 in UTC, to the microsecond, so that text order is time order
);
CREATE INDEX IF NOT EXISTS billing_event_of_account ON billing_event (account);
CREATE TABLE IF NOT EXISTS daily_total (
    account INTEGER NOT NULL REFERENCES account (id),
    day TEXT NOT NULL,
    type TEXT NOT NULL,
    conversation_id TEXT,
    conversation_title TEXT, -- of the latest event
    amount TEXT NOT NULL,
    latest TEXT NOT NULL,
    changed INTEGER NOT NULL -- the version of the account that changed it
);
CREATE UNIQUE INDEX IF NOT EXISTS daily_total_of_account
ON daily_total (account, day, type, IFNULL(conversation_id, ''), conversation_id IS NULL);
CREATE INDEX IF NOT EXISTS large_total_of_account ON daily_total (account) WHERE LENGTH(amount) > 290;
CREATE INDEX IF NOT EXISTS changed_total_of_account ON daily_total (account, changed);
PRAGMA application_id = {_APPLICATION};
"""


class LedgerError(Exception):
    """A ledger file that cannot be used; the message is one line."""


def unusable(path: str | Path, error: sqlite3.Error) -> LedgerError:
    """Returns the error that says why SQLite cannot use a file, for example because another program has locked it."""
    reason = _why_not_opened(Path(path)) if str(error) == _CANNOT_OPEN else ""
    return LedgerError(f"{path}: cannot use this file as a ledger: {reason or error}")


def _why_not_opened(path: Path) -> str:
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except OSError as error:  # such as a name that is too long
        return error.strerror or str(error)
    if path.is_dir():
        return "it is a folder"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    return "" if os.access(path if path.exists() else path.parent, os.W_OK) else "Permission denied"


def identity_of(path: str | Path) -> tuple[int, int] | None:
    """Returns what distinguishes the file at a path from every other file, or None if no file is there."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def open_database(path: str | Path) -> sqlite3.Connection:
    """Opens a ledger, or makes a new one. What is committed is on the disk.

    Raises:
        LedgerError: if the file cannot be opened, or is not a ledger.
    """
    with ExitStack() as failed:
        try:
            database = sqlite3.connect(_name_of(path), check_same_thread=False, isolation_level=None)
            failed.callback(database.close)
            _prepare(database, path)
        except sqlite3.Error as error:
            raise unusable(path, error) from error
        failed.pop_all()
    return database


def _name_of(path: str | Path) -> str | Path:
    # Some builds of SQLite take a name such as `file:ledger?mode=memory` for a URI.
    return path if str(path) == ":memory:" or Path(path).is_absolute() else f"./{path}"


def _prepare(database: sqlite3.Connection, path: str | Path) -> None:
    database.create_function("exact_sum", 2, _exact_sum, deterministic=True)
    tables = _tables_of(database)
    [application] = database.execute("PRAGMA application_id").fetchone()
    if not tables:
        database.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
    elif application != _APPLICATION or tables != _expected_tables():
        raise LedgerError(f"{path}: this file is not a ledger of this version of the mock server")
    _write_ahead(database)
    database.execute("PRAGMA synchronous = FULL")


def _write_ahead(database: sqlite3.Connection) -> None:
    # SQLite waits for other programs in every statement but this one.
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _tables_of(database: sqlite3.Connection) -> list[tuple[str, str]]:
    # SQLite adds tables of its own, such as the one for AUTOINCREMENT, as soon as it needs them.
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY name"
    return database.execute(query).fetchall()


@cache
def _expected_tables() -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES)
        return _tables_of(database)


def _exact_sum(first: str, second: str) -> str:
    return str(exact(first) + exact(second))
