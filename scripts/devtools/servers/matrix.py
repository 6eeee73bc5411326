"""The whole matrix: runs rows, records their results, and compares what is recorded with a new run."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from devtools.servers.results import Outcome, Result, read_results, write_results
from devtools.servers.run_server import build, check, log
from devtools.servers.servers import ServerSpec
from devtools.toolchain.outcomes import BROKEN, NOT_RUN, NotRun, print_lines
from devtools.toolchain.progress import progress
from devtools.toolchain.tools import install

Outcomes = Sequence[tuple[ServerSpec, Outcome]]
OnOutcome = Callable[[ServerSpec, Outcome], None]


def run_and_record(servers: Sequence[ServerSpec]) -> int:
    """Runs the rows, records their results and returns the exit code."""
    outcomes = run_all(servers, record)
    print_lines(summary(outcomes))
    print("docs/servers.md shows these results after: scripts/docs")
    return exit_code(outcomes)


def check_recorded(servers: Sequence[ServerSpec]) -> int:
    """Compares the recorded results with a new run of the rows and returns the exit code."""
    outcomes = run_all(servers)
    print_lines(summary(outcomes))
    different = [*differences(outcomes, read_results())]
    print_lines(different)
    return BROKEN if different else exit_code(outcomes)


def record(server: ServerSpec, outcome: Outcome) -> None:
    """Writes the result of a row. The result of a row that was not run stays as it is."""
    if isinstance(outcome, Result):
        write_results(read_results() | {server.name: outcome})


def run_all(servers: Sequence[ServerSpec], on_outcome: OnOutcome = lambda _server, _outcome: None) -> Outcomes:
    """Returns the outcome of each row, and calls `on_outcome` with each as soon as it is known.

    One server is checked at a time, because a check also measures time. Meanwhile, others are built.
    """
    rows = {row.name: row for server in servers for row in server.rows}
    install([*rows.values()])
    outcomes: list[tuple[ServerSpec, Outcome]] = []
    with progress(len(servers)) as shown, _building(rows.values()) as built:
        for server in servers:
            shown.step(server.name, "building")
            problem = next(filter(None, (built[row.name].result() for row in server.rows)), "")
            shown.step(server.name, "checking")
            outcome = NotRun(problem) if problem else check(server)
            on_outcome(server, outcome)
            is_passed = isinstance(outcome, Result) and outcome.exit_code == 0
            words = f"not run: {outcome.reason}" if isinstance(outcome, NotRun) else outcome.in_words
            shown.done(server.name, words, None if is_passed or not log(server).exists() else log(server))
            outcomes.append((server, outcome))
    return outcomes


@contextmanager
def _building(rows: Iterable[ServerSpec]) -> Generator[dict[str, Future[str]]]:
    """Builds rows one after the other in the background; each result is why a row could not be built, or empty."""
    builder = ThreadPoolExecutor(1)
    try:
        yield {row.name: builder.submit(build, row) for row in rows}
    finally:
        builder.shutdown(cancel_futures=True)


def differences(outcomes: Outcomes, results: Mapping[str, Result]) -> Iterator[str]:
    """Yields a line for each row whose outcome is not the recorded result."""
    for server, outcome in outcomes:
        if isinstance(outcome, Result) and outcome != results.get(server.name):
            yield f"{server.name} differs from results.json; to record again: scripts/servers {server.name}"


def exit_code(outcomes: Outcomes) -> int:
    """Returns 1 if a server breaks what it is not known to, 2 if a row was not run or judged, 0 otherwise."""
    codes = [outcome.exit_code if isinstance(outcome, Result) else NOT_RUN for _, outcome in outcomes]
    return BROKEN if BROKEN in codes else max(codes, default=0)


def summary(outcomes: Outcomes) -> Iterator[str]:
    """Yields a line with the number of rows of each outcome, and a line for each row that was not run."""
    results = [outcome for _, outcome in outcomes if isinstance(outcome, Result)]
    passed, broken, inconclusive = (sum(result.exit_code == code for result in results) for code in (0, 1, 2))
    not_run = len(outcomes) - len(results)
    yield f"passed: {passed}, broken: {broken}, inconclusive: {inconclusive}, not run: {not_run}"
    for server, outcome in outcomes:
        if isinstance(outcome, NotRun):
            yield f"not run: {server.name}: {outcome.reason}"
