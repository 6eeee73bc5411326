"""Counts what each tool reports about servers with one fault, and about legal variations."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import click
from attrs import evolve, frozen

from devtools.bench.checkers.checker import Checker, Problems
from devtools.bench.recording import RecordingServer
from devtools.bench.results import Cell, Row, Table
from devtools.bench.tools import NotRunError
from flowmusic_contract.areas.schema.faults import event_without_title
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import Api, Handler, Request, Response, demo_ledger

ALL_AREAS = "all"


@frozen
class Outcome:
    """What a tool did with all servers."""

    name: str
    version: str = ""
    not_run: str = ""
    """Why it did not run, or an empty string."""
    reported: frozenset[str] = frozenset()
    """The ids of the faults and variations that it reports a problem about, beyond those of the correct server."""
    on_correct: int = 0
    """The number of problems that it reports about the correct server."""
    requests: float = 0
    """Requests per server."""
    seconds: float = 0
    """Processor time, with that of the processes that it starts."""


def outcome_of(checker: Checker, changes: Sequence[Fault]) -> Outcome:
    """Returns what a tool reports, after it was seen to work; if it does not, the outcome says why."""
    try:
        version = checker.install()
        correct, faulty = checker.check([_server(None), _server(event_without_title)])
        if not faulty - correct:
            return Outcome(checker.name, not_run="it does not notice a missing field")
        click.echo(f"bench: {checker.name} {version} on {len(changes)} servers", err=True)
        return evolve(_run(checker, changes, correct), version=version)
    except NotRunError as error:
        return Outcome(checker.name, not_run=str(error))


def _run(checker: Checker, changes: Sequence[Fault], correct: Problems) -> Outcome:
    servers = [RecordingServer(_server(change)) for change in changes]
    batches = [servers[start : start + checker.batch] for start in range(0, len(servers), checker.batch)]
    started = _cpu_seconds()
    with ThreadPoolExecutor(checker.workers) as pool:
        problems = [found for batch in pool.map(checker.check, batches) for found in batch]
    return Outcome(
        checker.name,
        reported=frozenset(change.id for change, found in zip(changes, problems, strict=True) if found - correct),
        on_correct=len(correct),
        requests=sum(len(server.requests) for server in servers) / len(servers),
        seconds=_cpu_seconds() - started,
    )


def _server(change: Fault | None) -> Handler:
    handler: Handler = Api(demo_ledger())
    return _missing_email_gets_404(change(handler) if change else handler)


def _missing_email_gets_404(handler: Handler) -> Handler:
    """Responds with 404 instead of 400 to a request without an email address, which is legal, too.

    In favour of the tools that only know the spec: they report the 400, which it does not name, about every server.
    """

    def handle(request: Request) -> Response:
        response = handler(request)
        is_missing = response.status == 400 and len(request.emails()) != 1
        return evolve(response, status=404) if is_missing else response

    return handle


def _cpu_seconds() -> float:
    return sum(os.times()[:4])


def comparison(outcomes: Sequence[Outcome], faults: Sequence[Fault], variations: Sequence[Fault]) -> Table:
    """Returns what each tool reports, and at what cost. The first one is the unit of time."""
    columns = (
        "tool",
        "faults caught",
        "false alarms",
        "problems on the correct server",
        "requests per server",
        "processor time",
    )
    unit = outcomes[0].seconds
    rows = tuple(_row(outcome, faults, variations, unit) for outcome in outcomes)
    return Table(f"{len(faults)} servers with one fault, {len(variations)} legal variations", columns, rows)


def _row(outcome: Outcome, faults: Sequence[Fault], variations: Sequence[Fault], unit: float) -> Row:
    if outcome.not_run:
        return (outcome.name, f"not run: {outcome.not_run}", "-", "-", "-", "-")
    return (
        outcome.name,
        reported(outcome, faults),
        reported(outcome, variations),
        outcome.on_correct,
        round(outcome.requests),
        round(outcome.seconds / unit, 2) if unit else "-",
    )


def by_area(outcomes: Sequence[Outcome], faults: Sequence[Fault]) -> Table:
    """Returns how many faults of each area each tool catches."""
    ran = [outcome for outcome in outcomes if not outcome.not_run]
    areas: dict[str, list[Fault]] = {}
    for fault in faults:
        areas.setdefault(fault.id.partition(".")[0], []).append(fault)
    rows = [_area_row(area, ran, areas[area]) for area in sorted(areas)]
    columns = ("area", "faults", *(outcome.name for outcome in ran))
    return Table("Faults caught, by area", columns, (*rows, _area_row(ALL_AREAS, ran, faults)))


def _area_row(area: str, outcomes: Sequence[Outcome], faults: Sequence[Fault]) -> tuple[Cell, ...]:
    return (area, len(faults), *(reported(outcome, faults) for outcome in outcomes))


def reported(outcome: Outcome, changes: Sequence[Fault]) -> int:
    """Returns the number of changes about which a tool reports a problem."""
    return sum(change.id in outcome.reported for change in changes)
