"""`cases`: lists the cases that a client program is checked in."""

from collections.abc import Mapping
from typing import Any

import click

from flowmusic_contract.cli.terminal import folded
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.run_cases import run_cases


def run(_context: click.Context, _options: Mapping[str, Any]) -> int:
    """Prints every case with its sentence."""
    for case in all_cases():
        click.echo(f"{case.id}\n{folded(case.sentence, 4)}")
    for run_case in run_cases():
        click.echo(f"{run_case.id}\n{folded(f'With --many-calls: {run_case.sentence}', 4)}")
    return 0
