"""How the reports of several tools are counted."""

from collections.abc import Callable, Sequence

import pytest
from attrs import evolve
from click import ClickException

from devtools.bench import judge
from devtools.bench.checkers.checker import Checker, Problems
from devtools.bench.checkers.ours import OURS
from devtools.bench.comparison import Outcome, by_area, comparison, outcome_of
from devtools.bench.results import Table, result_of
from devtools.bench.tools import NotRunError
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.areas.schema.faults import event_without_title, no_email
from flowmusic_contract.areas.summary import event_faults
from flowmusic_contract.areas.variations.requests import missing_email_gets_404, missing_email_gets_422
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request

REQUEST = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)
FAULTS = [event_without_title, no_email, SERVER_FAULTS[0]]


def missing_fields(handler: Handler) -> Problems:
    """Reports two fields if they are missing, and one problem about every server."""
    usage = handler(REQUEST).json()
    missing = {"title"} if "conversation_title" not in usage["events"][0] else set[str]()
    return frozenset(missing | ({"email"} if "email" not in usage else set()) | {"always"})


def tool(problems_of: Callable[[Handler], Problems], batch: int = 1, workers: int = 1) -> Checker:
    """Returns a tool that works in this process."""

    def check(handlers: Sequence[Handler]) -> list[Problems]:
        return list(map(problems_of, handlers))

    return Checker("ours", "tool", lambda: "1.0", check, batch, workers)


@pytest.mark.parametrize(("batch", "workers"), [(1, 1), (2, 1), (1, 2), (100, 1)])
def test_reported_faults(batch: int, workers: int) -> None:
    """A fault is reported if a problem is new beside the correct server, whatever the batches are."""
    outcome = outcome_of(tool(missing_fields, batch, workers), [*FAULTS, VARIATIONS[0]])

    assert {event_without_title.id, no_email.id} == outcome.reported
    assert ("1.0", "", 1, 1) == (outcome.version, outcome.not_run, outcome.on_correct, outcome.requests)


def test_figures_of_one_tool_are_replaced() -> None:
    """A new run of one tool replaces its row and its column, and no other."""
    title = "2 servers with one fault, 1 legal variations"
    saved = result_of(
        "scripts/bench judge --all",
        [
            Table(title, ("tool", "faults caught"), (("ours", 2), ("A", 1), ("B", 1))),
            Table("by area", ("area", "faults", "ours", "A", "B"), (("body", 2, 2, 1, 1), ("all", 2, 2, 1, 1))),
        ],
    )
    new = result_of(
        "scripts/bench judge --all",
        [
            Table(title, ("tool", "faults caught"), (("ours", 2), ("A", 0))),
            Table("by area", ("area", "faults", "ours", "A"), (("body", 2, 2, 0), ("all", 2, 2, 0))),
        ],
    )
    tools, areas = judge.replaced(saved, new).tables

    assert (("ours", 2), ("A", 0), ("B", 1)) == tools.rows
    assert (("area", "faults", "ours", "A", "B"), (("body", 2, 2, 0, 1), ("all", 2, 2, 0, 1))) == (
        areas.columns,
        areas.rows,
    )
    with pytest.raises(ClickException, match="is about 2 servers"):
        judge.replaced(saved, evolve(new, tables=(evolve(new.tables[0], title="3 servers"), new.tables[1])))


def test_tool_that_misses_a_missing_field_did_not_run() -> None:
    """A tool that notices nothing is not counted, because it is probably set up wrong."""
    outcome = outcome_of(tool(lambda _handler: frozenset({"always"})), FAULTS)

    assert Outcome("ours", not_run="it does not notice a missing field") == outcome


def test_tool_that_is_not_installed_did_not_run() -> None:
    """The outcome says why a tool could not be installed."""

    def install() -> str:
        raise NotRunError("no Java")

    assert Outcome("ours", not_run="no Java") == outcome_of(evolve(tool(missing_fields), install=install), FAULTS)


def test_request_without_email_gets_404() -> None:
    """The correct server and the faulty ones give a documented status to a request without an email address."""
    statuses: list[int] = []

    def record(handler: Handler) -> Problems:
        statuses.append(handler(evolve(REQUEST, query="")).status)
        return missing_fields(handler)

    outcome_of(tool(record), [no_email, missing_email_gets_404, missing_email_gets_422])

    assert [404, 404, 404, 404, 422] == statuses


OUTCOMES = [
    Outcome("ours", reported=frozenset(fault.id for fault in FAULTS), requests=99.6, seconds=2),
    Outcome("theirs", reported=frozenset({no_email.id, VARIATIONS[0].id}), on_correct=1, requests=10, seconds=5),
    Outcome("absent", not_run="no Java"),
]


def test_comparison() -> None:
    """A tool has a row with what it reports and its cost, or with why it did not run."""

    assert (
        ("ours", 3, 0, 0, 100, 1.0),
        ("theirs", 1, 1, 1, 10, 2.5),
        ("absent", "not run: no Java", "-", "-", "-", "-"),
    ) == comparison(OUTCOMES, FAULTS, VARIATIONS).rows


def test_comparison_without_ours() -> None:
    """Without the unit of time there are no times."""
    rows = comparison([OUTCOMES[2], OUTCOMES[1]], FAULTS, VARIATIONS).rows

    assert "-" == rows[1][-1]


def test_faults_by_area() -> None:
    """The faults of each area are counted for each tool that ran."""
    faults = [event_without_title, no_email, event_faults.no_events_listed]
    table = by_area(OUTCOMES, faults)

    assert ("area", "faults", "ours", "theirs") == table.columns
    assert (("schema", 2, 2, 1), ("summary", 1, 0, 0), ("all", 3, 2, 1)) == table.rows


def test_versions_of_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result has the version of each tool that ran."""

    def outcome(checker: Checker, _changes: object) -> Outcome:
        return Outcome(checker.name, "1.2") if checker is OURS else Outcome(checker.name, not_run="no npm")

    monkeypatch.setattr(judge, "outcome_of", outcome)
    versions = judge.compare(1).versions

    assert {"python", "flowmusic-usage"} == versions.keys()
    assert "1.2" == versions["flowmusic-usage"]


def test_sample_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tool checks the same servers: a sample of the faults and of the variations, or all."""
    changes: list[list[str]] = []

    def outcome(checker: Checker, checked: Sequence[Fault]) -> Outcome:
        changes.append([change.id for change in checked])
        return Outcome(checker.name)

    monkeypatch.setattr(judge, "outcome_of", outcome)
    judge.compare(2)
    judge.compare(None)

    assert [4] * len(judge.CHECKERS) + [len(SERVER_FAULTS) + len(VARIATIONS)] * len(judge.CHECKERS) == [
        len(checked) for checked in changes
    ]
    assert changes[:1] * len(judge.CHECKERS) == changes[: len(judge.CHECKERS)]
