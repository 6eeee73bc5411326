"""Without a command: the mock server and the generated client are checked in this process."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from flowmusic_contract.check import report_on_calls, report_on_exchanges
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.cli.output import conclude
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.cli.terminal import terminal_width
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.generated import call_through
from flowmusic_contract.client.in_process import call_in_process
from flowmusic_contract.engine.report import Report
from flowmusic_contract.mock_server import Api, demo_ledger
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.preflight import run_with_preflight
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target

_SLOW_CASE = "waits.date"
"""The case that is left out: it takes 4 s, longer than all others together."""


def run(_context: click.Context, _options: Mapping[str, Any]) -> int:
    """Prints the report on each, and how to check something else."""
    cases = [case for case in all_cases() if case.id != _SLOW_CASE]
    with ThreadPoolExecutor(1) as pool:
        calls = pool.submit(call_in_process, call_through, cases)  # a client may wait before it retries
        of_server = _mock_server()
        of_client = report_on_calls("the generated client", calls.result(), strict=True)
    redact = redaction_of(show_emails=True)  # the addresses are the mock server's
    click.echo(text_report("The mock server", of_server, redact, terminal_width()))
    click.echo("\n" + text_report("The generated client", of_client, redact, terminal_width()) + "\n")
    click.echo(f"To check your server:           {program_name()} server --base-url URL --email E")
    click.echo(f"To check your client program:   {program_name()} client --command CMD")
    click.echo(f"To check a saved response:      {program_name()} document FILE\n")
    return conclude(of_server, of_client)


def _mock_server() -> Report:
    target = Target("http://127.0.0.1/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
    exchanges = list(run_with_preflight(ProbeSession(target, InProcessConnection(Api(demo_ledger())))))
    return report_on_exchanges("the mock server", exchanges, strict=True)
