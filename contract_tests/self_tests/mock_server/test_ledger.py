"""The ledger: exact totals, files, and what survives a crash."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from flowmusic_contract.mock_server import Api, BillingEvent, Ledger, Request
from flowmusic_contract.mock_server.ledger import SumError
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.listing import listed_accounts

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def report(ledger: Ledger) -> Any:
    return Api(ledger)(Request.get("me@example.com").authorized_by("token")).json()


def charged(*amounts: float) -> Ledger:
    ledger = Ledger()
    for amount in amounts:  # one by one, so that each is added to the day in the table
        ledger.configure("token", "me@example.com", BillingEvent("riffusion", amount, NOON, "song", "Song"))
    return ledger


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        ([0.1] * 10, 1),
        ([1e16, 1, -1e16], 1),
        ([2**70, 1], 2**70 + 1),
        ([0.5, 0.25], 0.75),
        ([1e300, 1e-300, -1e300], 1e-300),
        ([60.0, -60], 0),
    ],
)
def test_sums_are_exact(amounts: list[float], total: float) -> None:
    """A total is the correctly rounded sum, and an integer of any size if it is whole."""
    ledger = charged(*amounts)
    together = Ledger()
    together.configure(
        "token", "me@example.com", *(BillingEvent("riffusion", amount, NOON, "song") for amount in amounts)
    )

    assert repr(total) == repr(report(ledger)["events"][0]["amount"])
    assert repr(total) == repr(report(together)["summary"]["by_type_tokens"]["riffusion"])


LARGEST = 2.0**1023
"""More than half of the largest double."""


@pytest.mark.parametrize(
    "more",
    [
        ("riffusion", LARGEST, "song"),
        ("riffusion", LARGEST, "another song"),
        ("producer-usage", LARGEST, "song"),
        ("stem-export", LARGEST, None),
    ],
    ids=["day", "type", "total", "account"],
)
def test_sum_beyond_a_double_is_refused(more: tuple[str, float, str | None]) -> None:
    """Events are not added if their sum with earlier ones is a number that no usage report can have."""
    ledger = charged(LARGEST, 0.5)
    before = report(ledger)
    type_, amount, song = more
    with pytest.raises(SumError, match=r"the amounts of me@example\.com would add up to more than "):
        ledger.configure("token", "me@example.com", BillingEvent(type_, amount, NOON, song))

    assert before == report(ledger)
    assert {float(LARGEST)} == {float(total) for total in before["summary"]["by_type_tokens"].values()}


def test_large_amount_does_not_block_small_ones() -> None:
    """An account near the limit can be billed, and a refund makes space for more."""
    ledger = charged(LARGEST, 1, -LARGEST, LARGEST)

    assert 2**1023 + 1 == report(ledger)["summary"]["by_type_tokens"]["riffusion"]


@pytest.mark.parametrize("order", [[0, 2, 1], [2, 0, 1], [1, 2, 0]])
def test_title_is_that_of_the_latest_event(order: list[int]) -> None:
    """The title of a day is that of its latest event, in whatever order the events are added."""
    ledger = Ledger()
    for hour in order:
        event = BillingEvent("riffusion", 1, NOON + timedelta(hours=hour), "song", f"Title {hour}")
        ledger.configure("token", "me@example.com", event)
    usage = report(ledger)

    assert "Title 2" == usage["events"][0]["conversation_title"] == usage["summary"]["per_conversation"][0]["title"]


def test_no_song_and_an_empty_song_are_two() -> None:
    """An event without a conversation does not count to the conversation whose id is empty."""
    ledger = Ledger()
    for conversation in None, "", None, "":
        ledger.configure("token", "me@example.com", BillingEvent("riffusion", 1, NOON, conversation))

    assert [(None, 2), ("", 2)] == [(row["conversation_id"], row["amount"]) for row in report(ledger)["events"]]


def test_report_reads_only_daily_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a report takes does not depend on the number of raw events."""
    ledger = charged(60)
    queries: list[str] = []
    select = Ledger.select

    def recorded(self: Ledger, query: str, *values: object) -> Any:
        queries.append(query)
        return select(self, query, *values)

    monkeypatch.setattr(Ledger, "select", recorded)
    report(ledger)

    assert [] == [query for query in queries if "billing_event" in query]
    assert any("daily_total" in query for query in queries)


def test_unchanged_account_is_computed_once() -> None:
    """The response is remembered until an event is added."""
    ledger = charged(60)
    api, request = Api(ledger), Request.get("me@example.com").authorized_by("token")
    before = api(request)

    assert api(request) is before
    ledger.configure("token", "me@example.com", BillingEvent("riffusion", 1, NOON, "song"))
    assert 61 == api(request).json()["events"][0]["amount"]


def test_account_that_is_configured_again() -> None:
    """After the ledger was emptied, the report of an account is about its new events, however many there are."""
    ledger = Ledger()
    api, request = Api(ledger), Request.get("me@example.com").authorized_by("token")
    amounts: list[int] = []
    for amount in 1, 2:
        ledger.clear()
        ledger.configure("token", "me@example.com", BillingEvent("riffusion", amount, NOON))
        amounts.append(api(request).json()["events"][0]["amount"])

    assert [1, 2] == amounts


def test_report_after_another_program_has_written(tmp_path: Path) -> None:
    """An event that another program adds to the file is in the next report."""
    ours, theirs = Ledger(tmp_path / "ledger.sqlite"), Ledger(tmp_path / "ledger.sqlite")
    api, request = Api(ours), Request.get("me@example.com").authorized_by("token")
    amounts: list[list[int]] = []
    for _ in range(2):
        theirs.configure("token", "me@example.com", BillingEvent("riffusion", 1, NOON, "song"))
        amounts.append([event["amount"] for event in api(request).json()["events"]])

    assert [[1], [2]] == amounts


def test_file_keeps_everything_but_tokens(tmp_path: Path) -> None:
    """A ledger in a file is there again, and the file does not have the token."""
    path = tmp_path / "ledger.sqlite"
    first = Ledger(path)
    first.configure("secret-token", "me@example.com", BillingEvent("riffusion", 0.5, NOON, "song", "Song"))
    events = first.raw_events("secret-token", "me@example.com")
    again = Ledger(path)

    assert events == again.raw_events("secret-token", "me@example.com")
    assert not any(b"secret-token" in file.read_bytes() for file in tmp_path.iterdir())


def test_failed_transaction_adds_nothing() -> None:
    """If any event is bad, none is added."""

    def events() -> Any:
        yield BillingEvent("riffusion", 1, NOON)
        raise ValueError("bad")

    ledger = charged(60)
    with pytest.raises(ValueError, match="bad"):
        ledger.add("token", "new@example.com", events())

    assert [("me@example.com", 1)] == [(account.email, account.events) for account in listed_accounts(ledger)]


def another_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE song (title)")
    database.commit()
    database.close()


def older_ledger(path: Path) -> None:
    """Writes a ledger without one of its columns."""
    Ledger(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE account DROP COLUMN saved_report")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda path: path.write_text("No database. " * 100),
            "cannot use this file as a ledger: file is not a database",
        ),
        (another_database, "this file is not a ledger of this version of the mock server"),
        (older_ledger, "this file is not a ledger of this version of the mock server"),
        (lambda path: path.mkdir(), "cannot use this file as a ledger: it is a folder"),
    ],
    ids=["text", "database", "older", "folder"],
)
def test_another_file_is_refused(make: Any, message: str, tmp_path: Path) -> None:
    """A file that is not a ledger is not touched."""
    path = tmp_path / "file"
    make(path)
    before = path.is_file() and path.read_bytes()
    with pytest.raises(LedgerError, match=message):
        Ledger(path)

    assert before == (path.is_file() and path.read_bytes())


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    """A file in a folder that does not exist is refused, and the folder is named."""
    with pytest.raises(LedgerError, match=rf"ledger: there is no folder {tmp_path}/nothing$"):
        Ledger(tmp_path / "nothing" / "ledger.sqlite")


def test_name_that_is_too_long(tmp_path: Path) -> None:
    """A file whose name is too long is refused with that reason."""
    with pytest.raises(LedgerError, match=r"xx: cannot use this file as a ledger: File name too long$"):
        Ledger(tmp_path / ("x" * 300))


def test_folder_that_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file in a folder that the user may not write to is refused with that reason."""
    monkeypatch.setattr("os.access", lambda path, _mode: path != tmp_path)  # whoever runs the tests may be root
    (tmp_path / "ledger.sqlite").symlink_to(tmp_path / "nothing" / "ledger.sqlite")
    with pytest.raises(LedgerError, match=r"ledger: Permission denied$"):
        Ledger(tmp_path / "ledger.sqlite")


def test_locked_file_is_named(tmp_path: Path) -> None:
    """A file that another program has locked is named with the reason, whatever is read or written."""
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    ledger.select("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: cannot use this file as a ledger: database is locked"):
        ledger.accept("token")
    other.close()


def test_file_that_another_program_uses_for_a_while(tmp_path: Path) -> None:
    """A ledger waits for a program that is just making the same file."""
    path = tmp_path / "ledger.sqlite"
    Ledger(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN IMMEDIATE")
    timer = Timer(0.1, other.close)
    timer.start()

    assert Ledger(path).is_empty()
    timer.join()


def new_file(path: Path) -> None:
    path.rename(path.with_name("backup"))
    path.touch()


@pytest.mark.parametrize("take_away", [Path.unlink, new_file])
def test_file_that_is_taken_away(take_away: Callable[[Path], None], tmp_path: Path) -> None:
    """What would be written to a file that was removed or replaced is refused, because nobody could find it."""
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    ledger.accept("first")
    take_away(path)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: this ledger was removed or replaced"):
        ledger.accept("token")

    assert not ledger.knows("token")


def test_name_like_a_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that SQLite could take for a database in memory is the name of a file."""
    monkeypatch.chdir(tmp_path)
    Ledger("file:ledger?mode=memory")

    assert (tmp_path / "file:ledger?mode=memory").is_file()


def test_file_that_two_programs_make_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that saw an empty file, in which another one has made its tables meanwhile, uses those."""
    path = tmp_path / "ledger.sqlite"
    Ledger(path).accept("token")
    monkeypatch.setattr("flowmusic_contract.mock_server.ledger_file._tables_of", lambda _database: [])

    assert Ledger(path).knows("token")


def test_refused_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not a ledger is not kept open; Python 3.13 warns of that."""
    path = tmp_path / "file"
    another_database(path)
    database = sqlite3.connect(path)
    monkeypatch.setattr(sqlite3, "connect", lambda *_args, **_options: database)
    with pytest.raises(LedgerError):
        Ledger(path)

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")


def test_commit_is_on_the_disk(tmp_path: Path) -> None:
    """SQLite writes a log ahead of each change, and waits for the disk: no kill of a process can show the second."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    full = 2

    assert [("wal",), (full,)] == [*ledger.select("PRAGMA journal_mode"), *ledger.select("PRAGMA synchronous")]


KILLING = [sys.executable, str(Path(__file__).with_name("killing.py"))]


def test_kill_within_a_transaction(tmp_path: Path) -> None:
    """A transaction that SQLite had written in part when the process was killed has changed nothing."""
    path = tmp_path / "ledger.sqlite"
    subprocess.run([*KILLING, "within", str(path)], check=False)
    ledger = Ledger(path)

    assert [("ok",)] == ledger.select("PRAGMA integrity_check")
    assert [2000] == [account.events for account in listed_accounts(ledger)]
    assert [("2000",)] == ledger.select("SELECT amount FROM daily_total")


ROUNDS, LEDGERS = 20, 5


def test_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """After 100 SIGKILLs in the middle of writes, every event whose call returned is there, and the totals agree."""
    paths = [str(tmp_path / f"{number}.sqlite") for number in range(LEDGERS)]
    done = subprocess.run([*KILLING, str(ROUNDS), *paths], capture_output=True, text=True, check=False)

    assert ("True True [('ok',)]\n" * LEDGERS, "") == (done.stdout, done.stderr)
