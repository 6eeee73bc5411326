"""`cases`: lists the cases that a client program is checked in."""

from collections.abc import Mapping
from typing import Any

import click

from flowmusic_contract.client.cases import all_cases


def run(_context: click.Context, _options: Mapping[str, Any]) -> int:
    """Prints every case with its sentence."""
    for case in all_cases():
        click.echo(f"{case.id}\n    {case.sentence}")
    return 0
