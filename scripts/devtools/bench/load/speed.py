"""Requests per second of processor time, compared with Prism's: both servers take turns to serve the same body."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from attrs import frozen

from devtools.bench.load.generator import Step, load
from devtools.bench.load.processes import ServerProcess, cpus_for_server_and_client, pinned
from devtools.bench.load.requests import body, charging, configuring, ordinary, report_of
from devtools.bench.load.servers import our_server, prism
from devtools.bench.measuring import alternate
from devtools.bench.results import Table

LEAST_CACHED, LEAST_CHANGED = 12, 5
"""How many times as many requests as Prism the mock server should answer in the same processor time."""

_CONNECTIONS = 16
_WARM_UP = 3
"""Rounds that are not counted: Node compiles what it runs often."""


@frozen
class Load:
    """A server, and the requests that each connection repeats."""

    server: ServerProcess
    connections: Sequence[Sequence[Step]]

    def cpu_seconds_each(self, seconds: float) -> float:
        """Returns the processor time of the server for one round of requests on one connection."""
        before = self.server.cpu_seconds()
        rounds = load(self.server.address, self.connections, seconds)
        return (self.server.cpu_seconds() - before) / rounds


def speed(rounds: int, seconds: float) -> tuple[Table, list[str]]:
    """Returns the figures, and a sentence for each goal that is missed."""
    server_cpus, client_cpus = cpus_for_server_and_client()
    with TemporaryDirectory() as folder, pinned(client_cpus), running_loads(server_cpus, Path(folder)) as loads:
        timers = [partial(each.cpu_seconds_each, seconds) for each in loads]
        click.echo(f"bench: {rounds} rounds of {len(loads)} loads, {seconds:g} s each", err=True)
        alternate(timers, _WARM_UP)
        columns = alternate(timers, rounds)
    theirs, cached, _, own, _ = map(median, columns)
    after_own, after_other = (_without(columns[2], column) for column in columns[3:])
    costs = {
        "Prism, always the same report": theirs,
        "ours, always the same report": cached,
        "ours, after each event of another account": after_other,
        "ours, after each event of this account": after_own,
        "… with the time for adding the event": own,
    }
    rows = tuple((name, round(1 / cost), round(theirs / cost, 2)) for name, cost in costs.items())
    where = "servers on one processor, the clients on another" if server_cpus else "not pinned to processors"
    title = f"Reports of {len(body()):,} bytes on {_CONNECTIONS} connections; {where}"
    ratios = {"a report that is always the same": (theirs / cached, LEAST_CACHED)}
    ratios["a ledger that changes between requests"] = (theirs / after_own, LEAST_CHANGED)
    problems = [
        f"{what}: {ratio:.2f} times Prism's requests, and the goal is {goal}"
        for what, (ratio, goal) in ratios.items()
        if ratio < goal
    ]
    return Table(title, ("", "requests per second of processor time", "times Prism's"), rows), problems


def _without(adding: Sequence[float], whole: Sequence[float]) -> float:
    # Round by round: a busy machine affects what is measured at about the same time alike.
    return median(each - part for each, part in zip(whole, adding, strict=True))


@contextmanager
def running_loads(cpus: set[int] | None, folder: Path) -> Generator[list[Load]]:
    """Starts both servers, and yields the measurements that take turns."""
    emails = [f"account-{number}@example.com" for number in range(_CONNECTIONS)]
    with prism(cpus, body(), folder) as theirs, our_server(cpus) as ours:
        load(ours.address, [[configuring(email)] for email in emails], 0)
        yield [
            Load(theirs, [[ordinary("")]] * _CONNECTIONS),
            Load(ours, [[ordinary()]] * _CONNECTIONS),
            Load(ours, [[charging(email)] for email in emails]),
            Load(ours, [[charging(email), report_of(email)] for email in emails]),
            Load(ours, [[charging(email), ordinary()] for email in emails]),
        ]
