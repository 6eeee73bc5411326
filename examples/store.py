"""Keeps the history of accounts in SQLite: `python store.py usage.sqlite listener@example.com …`.

Run it as often as you like. The key of a row is its account, day, type and conversation. A later report replaces the
rows with the same keys, because those of today still grow; other rows are kept. Reads the token from $USEAPI_TOKEN.
"""

import argparse
import sqlite3
import sys
from contextlib import closing

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage

TABLE = """
CREATE TABLE IF NOT EXISTS event (
    account TEXT NOT NULL,
    day TEXT NOT NULL,
    type TEXT NOT NULL,
    conversation_id TEXT NOT NULL, -- empty: no conversation; in a key, SQLite takes each NULL for another value
    conversation_title TEXT,
    tokens NUMERIC NOT NULL,
    PRIMARY KEY (account, day, type, conversation_id)
)"""
UPSERT = """
INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tokens = excluded.tokens, conversation_title = excluded.conversation_title
WHERE tokens IS NOT excluded.tokens OR conversation_title IS NOT excluded.conversation_title"""


def rows(usage: AccountUsage) -> dict[tuple[str, ...], tuple[str | None, float]]:
    found: dict[tuple[str, ...], tuple[str | None, float]] = {}
    for event in usage.events:
        key = usage.email, event.event_at.date().isoformat(), event.type, event.conversation_id or ""
        # A report may have a key twice, for example if the song got another title within the day.
        found[key] = event.conversation_title, event.amount + found.get(key, (None, 0))[1]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("emails", nargs="+", metavar="EMAIL")
    arguments = parser.parse_args()
    if not arguments.file:  # SQLite would remove the history at the end
        parser.error("the name of the file is empty")
    try:
        with AuthenticatedClient() as client, closing(sqlite3.connect(arguments.file)) as database:
            for email in arguments.emails:
                usage, before = client.get_account_usage(email), database.total_changes
                with database:  # one transaction
                    database.execute(TABLE)
                    database.executemany(UPSERT, [(*key, *values) for key, values in rows(usage).items()])
                print(f"{usage.email}: {len(usage.events)} events, {database.total_changes - before} new or changed")
    except sqlite3.Error as error:
        sys.exit(f"{arguments.file}: {error}")
    except (ApiError, ValueError, OverflowError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


main()
