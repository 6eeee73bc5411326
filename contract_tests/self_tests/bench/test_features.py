"""The table of what several clients do: how cells are read, and our own column from the start to the end."""

import asyncio
import time
from collections.abc import Callable, Mapping
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import click
import pytest
from attrs import evolve, frozen

from devtools.bench.features import calling, cells, installing, table, watching
from devtools.bench.features import scenarios as on
from devtools.bench.features.calls import MARKER, TOKEN, Call, End, Outcome, Setting
from devtools.bench.features.cells import NOTHING, Observation
from devtools.bench.features.clients import CLIENTS, OURS, Client
from devtools.bench.features.reaching import reaches_marker
from devtools.bench.features.rows import ROWS, column, scenarios_of
from devtools.bench.features.scenarios import REPORT, Received, Scenario, ScenarioServer
from devtools.bench.results import Cell, load
from devtools.bench.tools import NotRunError
from flowmusic_contract.mock_server import Request

pytestmark = pytest.mark.xdist_group("features")  # our client is run once

[SAVED] = load("features").tables
WAITING_SCENARIOS = {on.BUSY, on.RESET, *on.BUSY_FOR_SECONDS, *on.BUSY_UNTIL_DATE}
LOGGED_SCENARIOS = {on.CALL_WITH_LOG, on.CALL_WITH_DEBUG_LOG}
QUICK = [i for i, row in enumerate(ROWS) if not (WAITING_SCENARIOS | LOGGED_SCENARIOS).intersection(row.scenarios)]
"""The rows that need no wait, and few processes of their own."""


@pytest.fixture(scope="module")
def observed() -> Mapping[str, Observation]:
    """What our client does now."""
    return watching.observe(OURS, scenarios_of([ROWS[index] for index in QUICK]).values())


@pytest.mark.parametrize("index", QUICK, ids=lambda index: ROWS[index].feature)
def test_saved_cell_of_our_client_is_current(observed: Mapping[str, Observation], index: int) -> None:
    """The saved cell is what a new run gives. If it is not, run: scripts/bench features --save."""

    assert (SAVED.rows[index][1],) == column([ROWS[index]], observed)


def test_saved_table_is_whole() -> None:
    """The saved table has every row and every client, and each client ran."""

    assert [row.feature for row in ROWS] == [row[0] for row in SAVED.rows]
    assert ("", *CLIENTS) == SAVED.columns


def test_each_client_is_installed_in_some_way() -> None:
    """A client that is compared is either part of the repository, or installed or generated."""

    assert CLIENTS.keys() == installing.INSTALLERS.keys()


def of(end: End, class_name: str = "", package: str = "", **more: Any) -> Observation:
    """Returns an observation of a call that ended in this way."""
    return Observation(Outcome(end=end, class_name=class_name, package=package, **more))


OWN_ERROR = of(End.RAISED, "ApiError", "peer", is_own=True)
JSON_ERROR = of(End.RAISED, "JSONDecodeError", "json")
REPORTED = of(End.RETURNED, "AccountUsage", "peer")
NONE = of(End.RETURNED, "NoneType", "builtins")
UNSUPPORTED = of(End.UNSUPPORTED)
WAITING = of(End.WAITING)


def seen_at_server(observation: Observation, *received: Received) -> Observation:
    """Returns an observation with what the server received."""
    return evolve(observation, received=received)


def received(at: float = 0, retry_after: str = "", **headers: str) -> Received:
    """Returns a request at some time, with the headers of the request and what the response says."""
    response = REPORT.with_header("retry-after", retry_after) if retry_after else REPORT
    names = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Received(at, Request.get("a@example.com", *names), response)


THREE_REQUESTS = [received(), received(), received()]


@pytest.mark.parametrize(
    ("observations", "cell"),
    [
        ([OWN_ERROR], "its own error"),
        ([of(End.RAISED, "ConnectError", "httpx")], "error of httpx"),
        ([JSON_ERROR], "`JSONDecodeError`"),
        ([NONE], "returns None"),
        ([of(End.RETURNED, "str", "builtins")], "returns the text"),
        ([REPORTED], "accepts it"),
        ([WAITING], "waits"),
        ([UNSUPPORTED], NOTHING),
        ([OWN_ERROR, OWN_ERROR], "its own error"),
        ([OWN_ERROR, NONE, OWN_ERROR], "its own error, returns None"),
    ],
)
def test_ending(observations: list[Observation], cell: Cell) -> None:
    """A cell says how the calls ended, each way once."""

    assert cell == cells.ending(*observations)


@pytest.mark.parametrize(
    ("read", "observations", "cell"),
    [
        (cells.kinds_of_calls, [REPORTED, REPORTED], "both"),
        (cells.kinds_of_calls, [REPORTED, JSON_ERROR], "the first"),
        (cells.kinds_of_calls, [NONE, REPORTED], "the second"),
        (cells.rejected, [OWN_ERROR, REPORTED, JSON_ERROR, NONE], 2),
        (cells.rejected, [UNSUPPORTED, UNSUPPORTED], NOTHING),
        (cells.keeps_marker, [of(End.RETURNED, has_marker=True)], "kept"),
        (cells.keeps_marker, [of(End.RETURNED)], "lost"),
        (cells.keeps_marker, [of(End.RAISED, has_marker=True)], "lost"),
        (cells.raises_with_marker, [of(End.RAISED, has_marker=True)], True),
        (cells.raises_with_marker, [of(End.RAISED)], False),
        (cells.raises_with_marker, [of(End.RETURNED, has_marker=True)], False),
        (cells.time_limit, [of(End.RETURNED, time_limits=[30.0])], "30 s"),
        (cells.time_limit, [of(End.RETURNED, time_limits=[None])], "none"),
        (cells.time_limit, [of(End.RETURNED)], cells.NOT_SEEN),
        (cells.repr_shows_token, [of(End.RETURNED, client=f"Client({TOKEN!r})")], True),
        (cells.repr_shows_token, [of(End.RETURNED, client="Client()")], False),
        (cells.error_shows_token, [of(End.RAISED, text="no"), of(End.RAISED, text=f"no: {TOKEN}")], True),
        (cells.error_shows_token, [of(End.RAISED, text="no"), NONE], False),
        (cells.error_shows_token, [NONE, REPORTED], NOTHING),
        (cells.log_shows_token, [evolve(REPORTED, log=f"sent {TOKEN}")], True),
        (cells.log_shows_token, [evolve(REPORTED, log="sent ***")], False),
        (cells.log_shows_token, [REPORTED], cells.NOT_SEEN),
        (cells.has_log, [evolve(REPORTED, log="GET 200\n")], True),
        (cells.has_log, [evolve(REPORTED, log="\n")], False),
    ],
)
def test_cell(read: Callable[..., Cell], observations: list[Observation], cell: Cell) -> None:
    """A cell follows from what was seen in the process of the client."""

    assert cell == read(*observations)


@pytest.mark.parametrize(
    ("read", "observations", "cell"),
    [
        (cells.repeats, [seen_at_server(OWN_ERROR, *THREE_REQUESTS), UNSUPPORTED], True),
        (cells.repeats, [seen_at_server(NONE, received()), seen_at_server(NONE, *THREE_REQUESTS)], "if you set it"),
        (cells.repeats, [seen_at_server(NONE, received()), UNSUPPORTED], False),
        (cells.waits_as_named, [seen_at_server(REPORTED, received(8, "2"), received(10))], True),
        (cells.waits_as_named, [seen_at_server(REPORTED, received(8, "2"), received(9.9))], False),
        (cells.waits_as_named, [seen_at_server(NONE, received(8, "2"))], NOTHING),
        (
            cells.waits_as_named,
            [seen_at_server(REPORTED, received(8, "2"), received(at)) for at in (10, 9, 11)],
            False,
        ),
        (cells.on_long_wait, [seen_at_server(WAITING, received())], "waits"),
        (cells.on_long_wait, [seen_at_server(WAITING, *THREE_REQUESTS)], "does not wait"),
        (cells.on_long_wait, [seen_at_server(OWN_ERROR, *THREE_REQUESTS)], "does not wait"),
        (cells.on_long_wait, [seen_at_server(OWN_ERROR, received())], "raises at once"),
        (cells.on_long_wait, [UNSUPPORTED], NOTHING),
        (cells.sends_token, [seen_at_server(REPORTED, received(authorization=f"Bearer {TOKEN}"))], True),
        (cells.sends_token, [seen_at_server(JSON_ERROR)], False),
        (cells.after_redirect, [seen_at_server(NONE, received(host="127.0.0.1"))], "does not follow"),
        (cells.after_redirect, [seen_at_server(REPORTED, received(host="localhost:1"))], "follows without the token"),
        (
            cells.after_redirect,
            [seen_at_server(REPORTED, received(host="localhost:1", authorization=f"Bearer {TOKEN}"))],
            "sends the token",
        ),
        (cells.own_http_sends, [seen_at_server(REPORTED, received(x_own_http_client="yes"))], True),
        (cells.own_http_sends, [seen_at_server(REPORTED, received())], False),
    ],
)
def test_cell_from_requests(read: Callable[..., Cell], observations: list[Observation], cell: Cell) -> None:
    """A cell follows from what the server received, and when."""

    assert cell == read(*observations)


def test_time_that_a_date_names() -> None:
    """The date in `Retry-After` is the earliest time for the next request."""
    date = parsedate_to_datetime("Mon, 01 Jun 2026 12:00:00 GMT")

    assert date.timestamp() == received(8, format_datetime(date, usegmt=True)).not_before


def test_server_answers_in_order() -> None:
    """The first request gets the first answer, and the last answer is for all later ones."""
    server = ScenarioServer({"busy": Scenario("busy", (on.with_status(503), REPORT))})

    assert [503, 200, 200] == [server(Request.get("busy@example.com")).status for _ in range(3)]
    assert [503, 200, 200] == [each.response.status for each in server.received["busy"]]


def test_server_knows_no_other_accounts() -> None:
    """A request for an account that is not a scenario is not remembered as one."""
    server = ScenarioServer({})

    assert (404, {}) == (server(Request.get("busy@example.com")).status, server.received)


class WithSlots:
    """A value with slots."""

    __slots__ = ("inner",)

    def __init__(self, inner: object) -> None:
        self.inner = inner


@frozen
class WithAttributes:
    """A value with attributes, of which `repr` shows nothing."""

    inner: object

    def __repr__(self) -> str:
        return "-"


@pytest.mark.parametrize(
    "value",
    [
        f"x {MARKER}",
        MARKER.encode(),
        {MARKER: 1},
        {"events": [{"note": MARKER}]},
        WithSlots((MARKER,)),
        WithAttributes(WithSlots(MARKER)),
        ValueError("no", MARKER),
    ],
    ids=lambda value: type(value).__name__,
)
def test_marker_is_reached(value: object) -> None:
    """The marker is found in texts, bytes, mappings, lists, attributes, slots and arguments of errors."""

    assert reaches_marker(value)


def test_marker_is_not_reached() -> None:
    """A value without the marker has none, also if it contains itself."""
    value: dict[str, object] = {"events": WithAttributes(WithSlots("marker"))}
    value["self"] = value

    assert not reaches_marker(value)


def call_of(call: Callable[[], object], setting: Setting = Setting.DEFAULT) -> Outcome:
    """Returns the outcome of a call of a client that is made here."""

    async def call_asyncio() -> object:
        await asyncio.sleep(0)
        return call()

    openers = dict.fromkeys([Setting.DEFAULT, Setting.ASYNCIO], lambda _url, _token: WithAttributes(TOKEN))
    package = __name__.partition(".")[0]
    client = Client("peer", package, openers, lambda _client, _email: call(), lambda _client, _email: call_asyncio())
    caller = calling.Caller(client, ("", ""), limits=lambda: [1.5])
    return caller.outcomes_of([Call("a", setting, has_token=True, is_reachable=True)])["a"]


def fail() -> object:
    """Raises an error of the standard library."""
    raise KeyError(MARKER)


class OwnError(Exception):
    """An error that the package of the tests defines."""


def fail_in_its_own_way() -> object:
    """Raises an error of this package."""
    raise OwnError


@pytest.mark.parametrize("setting", [Setting.DEFAULT, Setting.ASYNCIO])
def test_outcome_of_a_call_that_returns(setting: Setting) -> None:
    """A call that returns has the class of the value, the `repr` of the client and its time limit."""
    expected = Outcome(end=End.RETURNED, class_name="dict", package="builtins", client="-", time_limits=[1.5])

    assert expected == call_of(lambda: {"email": "a@example.com"}, setting)


def test_outcome_of_a_call_that_raises() -> None:
    """A call that raises has the class of the error, and what Python prints about it."""
    outcome = call_of(fail)

    assert (End.RAISED, "KeyError", "builtins", False, True) == (
        outcome.end,
        outcome.class_name,
        outcome.package,
        outcome.is_own,
        outcome.has_marker,
    )
    assert outcome.text.endswith(f"KeyError: '{MARKER}'\n")


def test_own_error() -> None:
    """An error is the client's own if its package defines the class."""

    assert call_of(fail_in_its_own_way).is_own


def test_call_with_a_setting_that_the_client_does_not_have() -> None:
    """A client without a setting makes no call with it."""

    assert Outcome(end=End.UNSUPPORTED) == call_of(fail, Setting.OWN_HTTP)


def test_call_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that goes on for too long counts as waiting."""
    monkeypatch.setattr(calling, "PATIENCE", 0.01)

    assert Outcome(end=End.WAITING) == call_of(lambda: time.sleep(0.2))


def test_client_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that cannot be installed has the first line of the reason at its head, and no cells."""

    def install() -> dict[str, str]:
        raise click.ClickException("no npm\nsome details")

    monkeypatch.setitem(installing.INSTALLERS, OURS.name, install)
    made = table.prepared(OURS, ROWS[:2])()

    assert table.Column("this client (not run: no npm)", ("-", "-"), {}) == made


def test_client_without_a_report_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that gets no report from a correct server has no cells, because they would mean nothing."""
    monkeypatch.setattr(watching, "CALL", Scenario("report", (on.with_status(404),)))

    with pytest.raises(NotRunError, match=r"^it does not get a usage report from a correct server: .*NotFoundError"):
        watching.observe(OURS, [])


def test_process_that_fails_is_not_run() -> None:
    """A process that fails means that the client was not run, with the last line of what it printed."""
    with pytest.raises(NotRunError, match=r"^its process ended with exit code 1: KeyError: 'nobody'$"):
        watching.observe(evolve(OURS, name="nobody"), [])
