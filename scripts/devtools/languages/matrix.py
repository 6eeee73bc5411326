"""The whole matrix: runs rows, records their results, and compares what is recorded with a new run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from devtools.languages.clients import ClientSpec
from devtools.languages.results import Outcome, Result, changes, read_results, write_results
from devtools.languages.run_client import log, run
from devtools.toolchain.outcomes import BROKEN, NOT_RUN, NotRun, print_lines
from devtools.toolchain.progress import progress
from devtools.toolchain.tools import install

Outcomes = Sequence[tuple[ClientSpec, Outcome]]
OnOutcome = Callable[[ClientSpec, Outcome], None]


def run_and_record(clients: Sequence[ClientSpec], jobs: int) -> int:
    """Runs the rows, records their results and returns the exit code."""
    outcomes = run_all(clients, jobs, record)
    print_lines(summary(outcomes))
    print("docs/languages.md shows these results after: scripts/docs")
    return exit_code(outcomes)


def check_recorded(clients: Sequence[ClientSpec], jobs: int) -> int:
    """Compares the recorded results with a new run of the rows and returns the exit code."""
    recorded = read_results()
    out_of_date = [*stale(clients, recorded)]
    if out_of_date:
        return _fail(out_of_date, clients)
    outcomes = run_all(clients, jobs)
    print_lines(summary(outcomes))
    different = [*differences(outcomes, recorded)]
    return _fail(different, clients) if different else exit_code(outcomes)


def run_all(
    clients: Sequence[ClientSpec], jobs: int, on_outcome: OnOutcome = lambda _client, _outcome: None
) -> Outcomes:
    """Returns the outcome of each row; `jobs` rows run at a time. `on_outcome` gets each as soon as it is known."""
    lock = Lock()
    install(clients)
    with progress(len(clients)) as shown, ThreadPoolExecutor(jobs) as pool:

        def outcome(client: ClientSpec) -> Outcome:
            found = run(client, shown.step)
            with lock:
                on_outcome(client, found)
            is_broken = isinstance(found, Result) and not found.breaks_only_what_is_known
            words = f"not run: {found.reason}" if isinstance(found, NotRun) else found.in_words
            shown.done(client.name, words, log(client) if is_broken else None)
            return found

        return list(zip(clients, pool.map(outcome, clients), strict=True))


def record(client: ClientSpec, outcome: Outcome) -> None:
    """Writes the result of a row. The result of a row that was not run stays as it is."""
    if isinstance(outcome, Result):
        write_results(read_results() | {client.name: outcome})


def stale(clients: Sequence[ClientSpec], results: Mapping[str, Result]) -> Iterator[str]:
    """Yields a line for each row whose recorded result is missing or out of date."""
    for client in clients:
        result = results.get(client.name)
        changed = changes(client, result) if result else []
        if not result and not client.optional:
            yield f"{client.name} has no result in results.json"
        if changed:
            yield f"{client.name} is stale; changed since it was run: {', '.join(changed)}"


def differences(outcomes: Outcomes, results: Mapping[str, Result]) -> Iterator[str]:
    """Yields a line for each row whose outcome is not the recorded result."""
    for client, outcome in outcomes:
        if isinstance(outcome, Result) and outcome != results.get(client.name):
            yield f"{client.name} differs from results.json: {outcome.in_words}"


def exit_code(outcomes: Outcomes) -> int:
    """Returns 1 if a client breaks what it is not known to, 2 if a required row was not run, 0 otherwise."""
    results = [outcome for _, outcome in outcomes if isinstance(outcome, Result)]
    if not all(result.breaks_only_what_is_known for result in results):
        return BROKEN
    missing = [client for client, outcome in outcomes if isinstance(outcome, NotRun) and not client.optional]
    return NOT_RUN if missing else 0


def summary(outcomes: Outcomes) -> Iterator[str]:
    """Yields a line with the number of rows of each outcome, and a line for each row that was not run."""
    results = [outcome for _, outcome in outcomes if isinstance(outcome, Result)]
    passed = sum(result.breaks_only_what_is_known for result in results)
    not_run = len(outcomes) - len(results)
    yield f"passed: {passed}, broken: {len(results) - passed}, not run: {not_run}"
    for client, outcome in outcomes:
        if isinstance(outcome, NotRun):
            kind = f"optional: {client.optional}" if client.optional else "REQUIRED"
            yield f"not run: {client.name}: {outcome.reason} ({kind})"


def _fail(problems: Sequence[str], clients: Sequence[ClientSpec]) -> int:
    print_lines(problems)
    names = [client.name for client in clients if any(line.startswith(f"{client.name} ") for line in problems)]
    print(f"To run and record again: scripts/languages {' '.join(names)}".rstrip())
    return BROKEN
