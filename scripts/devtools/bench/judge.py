"""Measures the checks: against other tools on the same servers, and against json.loads on the same bytes."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

import click
from attrs import evolve

from devtools.bench.bodies import usage_body
from devtools.bench.checkers.ours import OURS
from devtools.bench.checkers.prism import PRISM
from devtools.bench.checkers.redocly import REDOCLY
from devtools.bench.checkers.specmatic import SPECMATIC
from devtools.bench.checkers.stock_schemathesis import STOCK_SCHEMATHESIS
from devtools.bench.comparison import by_area, comparison, outcome_of
from devtools.bench.measuring import alternate, cpu_seconds, in_new_process, peak_growth, repetitions
from devtools.bench.results import Result, Row, Table, result_of
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.judge import judge_server

CHECKERS = (OURS, STOCK_SCHEMATHESIS, REDOCLY, PRISM, SPECMATIC)


def compare(sample: int | None, names: Sequence[str] = ()) -> Result:
    """Checks every faulty server and every variation, or a sample of both, with our check and each tool, or some."""
    faults, variations = _sample(SERVER_FAULTS, sample), _sample(VARIATIONS, sample)
    checkers = [each for each in CHECKERS if each is OURS or not names or each.name in names]
    outcomes = [outcome_of(checker, [*faults, *variations]) for checker in checkers]
    result = result_of(
        "scripts/bench judge --all", [comparison(outcomes, faults, variations), by_area(outcomes, faults)]
    )
    versions = {
        checker.package: outcome.version
        for checker, outcome in zip(checkers, outcomes, strict=True)
        if not outcome.not_run
    }
    return evolve(result, versions=result.versions | versions)


def replaced(saved: Result, new: Result) -> Result:
    """Returns a saved comparison with the figures of a new one, which has fewer tools.

    Raises:
        ClickException: if they are about different servers.
    """
    (tools, areas), (new_tools, new_areas) = saved.tables, new.tables
    if tools.title != new_tools.title:
        raise click.ClickException(f"the saved comparison is about {tools.title}, this one about {new_tools.title}")
    rows = {row[0]: row for row in (*tools.rows, *new_tools.rows)}
    columns = _columns(areas) | _columns(new_areas)
    by_area = Table(areas.title, tuple(columns), tuple(zip(*columns.values(), strict=True)))
    tables = evolve(tools, rows=tuple(rows.values())), by_area
    return evolve(saved, versions=saved.versions | new.versions, tables=tables)


def _columns(table: Table) -> dict[str, Row]:
    return dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))


def judge_bodies(sizes: Sequence[int]) -> Result:
    """Judges a body of each size."""
    command = " ".join(["scripts/bench judge --sample 0", *(f"--size {size}" for size in sizes)])
    return result_of(command, [judging(sizes)], ["jsonschema-rs"])


def judging(sizes: Sequence[int]) -> Table:
    """Returns the cost of judging a body, beside that of json.loads of the same bytes."""
    columns = ("events", "MB", "judge / json.loads", "memory / body", "memory of json.loads / body")
    return Table("Judging a large body", columns, tuple(map(_judging, sizes)))


def _judging(size: int) -> Row:
    click.echo(f"bench: judging {size:,} events", err=True)
    body = usage_body(size)
    timers = [partial(cpu_seconds, partial(function, body)) for function in (json.loads, _judge)]
    loading, judging = map(min, alternate(timers, repetitions(size)))
    memory = [in_new_process(_growth, function, body) / len(body) for function in (_judge, json.loads)]
    return (size, round(len(body) / 1e6, 2), _ratio(judging, loading), *(round(share, 2) for share in memory))


def _growth(function: Callable[[bytes], object], body: bytes) -> int:
    return peak_growth(partial(function, body))


def _judge(body: bytes) -> None:
    """Judges a correct body.

    Raises:
        ClickException: if a rule is broken.
    """
    verdicts = judge_server([Exchange(RequestIntent(), 200, body=body)], SERVER_RULES)
    if any(verdict.outcome == "broken" for verdict in verdicts):
        raise click.ClickException("the body that is judged is broken")


def _sample(changes: Sequence[Fault], size: int | None) -> Sequence[Fault]:
    return changes if size is None or size >= len(changes) else Random(1).sample(changes, size)  # noqa: S311


def _ratio(value: float, unit: float) -> float | str:
    return round(value / unit, 2) if unit else "-"
