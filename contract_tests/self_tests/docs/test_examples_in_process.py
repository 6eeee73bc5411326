"""The examples that keep watch: they run in this process, against the mock server, as a person would run them."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from attrs import evolve
from prometheus_client.parser import text_string_to_metric_families

from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    Api,
    BillingEvent,
    FlowmusicMock,
    Ledger,
    Request,
    Response,
    mock_transport,
)
from self_tests.docs.running import EXAMPLES, Done, Run

pytestmark = pytest.mark.xdist_group("examples")  # one process imports matplotlib

PROGRAMS = {
    "budget.py": (2, ["{email}", "100"]),
    "prometheus.py": (1, ["{email}", "--file", "{folder}/usage.prom"]),
    "store.py": (1, ["{folder}/usage.sqlite", "{email}"]),
}
"""The exit code for a problem and the arguments."""


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize(
    ("email", "token", "fault", "problem"),
    [
        ("nobody@example.com", None, None, "NotFoundError: "),
        ("listener@example.com", "user:1-wrong", None, "UnauthorizedError: "),
        ("listener@example.com", "", None, "USEAPI_TOKEN"),
        ("listener@example.com", None, "schema.amount-as-string", "InvalidResponseError: "),
    ],
    ids=["unknown account", "wrong token", "no token", "broken response"],
)
def test_problem_is_one_line(
    *,
    name: str,
    email: str,
    token: str | None,
    fault: str | None,
    problem: str,
    run: Run,
    flowmusic_mock: FlowmusicMock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Without a usable response, the example prints one line without the token, and fails."""
    code, words = PROGRAMS[name]
    if token is not None:
        monkeypatch.setenv("USEAPI_TOKEN", token)
    if fault:
        flowmusic_mock.fault(fault)

    done = run(name, *(word.format(email=email, folder=tmp_path) for word in words))

    assert (code, 1, True) == (done.code, done.err.count("\n"), problem in done.err)
    assert (token or flowmusic_mock.token) not in done.out + done.err


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("many_accounts.py", "rich"),
        ("report.py", "rich"),
        ("to_pandas.py", "pandas"),
        ("prometheus.py", "prometheus_client"),
        ("mcp_server.py", "mcp"),
    ],
)
def test_missing_extra_is_one_line(name: str, package: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its extra, an example prints one line that says what to install."""
    for module in [package, *(each for each in sys.modules if each.startswith(f"{package}."))]:
        monkeypatch.setitem(sys.modules, module, None)

    done = run(name)

    assert (1, 1, True) == (done.code, done.err.count("\n"), "pip install '.[" in done.err)


@pytest.mark.parametrize(
    ("limit", "code", "verdict"),
    [
        ("112", 2, "perhaps above the limit of 112"),  # stem-export may be charged
        ("111.6", 1, "above the limit of 111.6"),
        ("200", 0, "within the limit of 200"),
    ],
)
def test_budget(limit: str, code: int, verdict: str, run: Run, flowmusic_mock: FlowmusicMock) -> None:
    """The exit code decides by the charged types of the month; an unknown type is named and not counted."""
    assert flowmusic_mock.token
    done = run("budget.py", "listener@example.com", limit, "--month", "2026-06")

    line = f"listener@example.com: 111.67 credits charged in 2026-06, {verdict}"
    line += "; not counted, because of unknown type: stem-export (2.08)\n"
    assert Done(code, *(("", line) if code else (line, ""))) == done


def test_budget_exactly_at_the_limit(run: Run, flowmusic_mock: FlowmusicMock) -> None:
    """A month that reaches the limit is within it, also where neither amount is a whole number of credits."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=100, on="2026-06-01")
    account.charge("Sample Song", tokens=20, on="2026-06-30", type_="riffusion").receive(tokens=50, on="2026-06-02")

    assert 0 == run("budget.py", "a@example.com", "10", "--month", "2026-06").code


def test_budget_counts_one_month(run: Run, flowmusic_mock: FlowmusicMock) -> None:
    """The months before and after do not count."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=12, on="2026-06-15")
    account.charge("Sample Song", tokens=600, on="2026-05-31").charge("Sample Song", tokens=600, on="2026-07-01")

    done = run("budget.py", "a@example.com", "1", "--month", "2026-06")

    assert (0, True) == (done.code, ": 1.00 credits charged in 2026-06, within" in done.out)


def test_budget_of_this_month(run: Run, flowmusic_mock: FlowmusicMock) -> None:
    """Without --month, the current UTC month decides."""
    flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60)

    assert 1 == run("budget.py", "a@example.com", "4").code


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nan"], "the limit must be a number of credits, not 'nan'"),
        (["much"], "the limit must be a number of credits, not 'much'"),
        (["1/0"], "the limit must be a number of credits, not '1/0'"),
        (["-5"], "the limit must be a number of credits, not '-5'"),
        (["1", "--month", "2026-13"], "the month must be like 2026-06, not '2026-13'"),
        ([], "the following arguments are required: limit"),
    ],
)
def test_budget_that_cannot_be_read(words: list[str], problem: str, run: Run) -> None:
    """A limit that is not a number of credits, or a month that does not exist, is a mistake that ends with 2."""
    done = run("budget.py", "a@example.com", *words)

    assert (2, True) == (done.code, problem in done.err)


def stored(file: Path) -> list[tuple[str, str, str, float]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT day, type, conversation_title, tokens FROM event ORDER BY 1, 2, 3").fetchall()


def test_store_counts_nothing_twice(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A second run adds nothing, also with another account."""
    assert flowmusic_mock.token
    first = run("store.py", tmp_path / "usage.sqlite", "listener@example.com")
    rows = stored(tmp_path / "usage.sqlite")
    again = run("store.py", tmp_path / "usage.sqlite", "listener@example.com", "newcomer@example.com")

    assert Done(0, "listener@example.com: 10 events, 10 new or changed\n", "") == first
    assert "listener@example.com: 10 events, 0 new or changed\nnewcomer@example.com: 0 events, 0" in again.out
    assert rows == stored(tmp_path / "usage.sqlite")
    assert 8640 + 1340 + 25 == sum(row[3] for row in rows)


def test_store_replaces_a_row_that_grew(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A later report replaces the row of the same day, type and conversation."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60, on="2026-06-01")
    run("store.py", tmp_path / "usage.sqlite", "a@example.com")
    account.charge("Sample Song", tokens=40, on="2026-06-01").charge("Sample Song", tokens=1, on="2026-06-02")
    done = run("store.py", tmp_path / "usage.sqlite", "a@example.com")

    assert "a@example.com: 2 events, 2 new or changed\n" == done.out
    assert [
        ("2026-06-01", "producer-usage", "Sample Song", 100),
        ("2026-06-02", "producer-usage", "Sample Song", 1),
    ] == stored(tmp_path / "usage.sqlite")


def test_store_of_a_song_that_was_renamed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two rows of one report that differ only in the title, as a server may send them, are one row with the sum."""
    ledger = Ledger()
    time = datetime(2026, 6, 1, 18, tzinfo=UTC)
    for tokens, title in ((30, "Draft"), (12, "Final")):
        ledger.configure(DEMO_TOKEN, "a@example.com", BillingEvent("riffusion", tokens, time, title, title))
    api = Api(ledger)

    def respond(request: Request) -> Response:
        response = api(request)
        return evolve(response, body=re.sub(rb'"conversation_id": *"\w+"', b'"conversation_id": "song"', response.body))

    transport = mock_transport(respond)
    monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: transport.handle_request(request))
    run("store.py", tmp_path / "usage.sqlite", "a@example.com")

    assert [42] == [row[3] for row in stored(tmp_path / "usage.sqlite")]


def test_store_in_a_file_that_is_not_a_database(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A file of another kind is one line, and stays as it is."""
    assert flowmusic_mock.token
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    done = run("store.py", tmp_path / "notes.txt", "listener@example.com")

    assert Done(1, "", f"{tmp_path}/notes.txt: file is not a database\n") == done
    assert "not a database " * 100 == (tmp_path / "notes.txt").read_text()


def test_store_without_a_name(run: Run) -> None:
    """An empty name, such as that of a variable that is not set, is a mistake that ends with 2."""
    done = run("store.py", "", "listener@example.com")

    assert (2, True) == (done.code, "the name of the file is empty" in done.err)


def test_store_of_a_number_that_is_too_large(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A number that SQLite cannot keep is one line, and nothing of that report is stored."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60, on="2026-06-01")
    account.charge("Sample Song", tokens=10**30, on="2026-06-02")
    done = run("store.py", tmp_path / "usage.sqlite", "a@example.com")

    assert (1, 1, True) == (done.code, done.err.count("\n"), done.err.startswith("OverflowError: "))
    assert [] == stored(tmp_path / "usage.sqlite")


def samples(text: str) -> dict[tuple[str, ...], float]:
    """The samples of metrics, by name and labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


EXPORTED = {
    ("flowmusic_up", "listener@example.com"): 1,
    ("flowmusic_charged_credits", "listener@example.com"): 1340 / 12,
    ("flowmusic_received_tokens", "listener@example.com"): 8640,
    ("flowmusic_tokens", "listener@example.com", "daily-free"): 1440,
    ("flowmusic_tokens", "listener@example.com", "grant"): 7200,
    ("flowmusic_tokens", "listener@example.com", "producer-usage"): 1200,
    ("flowmusic_tokens", "listener@example.com", "riffusion"): 140,
    ("flowmusic_tokens", "listener@example.com", "stem-export"): 25,
}


def test_prometheus_file(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """The file has the totals; an account that cannot be read is 0 in `flowmusic_up`, and makes the exit code 1."""
    assert flowmusic_mock.token
    done = run("prometheus.py", "nobody@example.com", "listener@example.com", "--file", tmp_path / "usage.prom")

    assert EXPORTED | {("flowmusic_up", "nobody@example.com"): 0} == samples((tmp_path / "usage.prom").read_text())
    assert (1, "", ["usage.prom"]) == (done.code, done.out, [path.name for path in tmp_path.iterdir()])
    assert done.err.startswith("nobody@example.com: NotFoundError: ")


def test_prometheus_file_that_cannot_be_written(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A file in a folder that does not exist is one line."""
    assert flowmusic_mock.token
    done = run("prometheus.py", "listener@example.com", "--file", tmp_path / "nowhere" / "usage.prom")

    assert (1, "", 1, True) == (done.code, done.out, done.err.count("\n"), "nowhere/usage.prom" in done.err)


def test_prometheus_file_that_is_never_read(run: Run) -> None:
    """A file that node_exporter would not read is a mistake that ends with 2."""
    done = run("prometheus.py", "listener@example.com", "--file", "usage.txt")

    assert (2, True) == (done.code, "argument --file: the name must end in .prom, got 'usage.txt'" in done.err)


def test_prometheus_either_writes_or_serves(run: Run) -> None:
    """A file and a port is a mistake that ends with 2."""
    done = run("prometheus.py", "listener@example.com", "--file", "usage.prom", "--port", "9101")

    assert (2, True) == (done.code, "--port: not allowed with argument --file" in done.err)


def test_prometheus_serves_metrics(flowmusic_mock_server: FlowmusicMock) -> None:
    """/metrics has the totals of each account."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / "prometheus.py"), "listener@example.com", "--port", "0"]
    found: dict[tuple[str, ...], float] = {}
    environment = os.environ | {"USEAPI_BASE_URL": flowmusic_mock_server.base_url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout
        url = program.stdout.readline().strip()
        while url and ("flowmusic_up", "listener@example.com") not in found:
            found = samples(httpx.get(url).text)
        program.terminate()

    assert EXPORTED == found


def test_chart_of_two_years(run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A chart of many days shows every month, with the sum of its days."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60, on="2025-01-05")
    account.charge("Sample Song", tokens=40, on="2025-01-31").charge("Sample Song", tokens=20, on="2026-12-31")
    run("report.py", "a@example.com", "--chart", tmp_path / "usage.svg")
    drawn = re.findall("<!-- (.*) -->", (tmp_path / "usage.svg").read_text(encoding="utf-8"))

    assert ["2025-01", "2025-06", "2025-11", "2026-04", "2026-09", "UTC month"] == drawn[:6]
    assert "100" == max(filter(str.isdecimal, drawn), key=int)


@pytest.mark.parametrize("others", [["grant"], ["aaa", "zzz"]])
def test_colours_of_a_chart(others: list[str], run: Run, flowmusic_mock: FlowmusicMock, tmp_path: Path) -> None:
    """A type has the same colour whatever other types there are, also a type that the docs page does not name."""
    account = flowmusic_mock.account("a@example.com").charge("Sample Song", tokens=60, on="2026-06-01")
    for type_ in ("stem-export", *others):
        account.receive(tokens=60, on="2026-06-01", type_=type_)
    run("report.py", "a@example.com", "--chart", tmp_path / "usage.svg")
    colours = set(re.findall("fill: (#[0-9a-f]{6})", (tmp_path / "usage.svg").read_text(encoding="utf-8")))

    assert {"#3f6fb5", "#4c40bf"} <= colours
    assert 2 + len(others) == len(colours - {"#ffffff", "#000000"})
