"""Measures the checks: against stock schemathesis on the same servers, and against json.loads on the same bytes."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

import click
from attrs import frozen

from devtools.bench.bodies import usage_body
from devtools.bench.measuring import alternate, cpu_seconds, in_new_process, peak_growth, repetitions, wall_seconds
from devtools.bench.recording import RecordingServer
from devtools.bench.results import Result, Row, Table, result_of
from devtools.pinned import ROOT
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.areas.variations.requests import missing_email_gets_404
from flowmusic_contract.check import check_server
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from flowmusic_contract.engine.verdicts import judge_server
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, running
from flowmusic_contract.server.limits import Fuzz, Limits
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target


@frozen
class Checker:
    """A way to check a server: returns whether it finds the server broken."""

    name: str
    finds_broken: Callable[[str], bool]


@frozen
class Tally:
    """What a checker did with a number of servers."""

    broken: int
    requests: int
    seconds: float


def measure(sample: int | None, sizes: Sequence[int]) -> Result:
    """Checks every faulty server and every variation, or a sample of both, and judges a body of each size."""
    if sample == 0:
        command = " ".join(["scripts/bench judge --sample 0", *(f"--size {size}" for size in sizes)])
        return result_of(command, [judging(sizes)], ["jsonschema-rs"])
    tables = [checking(_sample(SERVER_FAULTS, sample), _sample(VARIATIONS, sample))]
    if sizes:
        tables.append(judging(sizes))
    return result_of("scripts/bench judge", tables, ["schemathesis"])


def checking(faults: Sequence[Fault], variations: Sequence[Fault]) -> Table:
    """Returns how many servers each checker finds broken, and at what cost."""
    checkers = [
        Checker("stock schemathesis run", _stock),
        Checker("contract server --no-fuzz", partial(_ours, fuzz=None)),
        Checker("contract server", partial(_ours, fuzz=Fuzz())),
    ]
    tallies = [(tally(checker, faults), tally(checker, variations).broken) for checker in checkers]
    unit, _ = tallies[0]

    def row(checker: Checker, on_faults: Tally, false_alarms: int) -> Row:
        return (
            checker.name,
            on_faults.broken,
            false_alarms,
            round(on_faults.requests / len(faults)),
            _ratio(on_faults.seconds, unit.seconds),
            _ratio(on_faults.broken / on_faults.requests, unit.broken / unit.requests),
            _ratio(on_faults.broken / on_faults.seconds, unit.broken / unit.seconds),
        )

    columns = (
        "check",
        "faults caught",
        "false alarms",
        "requests per server",
        "time",
        "caught per request",
        "caught per time",
    )
    rows = tuple(row(checker, *tally) for checker, tally in zip(checkers, tallies, strict=True))
    return Table(f"{len(faults)} servers with one fault, {len(variations)} correct ones", columns, rows)


def tally(checker: Checker, changes: Sequence[Fault]) -> Tally:
    """Returns what a checker finds on servers with one change each, and at what cost."""
    click.echo(f"bench: {checker.name} on {len(changes)} servers", err=True)
    broken = requests = 0

    def check_all() -> None:
        nonlocal broken, requests
        for change in changes:
            # Stock schemathesis reports the 400 for a missing email address, which is legal, as a fault of every
            # server. In its favour, the servers respond with 404 there, which it knows from the spec.
            server = RecordingServer(missing_email_gets_404(change(Api(demo_ledger()))))
            with running(server) as base_url:
                broken += checker.finds_broken(base_url)
            requests += len(server.requests)

    seconds = wall_seconds(check_all)
    return Tally(broken, requests, seconds)


def _stock(base_url: str) -> bool:
    command: list[str | Path] = [Path(sys.executable).with_name("st"), "run", ROOT / "openapi.yaml", "--url", base_url]
    command += ["--seed", "1", "--header", f"Authorization: Bearer {DEMO_TOKEN}", "--request-timeout", "2"]
    return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 1


def _ours(base_url: str, fuzz: Fuzz | None) -> bool:
    # In this process: the start of Python, which stock schemathesis pays for each server, is not part of the check.
    target = Target(base_url, DEMO_TENANT, OTHER_DEMO_TENANT)
    return check_server(target, Limits(seconds=2), fuzz, strict=True).conclusion == "broken"


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
