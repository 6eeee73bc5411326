"""Measures the mock server as a process: its speed beside Prism's, and what hostile clients do to it."""

from collections.abc import Sequence

import click
from attrs import evolve, frozen

from devtools.bench.checkers.prism import install
from devtools.bench.load.attacks import endurance
from devtools.bench.load.generator import WrongAnswerError
from devtools.bench.load.processes import allow_open_files
from devtools.bench.load.speed import speed
from devtools.bench.results import Result, Table, result_of
from devtools.bench.tools import NotRunError


@frozen
class Measured:
    """The tables, and a sentence for everything that is not as it should be."""

    result: Result
    problems: Sequence[str]


def measure(rounds: int, seconds: float, connections: int, fuzzed_requests: int, seed: int) -> Measured:
    """Measures the speed, if there are rounds, and what attacks do.

    Raises:
        ClickException: if something cannot run here, or an ordinary request gets a wrong response.
    """
    allow_open_files(2 * connections + 200)
    tables: list[Table] = []
    problems: list[str] = []
    versions: dict[str, str] = {}
    try:
        if rounds:
            versions["@stoplight/prism-cli"] = install()
            speeds, problems = speed(rounds, seconds)
            tables.append(speeds)
        attacks, more = endurance(connections, fuzzed_requests, seed)
    except NotRunError as error:
        raise click.ClickException(f"{error}; --rounds 0 measures without Prism") from error
    except WrongAnswerError as error:
        raise click.ClickException(str(error)) from error
    result = result_of("scripts/bench mock", [*tables, attacks], ["uvicorn", "uvloop"])
    return Measured(evolve(result, versions=result.versions | versions), [*problems, *more])
