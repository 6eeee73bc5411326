"""Every example runs, against the mock server, as a person would run it: most in this process, which is quicker."""

import csv
import io
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    Api,
    BillingEvent,
    FlowmusicMock,
    MockServer,
    Request,
    Response,
    demo_ledger,
    running,
)
from self_tests.docs.running import EXAMPLES, Done, Run

pytestmark = pytest.mark.xdist_group("examples")  # one process imports matplotlib and pandas

TOTALS = "charged  111.67 credits\nreceived 8,640 tokens\n"
ONE_ACCOUNT = ["one_account.py", "one_account_async.py"]
ALL = [*ONE_ACCOUNT, "many_accounts.py", "report.py", "to_csv.py", "to_pandas.py"]
LIGHT = ["one_account.py", "one_account_async.py", "many_accounts.py"]
"""The examples that start quickly."""
MINUS = "\u2212"


@pytest.fixture
def mock(flowmusic_mock_server: FlowmusicMock) -> FlowmusicMock:
    """A new mock server, on a socket."""
    return flowmusic_mock_server


def _mock_at(base_url: str) -> FlowmusicMock:
    return FlowmusicMock(MockServer(demo_ledger(), token=DEMO_TOKEN), base_url)


def start(mock: FlowmusicMock, *words: str, stdin: str = "", **settings: str) -> Done:
    """Runs an example in a process of its own."""
    environment = os.environ | {"USEAPI_BASE_URL": mock.base_url, "USEAPI_TOKEN": mock.token, **settings}
    done = subprocess.run(
        [sys.executable, "-W", "error", *words],
        env=environment,
        cwd=EXAMPLES,
        input=stdin,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def rows(table: str) -> list[list[str]]:
    """Returns the words of each line of a table, without its rulers."""
    return [line.split() for line in table.splitlines() if line.strip(" ─")]


@pytest.mark.parametrize("name", ONE_ACCOUNT)
def test_one_account(name: str, mock: FlowmusicMock) -> None:
    """The totals of an account are printed."""
    done = start(mock, name, "listener@example.com")

    assert (0, TOTALS, "") == (done.code, done.out, done.err)


@pytest.mark.usefixtures("flowmusic_mock")
@pytest.mark.parametrize("name", ALL)
def test_unknown_account(name: str, run: Run) -> None:
    """For an account that is not configured, the example prints one line and fails."""
    done = run(name, "nobody@example.com")

    assert (1, 1, True) == (done.code, done.err.count("\n"), ": 404 Not Found: " in done.err)


@pytest.mark.usefixtures("flowmusic_mock")
@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"USEAPI_TOKEN": "user:1-wrong"}, ": 401 Unauthorized: "),
        ({"USEAPI_TOKEN": ""}, "USEAPI_TOKEN"),
        ({"USEAPI_BASE_URL": "http://127.0.0.1:1/v1"}, "ApiConnectionError: "),
    ],
    ids=["wrong token", "no token", "no server"],
)
def test_no_response(name: str, settings: Mapping[str, str], problem: str, run: Run) -> None:
    """Without a usable response, the example prints one line without the token, and fails."""
    done = run(name, "listener@example.com", **settings)

    assert (1, 1, True) == (done.code, done.err.count("\n"), problem in done.err)
    assert "user:1-wrong" not in done.out + done.err


@pytest.mark.usefixtures("flowmusic_mock")
@pytest.mark.parametrize("name", ["report.py", "to_pandas.py"])
def test_nothing_to_report(name: str, run: Run) -> None:
    """For an account without events, the example prints one line and fails."""
    done = run(name, "newcomer@example.com")

    assert (1, "", "newcomer@example.com has no events.\n") == (done.code, done.out, done.err)


def test_many_accounts(mock: FlowmusicMock) -> None:
    """Accounts are listed once, in order, with their sum; one that is not configured does not stop the others."""
    emails = ["duo+live@example.com", "nobody@example.com", "listener@example.com", "newcomer@example.com"]
    done = start(mock, "many_accounts.py", *emails, emails[0])

    assert [
        ["account", "charged", "credits", "received", "tokens"],
        ["duo+live@example.com", "18.33", "600"],
        ["listener@example.com", "111.67", "8,640"],
        ["newcomer@example.com", "0.00", "0"],
        ["sum", "of", "3", "130.00", "9,240"],
    ] == rows(done.out)
    assert (1, True) == (done.code, done.err.startswith("nobody@example.com: NotFoundError: GET "))


@pytest.mark.usefixtures("flowmusic_mock")
def test_many_accounts_without_a_report(run: Run) -> None:
    """If no account could be read, there is no table, whose sum of zero would mislead."""
    done = run("many_accounts.py", "nobody@example.com", "noone@example.com")

    assert (1, "", 2) == (done.code, done.out, done.err.count(": NotFoundError: "))


@pytest.mark.usefixtures("flowmusic_mock")
def test_many_accounts_from_standard_input(run: Run) -> None:
    """Without arguments, email addresses are read from standard input, one a line."""
    done = run("many_accounts.py", stdin="\ufefflistener@example.com\n\n newcomer@example.com \r\n")

    assert (0, "", ["sum", "of", "2", "111.67", "8,640"]) == (done.code, done.err, rows(done.out)[-1])


@pytest.mark.usefixtures("flowmusic_mock")
def test_progress_of_many_accounts(run: Run) -> None:
    """A terminal shows a progress bar on standard error, separate from the table."""
    done = run("many_accounts.py", "listener@example.com", TTY_COMPATIBLE="1", FORCE_COLOR="1")

    assert (0, True, False) == (done.code, "100%" in done.err, "100%" in done.out)


def test_many_accounts_use_five_requests_at_a_time() -> None:
    """Five requests run at the same time, and no account is requested twice."""
    api = Api(demo_ledger())
    began: list[float] = []

    def slowly(request: Request) -> Response:
        began.append(time.monotonic())
        return evolve(api(request), delay=1)

    with running(slowly) as base_url:
        mock = _mock_at(base_url)
        start(mock, "many_accounts.py", *(f"{number % 6}@example.com" for number in range(7)))

    began.sort()
    assert (True, True, 6) == (began[4] - began[0] < 1, began[5] - began[0] >= 1, len(began))


@pytest.mark.usefixtures("flowmusic_mock")
def test_report(run: Run) -> None:
    """Each UTC day has its tokens by type, charged types first, and each type its total."""
    done = run("report.py", "listener@example.com")

    assert [
        ["Tokens", "of", "listener@example.com"],
        ["producer-usage", "riffusion", "daily-free", "grant", "stem-export"],
        ["UTC", "day", "charged", "charged", "received", "received", "other"],
        ["2026-06-01", "1,140", "60", "720", "7,200"],
        ["2026-06-02", "60", "80", "720", "25"],
        ["total", "1,200", "140", "1,440", "7,200", "25"],
    ] == rows(done.out)
    assert (0, "") == (done.code, done.err)


@pytest.mark.usefixtures("flowmusic_mock")
def test_chart_as_png(run: Run, tmp_path: Path) -> None:
    """A chart is a PNG that is large enough to read."""
    chart = tmp_path / "usage.png"
    done = run("report.py", "listener@example.com", "--chart", str(chart))

    assert (0, "", b"\x89PNG\r\n\x1a\n") == (done.code, done.err, chart.read_bytes()[:8])
    assert min(struct.unpack(">II", chart.read_bytes()[16:24])) >= 800


def test_chart_as_svg(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A chart shows the account, every day and every type, and stacks each kind to its sum."""
    flowmusic_mock.ledger.configure(
        DEMO_TOKEN,
        "$a$@example.com",
        BillingEvent("riffusion", 60, datetime(2026, 6, 1, tzinfo=UTC)),
        BillingEvent("producer-usage", 60, datetime(2026, 6, 1, tzinfo=UTC)),
        BillingEvent("[/$\\x$]", -60, datetime(2026, 6, 3, tzinfo=UTC)),
        BillingEvent("refund", -60, datetime(2026, 6, 3, tzinfo=UTC)),
    )
    chart = tmp_path / "usage.svg"
    done = run("report.py", "$a$@example.com", "--chart", str(chart))
    drawn = set(re.findall("<!-- (.*) -->", chart.read_text(encoding="utf-8")))

    assert (0, "") == (done.code, done.err)
    assert {
        "Tokens of $a$@example.com",
        "UTC day",
        *("2026-06-01", "2026-06-02", "2026-06-03"),
        *("charged tokens", "producer-usage", "riffusion"),
        *("other tokens", "[/$\\x$]", "refund"),
    } == {text for text in drawn if not text.strip(MINUS).isdigit()}
    assert {"120", MINUS + "120"} <= drawn


@pytest.mark.usefixtures("flowmusic_mock")
def test_chart_that_cannot_be_saved(run: Run, tmp_path: Path) -> None:
    """A missing folder is one line, and the example fails."""
    done = run("report.py", "listener@example.com", "--chart", str(tmp_path / "nowhere" / "usage.png"))

    assert (1, 1) == (done.code, done.err.count("\n"))


@pytest.mark.parametrize("name", ["usage.song", "usage", "."])
def test_chart_of_no_known_type(name: str, run: Run) -> None:
    """The name of a chart must say its type, and is refused before anything is requested."""
    done = run("report.py", "listener@example.com", "--chart", name)

    assert (2, "", True) == (done.code, done.out, "must end in .png, .svg or .pdf" in done.err)


def test_csv(mock: FlowmusicMock) -> None:
    """Events are sorted by day and type; commas, quotes and line ends in a title survive, formulas do not."""
    titles = ['Duett, "live"\nfür 2 🎻', "=1+1", "\uff20SUM(A1)", None]
    created_at = datetime(2026, 6, 1, 18, tzinfo=UTC)
    mock.ledger.configure(
        DEMO_TOKEN,
        "titles@example.com",
        *(BillingEvent("riffusion", -60, created_at, f"song {n}", title) for n, title in enumerate(titles)),
        BillingEvent("grant", 0.5, created_at),
    )
    done = start(mock, "to_csv.py", "titles@example.com")
    header, grant, *songs = csv.reader(io.StringIO(done.out, newline=""))

    assert "event_at,type,amount,conversation_id,conversation_title,max_created_at,_account_email" == ",".join(header)
    assert ["2026-06-01T00:00:00", "grant", "0.5", "", "", "2026-06-01T18:00:00.000000Z", "titles@example.com"] == grant
    assert {('Duett, "live"\nfür 2 🎻', "-60"), ("'=1+1", "-60"), ("'\uff20SUM(A1)", "-60"), ("", "-60")} == {
        (song[4], song[2]) for song in songs
    }


def test_csv_on_a_full_disk(mock: FlowmusicMock) -> None:
    """Events that cannot be written are one line, and the example fails."""
    environment = os.environ | {"USEAPI_BASE_URL": mock.base_url, "USEAPI_TOKEN": mock.token}
    command = ["/bin/sh", "-c", f"{sys.executable} to_csv.py listener@example.com > /dev/full"]
    done = subprocess.run(command, env=environment, cwd=EXAMPLES, stderr=subprocess.PIPE, text=True, check=False)

    assert (1, "OSError: [Errno 28] No space left on device\n") == (done.returncode, done.stderr)


@pytest.mark.usefixtures("flowmusic_mock")
def test_pandas(run: Run) -> None:
    """Each UTC day has its tokens by type."""
    done = run("to_pandas.py", "listener@example.com")

    assert [
        ["type", "daily-free", "grant", "producer-usage", "riffusion", "stem-export"],
        ["event_at"],
        ["2026-06-01", "00:00:00+00:00", "720", "7200", "1140", "60", "0"],
        ["2026-06-02", "00:00:00+00:00", "720", "0", "60", "80", "25"],
    ] == rows(done.out)
    assert (0, "") == (done.code, done.err)


def test_report_without_a_chart(mock: FlowmusicMock) -> None:
    """Without a chart, matplotlib is not imported."""
    done = start(mock, "-X", "importtime", "report.py", "listener@example.com")
    imported = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}

    assert {"rich"} == imported & {"matplotlib", "numpy", "pandas", "rich"}


def test_tests_with_the_mock(mock: FlowmusicMock) -> None:
    """The example of a test passes."""
    done = start(mock, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "test_with_the_mock.py"))

    assert "3 passed" in done.out


def test_every_example_is_listed() -> None:
    """The list of examples names each program, and no other."""
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert {path.name for path in EXAMPLES.glob("*.py")} == set(re.findall(r"`(\w+\.py)`", listed))


@pytest.mark.usefixtures("flowmusic_mock")
def test_many_accounts_need_an_address(run: Run) -> None:
    """Without any address, the example says so and does not print an empty table."""
    done = run("many_accounts.py", stdin="\n")

    assert (2, "", True) == (done.code, done.out, "no email address given" in done.err)
