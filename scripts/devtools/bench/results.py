"""What a measurement returns: tables, printed as text or Markdown, and kept as JSON for the documentation."""

import json
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

RESULTS = Path(__file__).with_name("results")

Cell = str | int | float | bool
Row = tuple[Cell, ...]


@frozen
class Table:
    """Figures with a title. The first column says what was measured."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Result:
    """The tables of one measurement, and how to get them again."""

    command: str
    """As it is typed, such as `scripts/bench behaviour`."""
    versions: dict[str, str]
    """Of Python and of the packages that the figures depend on."""
    tables: tuple[Table, ...]


def result_of(command: str, tables: Iterable[Table], packages: Sequence[str] = ()) -> Result:
    """Returns a result with the versions of the packages as they are installed here."""
    versions = {"python": platform.python_version()} | {package: version(package) for package in packages}
    return Result(command, versions, tuple(tables))


def save(name: str, result: Result, folder: Path = RESULTS) -> Path:
    """Writes a result to a JSON file and returns its path."""
    file = folder / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def load(name: str, folder: Path = RESULTS) -> Result:
    """Returns a saved result.

    Raises:
        FileNotFoundError: if there is no saved result of this name.
    """
    saved: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    tables = (
        Table(table["title"], tuple(table["columns"]), tuple(tuple(row) for row in table["rows"]))
        for table in saved["tables"]
    )
    return Result(saved["command"], saved["versions"], tuple(tables))


def markdown(table: Table) -> str:
    """Returns a table in Markdown, under its title; figures are aligned to the right."""
    is_figure = [all(not isinstance(row[column], str) for row in table.rows) for column in range(len(table.columns))]
    rules = ["---:" if figures else "---" for figures in is_figure]
    rows = [table.columns, rules, *(map(text_of, row) for row in table.rows)]
    return "\n".join([f"{table.title}\n", *(f"| {' | '.join(row)} |" for row in rows)])


def plain_text(table: Table) -> str:
    """Returns a table for a terminal, under its title."""
    rows = [table.columns, *(tuple(map(text_of, row)) for row in table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.columns))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([table.title, "", *lines])


def text_of(cell: Cell) -> str:
    """Returns the text of a cell: `yes` or `no`, a whole number with thousands separators, or two decimals."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case int():
            return f"{cell:,}"
        case float():
            return f"{cell:.2f}"
        case str():
            return cell
