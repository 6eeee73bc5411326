"""The attacks on the mock server, in the sizes that are measured, and what must hold after each of them."""

import os
import subprocess
from collections.abc import Iterator
from random import Random
from threading import Thread

import click

from devtools.bench.load.fuzzed import fuzzed
from devtools.bench.load.generator import load
from devtools.bench.load.hostile import (
    UNANSWERED,
    fuzz,
    many_connections,
    pipelined,
    sent,
    slow_loris,
    unread,
)
from devtools.bench.load.processes import ServerProcess
from devtools.bench.load.requests import HEAD, LAST, ordinary
from devtools.bench.load.servers import our_server
from devtools.bench.load.watching import Attack, Seen, attacked
from devtools.bench.results import Row, Table
from devtools.paths import ROOT
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN

MOST_MEGABYTES = 200
"""The memory that the mock server may have in use at any time."""

_MOST_SECONDS = 10
"""How long an ordinary client may wait for a response during an attack."""

_COLUMNS = ("", "answers", "5xx", "slowest ordinary answer (s)", "MB after", "most MB")


def named_attacks(connections: int, fuzzed_requests: int, seed: int) -> Iterator[tuple[str, Attack]]:
    """Yields each attack with what it does."""
    random, step = Random(seed), ordinary()  # noqa: S311 - requests are not secret
    yield f"{connections:,} connections at once, 5 requests each", many_connections(step, connections, 5)
    yield f"{connections:,} connections that send a byte at a time", slow_loris(HEAD, connections, 5)
    yield "1,000 headers of 1 MB", sent([HEAD + b"x: " + b"a" * 1_000_000 + b"\r\n\r\n"] * 1000, 20)
    yield "12,000 URLs of 60 kB", sent([LAST.replace(b"?", b"?x=" + b"a" * 60_000 + b"&", 1)] * 12_000, 20)
    yield "20,000 pipelined requests", pipelined(step, 20_000)
    yield "20 clients that send 20,000 requests and read nothing", unread(step.request, 20, 20_000)
    requests = (fuzzed(random) for _ in range(fuzzed_requests))
    yield f"{fuzzed_requests:,} fuzzed requests (seed {seed})", fuzz(requests, 200, LAST)


def endurance(connections: int, fuzzed_requests: int, seed: int) -> tuple[Table, list[str]]:
    """Returns the outcome of each attack on one server, and a sentence for each thing that must not happen."""
    rows: list[Row] = []
    problems: list[str] = []
    with our_server(None) as server:
        rows.append(("before", "", 0, 0.0, *_memory(server)))
        for name, attack in named_attacks(connections, fuzzed_requests, seed):
            click.echo(f"bench: {name}", err=True)
            seen = attacked(server.address, ordinary(), attack)
            rows.append((name, _answers(seen), seen.server_errors, round(seen.slowest, 2), *_memory(server)))
            problems += [f"{name}: {problem}" for problem in problems_of(seen, server)]
        click.echo("bench: contract server --strict under load", err=True)
        exit_code = strict_check_under_load(server)
        rows.append(("`contract server --strict` under load", f"exit code {exit_code}", 0, 0.0, *_memory(server)))
        problems += [f"contract server --strict under load: exit code {exit_code}"] if exit_code else []
    title = f"Attacks on one mock server, with an ordinary client beside them; at most {MOST_MEGABYTES} MB allowed"
    return Table(title, _COLUMNS, tuple(rows)), problems


def _answers(seen: Seen) -> str:
    return ", ".join(f"{outcome}: {count:,}" for outcome, count in sorted(seen.outcomes.items(), key=str))


def _memory(server: ServerProcess) -> tuple[int, int]:
    return round(server.memory() / 1e6), round(server.peak_memory() / 1e6)


def problems_of(seen: Seen, server: ServerProcess) -> Iterator[str]:
    """Yields a sentence for each thing that must not happen."""
    if seen.server_errors:
        yield f"{seen.server_errors} responses with a status from 500"
    if seen.outcomes[UNANSWERED]:
        yield f"{seen.outcomes[UNANSWERED]} requests without a response"
    if seen.slowest > _MOST_SECONDS:
        yield f"an ordinary client waited {seen.slowest:.1f} s"
    if server.peak_memory() > MOST_MEGABYTES * 1e6:
        yield f"{_memory(server)[1]} MB of memory, and {MOST_MEGABYTES} are allowed"


def strict_check_under_load(server: ServerProcess) -> int:
    """Returns the exit code of the check, while other clients make ordinary requests."""
    is_over: list[bool] = []
    thread = Thread(target=_load_until, args=(server, is_over))
    thread.start()
    try:
        command = [str(ROOT / "scripts" / "contract"), "server", "--base-url", f"http://127.0.0.1:{server.port}/v1"]
        for option, emails in ("--email", DEMO_EMAILS), ("--other-email", OTHER_DEMO_EMAILS):
            command += [word for email in emails for word in (option, email)]
        tokens = {"USEAPI_TOKEN": DEMO_TOKEN, "USEAPI_OTHER_TOKEN": OTHER_DEMO_TOKEN}
        checked = subprocess.run(
            [*command, "--strict"], env=os.environ | tokens, capture_output=True, text=True, check=False
        )
    finally:
        is_over.append(True)
        thread.join()
    if checked.returncode:
        click.echo(checked.stdout + checked.stderr, err=True)
    return checked.returncode


def _load_until(server: ServerProcess, is_over: list[bool]) -> None:
    while not is_over:
        load(server.address, [[ordinary()]] * 16, 0.2)
