"""Writes the events of one account as CSV: `python to_csv.py listener@example.com > events.csv`.

A spreadsheet runs text that looks like a formula, and anyone can title a song; such text gets an apostrophe in front.
Reads the token from $USEAPI_TOKEN.
"""

import argparse
import contextlib
import csv
import sys

from flowmusic_usage import ApiError, AuthenticatedClient

COLUMNS = (
    "event_at",
    "type",
    "amount",
    "conversation_id",
    "conversation_title",
    "max_created_at",
    "_account_email",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")
email: str = parser.parse_args().email

try:
    with AuthenticatedClient() as client:
        usage = client.get_account_usage(email)
except ApiError as error:
    sys.exit(f"{type(error).__name__}: {error}")
try:
    # UTF-8 on every system. The reader may stop early, as `head` does.
    with contextlib.suppress(BrokenPipeError), open(1, "w", encoding="utf-8", newline="", closefd=False) as output:
        writer = csv.writer(output)
        writer.writerow(COLUMNS)
        for event in sorted(usage.events, key=lambda event: (event.event_at, event.type)):
            row = event.to_dict()
            writer.writerow(inert(row[name]) for name in COLUMNS)
except OSError as error:  # such as a full disk
    sys.exit(f"{type(error).__name__}: {error}")
