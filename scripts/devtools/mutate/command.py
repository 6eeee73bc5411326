"""Mutates the modules, judges every mutant and compares the survivors with the explained ones."""

import time
from collections.abc import Sequence
from pathlib import Path

import click

from devtools.mutate.mutants import Key, Mutant, make_mutants
from devtools.mutate.processes import record, survivors
from devtools.mutate.survivors import FILE, entry_of, explained
from devtools.mutate.targets import PACKAGE


def mutate(files: Sequence[str], processes: int) -> int:
    """Returns the exit code."""
    started = time.monotonic()
    mutants = make_mutants(files)
    click.echo(f"{len(mutants)} mutants of {len(files)} modules", err=True)
    recordings = record()
    controls = [_unchanged(files[0]), *map(_broken, files)]
    problem = problem_with([control.key for control in survivors(controls, recordings, processes)], files)
    if problem:
        click.echo(f"mutate: {problem}", err=True)
        return 2
    known = {key for key in explained(FILE.read_text(encoding="utf-8")) if key[0] in files}
    survived: set[Key] = set()
    for mutant in survivors(mutants, recordings, processes):
        survived.add(mutant.key)
        if mutant.key not in known:
            click.echo(f"SURVIVED\n{entry_of(mutant.key)}\n")
    for key in sorted(known - survived):
        click.echo(f"STALE\n{entry_of(key)}\n")
    click.echo(
        f"{len(mutants)} mutants: {len(mutants) - len(survived)} killed, {len(survived & known)} explained, "
        f"{len(survived - known)} unexplained; {len(known - survived)} explanations are stale "
        f"({time.monotonic() - started:.0f} s)"
    )
    return 1 if survived != known else 0


def _unchanged(file: str) -> Mutant:
    return Mutant(file, "unchanged", "", "", _source(file))


def _broken(file: str) -> Mutant:
    return Mutant(file, "broken", "", "", "raise AssertionError\n")


def _source(file: str) -> str:
    return Path(PACKAGE / file).read_text(encoding="utf-8")


def problem_with(surviving: Sequence[Key], files: Sequence[str]) -> str:
    """Returns why the mutants cannot be judged, given which of the controls survive; or an empty string.

    The controls are one module as it is, which must survive, and each module that cannot be imported, which must not.
    """
    if (files[0], "unchanged", "", "") not in surviving:
        return "the tests fail without any change"
    unnoticed = [file for file, kind, _, _ in surviving if kind == "broken"]
    if unnoticed:
        return f"nothing imports {', '.join(unnoticed)} from the mutated source"
    return ""
