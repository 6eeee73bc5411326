"""The whole matrix: runs rows, records their results, and compares what is recorded with a new run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from devtools.servers.results import NotRun, Outcome, Result, read_results, write_results
from devtools.servers.run_server import log, run
from devtools.servers.servers import ServerSpec
from devtools.toolchain.progress import progress
from devtools.toolchain.tools import install

BROKEN, NOT_RUN = 1, 2

Outcomes = Sequence[tuple[ServerSpec, Outcome]]


def run_and_record(servers: Sequence[ServerSpec]) -> int:
    """Runs the rows, records their results and returns the exit code."""
    outcomes = run_all(servers)
    found = {server.name: outcome for server, outcome in outcomes if isinstance(outcome, Result)}
    write_results(read_results() | found)
    _print(summary(outcomes))
    print("docs/servers.md shows these results after: scripts/docs")
    return exit_code(outcomes)


def check_recorded(servers: Sequence[ServerSpec]) -> int:
    """Compares the recorded results with a new run of the rows and returns the exit code."""
    outcomes = run_all(servers)
    _print(summary(outcomes))
    different = [*differences(outcomes, read_results())]
    _print(different)
    return BROKEN if different else exit_code(outcomes)


def run_all(servers: Sequence[ServerSpec]) -> Outcomes:
    """Returns the outcome of each row; one row runs at a time, because a check measures time too."""
    install([row for server in servers for row in server.rows])
    outcomes: list[tuple[ServerSpec, Outcome]] = []
    with progress(len(servers)) as shown:
        for server in servers:
            outcome = run(server, shown.step)
            is_passed = isinstance(outcome, Result) and outcome.exit_code == 0
            words = f"not run: {outcome.reason}" if isinstance(outcome, NotRun) else outcome.in_words
            shown.done(server.name, words, None if is_passed or not log(server).exists() else log(server))
            outcomes.append((server, outcome))
    return outcomes


def differences(outcomes: Outcomes, results: Mapping[str, Result]) -> Iterator[str]:
    """Yields a line for each row whose outcome is not the recorded result."""
    for server, outcome in outcomes:
        if isinstance(outcome, Result) and outcome != results.get(server.name):
            yield f"{server.name} differs from results.json; to record again: scripts/servers {server.name}"


def exit_code(outcomes: Outcomes) -> int:
    """Returns 1 if a server breaks what it is not known to, 2 if a row was not run, 0 otherwise."""
    results = [outcome for _, outcome in outcomes if isinstance(outcome, Result)]
    if any(result.exit_code for result in results):
        return BROKEN
    return NOT_RUN if len(results) < len(outcomes) else 0


def summary(outcomes: Outcomes) -> Iterator[str]:
    """Yields a line with the number of rows of each outcome, and a line for each row that was not run."""
    results = [outcome for _, outcome in outcomes if isinstance(outcome, Result)]
    passed = sum(result.exit_code == 0 for result in results)
    yield f"passed: {passed}, broken: {len(results) - passed}, not run: {len(outcomes) - len(results)}"
    for server, outcome in outcomes:
        if isinstance(outcome, NotRun):
            yield f"not run: {server.name}: {outcome.reason}"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
