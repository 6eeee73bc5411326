"""`client`: checks a client program."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from flowmusic_contract.all_rules import CLIENT_RULES
from flowmusic_contract.check import check_client
from flowmusic_contract.cli.choosing import chosen_cases, chosen_rules, required_rules
from flowmusic_contract.cli.output import check_paths, finish, from_command, requiring
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.cli.progress import progress
from flowmusic_contract.client.protocol import DEFAULT_JOBS, Plan, check_that_it_runs, command


def run(context: click.Context, options: Mapping[str, Any]) -> int:
    """Checks the program that --command starts."""
    client = command(options["command"])
    rules = chosen_rules(options["rule"], CLIENT_RULES, f"{program_name()} rules")
    required = required_rules(options["require"], rules, f"{program_name()} rules")
    plan = Plan(chosen_cases(options["case"], f"{program_name()} cases"), options["jobs"] or DEFAULT_JOBS)
    check_paths(options)
    check_that_it_runs(client)
    started_at = datetime.now(UTC)
    with progress("cases", len(plan.cases)) as shown:
        report = check_client(
            options["command"], client, plan, rules=rules, strict=options["strict"], on_progress=shown.count
        )
    report = requiring(report, required)
    # The addresses are the mock server's.
    options = {**options, "show_emails": True}
    return finish(f"The client {options['command']}", from_command(report, context, started_at), options)
