"""Kills processes in the middle of their writes to ledgers, and prints what each ledger has then.

Each round starts a writer for each ledger, and kills them when each has written. With `within`, the program kills
itself within a transaction. It imports little, so that a writer is a small process, which starts and ends fast.
"""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from types import ModuleType

import flowmusic_contract

# The package itself imports HTTP libraries, and a ledger does not need them.
package = ModuleType("flowmusic_contract.mock_server")
package.__path__ = [f"{folder}/mock_server" for folder in flowmusic_contract.__path__]
sys.modules[package.__name__] = package

from flowmusic_contract.mock_server.events import BillingEvent  # noqa: E402
from flowmusic_contract.mock_server.ledger import Ledger  # noqa: E402
from flowmusic_contract.mock_server.listing import listed_accounts  # noqa: E402

EVENT = BillingEvent("riffusion", 1, datetime(2026, 6, 1, tzinfo=UTC), "song")


EVENTS = [EVENT] * 2000
"""More than a page of the file can hold."""


def start_writer(path: str) -> tuple[int, int]:
    """Returns the id of a process that writes without end, and a pipe that gets a byte for each write that returned."""
    out, into = os.pipe()
    process = os.fork()
    if not process:
        ledger = Ledger(path)
        while True:
            ledger.configure("token", "me@example.com", EVENT)
            os.write(into, b".")
    os.close(into)
    return process, out


def acknowledged(out: int) -> int:
    """Returns how many writes have returned by the end of the process."""
    count = 0
    while dots := os.read(out, 65_536):
        count += len(dots)
    os.close(out)
    return count


def main(rounds: int, paths: Sequence[str]) -> None:
    """Prints for each ledger whether it has every acknowledged event, whether the totals agree, and its integrity."""
    counts = dict.fromkeys(paths, 0)
    for _ in range(rounds):
        writers = [start_writer(path) for path in paths]
        for path, (_, out) in zip(paths, writers, strict=True):
            counts[path] += len(os.read(out, 1))  # it has written
        for process, _ in writers:
            os.kill(process, signal.SIGKILL)
        for path, (process, out) in zip(paths, writers, strict=True):
            os.waitpid(process, 0)
            counts[path] += acknowledged(out)
    for path, count in counts.items():
        ledger = Ledger(path)
        [account] = listed_accounts(ledger)
        [(total,)] = ledger.select("SELECT amount FROM daily_total")
        is_kept = count <= account.events <= count + rounds
        print(is_kept, account.events == int(total), ledger.select("PRAGMA integrity_check"))  # noqa: T201


def die_within_transaction(path: str) -> None:
    """Commits events, and ends without a commit after SQLite has written a part of other changes to the disk."""
    ledger = Ledger(path)
    ledger.add("token", "me@example.com", EVENTS)
    ledger.select("PRAGMA cache_size = 1")
    with ledger.transaction():
        ledger.clear()
        ledger.add("token", "me@example.com", EVENTS)
        os.kill(os.getpid(), signal.SIGKILL)


if sys.argv[1] == "within":
    die_within_transaction(sys.argv[2])
else:
    main(int(sys.argv[1]), sys.argv[2:])
