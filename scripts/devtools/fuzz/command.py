"""Gives the inputs to the readers, and prints what became of them."""

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import click

from devtools.fuzz.processes import run
from devtools.fuzz.readers import READERS
from devtools.fuzz.trial import Failure
from devtools.fuzz.worker import Plan, Tally
from devtools.paths import CACHE, ROOT

_MEGABYTES = 256
"""By how much a process may grow, with everything that it reads."""

_SECONDS = 10

_FAILURES = CACHE / "fuzz"
_REDUCED = "responses, documents and outputs get fewer inputs, because they are slow: sessions, reports and calls"


def shares(inputs: int, name: str | None) -> dict[str, range]:
    """Returns the numbers of the inputs of each reader, or of one reader."""
    if name:
        return {name: range(inputs)}
    counts = {reader.name: inputs * reader.share // 1000 for reader in READERS.values()}
    counts[next(iter(counts))] += inputs - sum(counts.values())
    return {name: range(count) for name, count in counts.items()}


def fuzz(
    numbers: Mapping[str, range],
    seed: int,
    *,
    seconds: float = _SECONDS,
    processes: int = os.cpu_count() or 1,
    folder: Path = _FAILURES,
) -> int:
    """Returns the exit code. `seconds` is the limit for one input."""
    started = time.monotonic()
    plan = Plan(seed, dict(numbers), seconds, _MEGABYTES)
    tallies = {name: Tally(name) for name in numbers}
    failures: list[Failure] = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temporary:
        tempfile.tempdir = temporary  # a process that dies leaves its files in it
        for found in run(plan, processes):
            if isinstance(found, Failure):
                failures.append(found)
                _show(found, seed, folder)
            elif found.reader in tallies:
                tallies[found.reader].add(found)
        tempfile.tempdir = None
    for tally in tallies.values():
        click.echo(_line(tally))
    if {"responses", "bodies"} <= set(tallies):
        click.echo(_REDUCED)
    click.echo(_summary(list(tallies.values()), failures, seed, seconds, time.monotonic() - started))
    return 1 if failures else 0


def _line(tally: Tally) -> str:
    return (
        f"{tally.reader:10} {tally.accepted + tally.refused:>9,} inputs: {tally.accepted:>9,} accepted, "
        f"{tally.refused:>9,} refused; slowest {tally.slowest * 1000:,.1f} ms (number {tally.slowest_number}); "
        f"memory +{tally.growth / 1e6:.0f} MB"
    )


def _summary(tallies: list[Tally], failures: list[Failure], seed: int, seconds: float, took: float) -> str:
    count = sum(tally.accepted + tally.refused for tally in tallies)
    slowest = max(tally.slowest for tally in tallies)
    outcome = f"{len(failures)} FAILED" if failures else "no crash"
    return (
        f"{count:,} inputs with seed {seed} in {took:.0f} s: {outcome}; slowest {slowest * 1000:,.1f} ms "
        f"(limit {seconds:g} s each), memory limit +{_MEGABYTES} MB a process"
    )


def _show(failure: Failure, seed: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{failure.reader}-{seed}-{failure.number}"
    file.write_bytes(failure.data)
    shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    problem = failure.problem
    click.echo(
        f"FAILED {failure.reader}: {problem.kind} at {problem.where}: {problem.message!a}\n"
        f"  again: scripts/fuzz --reader {failure.reader} --seed {seed} --number {failure.number}\n"
        f"  input: {shown} ({len(failure.data):,} bytes)"
    )
