"""Measures what each client does, and makes the table."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import click
from attrs import evolve, frozen

from devtools.bench.features.clients import CLIENTS, Client
from devtools.bench.features.installing import Versions, install
from devtools.bench.features.rows import ROWS, Row, column, scenarios_of
from devtools.bench.features.watching import observe
from devtools.bench.results import Cell, Result, Table, result_of
from devtools.bench.tools import NotRunError

TITLE = "What each client does with the same responses"
NOT_RUN = "-"


@frozen
class Column:
    """What was found out about one client."""

    name: str
    cells: tuple[Cell, ...]
    versions: Versions


def measure() -> Result:
    """Installs the clients, runs all of them at the same time, and returns the table."""
    started: list[Callable[[], Column]] = []
    for client in CLIENTS.values():  # one after the other, because some are installed together
        click.echo(f"bench: {client.name}", err=True)
        started.append(prepared(client))
    with ThreadPoolExecutor(len(started)) as pool:
        columns = list(pool.map(lambda run: run(), started))
    versions = {package: version for column in columns for package, version in column.versions.items()}
    result = result_of("scripts/bench features", [table_of(ROWS, columns)], ["httpx"])
    return evolve(result, versions=result.versions | versions)


def prepared(client: Client, rows: Sequence[Row] = ROWS) -> Callable[[], Column]:
    """Installs a client, and returns the function that runs it."""
    try:
        return partial(column_of, client, rows, install(client))
    except NotRunError as error:
        return partial(_not_run, client, rows, error)


def column_of(client: Client, rows: Sequence[Row], versions: Versions) -> Column:
    """Runs a client and returns its cells; if it does not run here, its name says why."""
    try:
        return Column(client.name, column(rows, observe(client, scenarios_of(rows).values())), versions)
    except NotRunError as error:
        return _not_run(client, rows, error)


def _not_run(client: Client, rows: Sequence[Row], error: NotRunError) -> Column:
    return Column(f"{client.name} (not run: {error})", (NOT_RUN,) * len(rows), {})


def table_of(rows: Sequence[Row], columns: Sequence[Column]) -> Table:
    """Returns the table with a row for each feature and a column for each client."""
    lines = zip((row.feature for row in rows), *(column.cells for column in columns), strict=True)
    return Table(TITLE, ("", *(column.name for column in columns)), tuple(lines))
