"""`client`: checks a client program."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from flowmusic_contract.all_rules import CLIENT_RULES, RUN_RULES
from flowmusic_contract.check import check_client
from flowmusic_contract.cli.choosing import ChosenCases, chosen_cases, chosen_rules, required_rules
from flowmusic_contract.cli.output import finish, prepare, with_command, with_required_rules
from flowmusic_contract.cli.progress import progress
from flowmusic_contract.client.calls import DEFAULT_JOBS, Plan, check_that_it_runs
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.protocol import command, command_of_many_calls
from flowmusic_contract.client.run_cases import run_cases
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.engine.client_fault import CallClient
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule


def run(context: click.Context, options: Mapping[str, Any]) -> int:
    """Checks the program that --command starts."""
    client = command(options["command"])
    of_client = [*CLIENT_RULES, *(RUN_RULES if options["many_calls"] else ())]
    rules = chosen_rules(options["rule"], of_client)
    required = required_rules(options["require"], rules, of_client)
    chosen = chosen_cases(options["case"], many_calls=options["many_calls"])
    known = prepare(options, cases=[*(case.id for case in all_cases()), *(case.id for case in run_cases())])
    check_that_it_runs(client)
    started_at = datetime.now(UTC)
    report = with_required_rules(_checked(client, chosen, rules, options), required)
    report = with_command(report, context, started_at)
    # The addresses are the mock server's.
    return finish(f"The client {options['command']}", report, {**options, "show_emails": True}, known)


def _checked(client: CallClient, chosen: ChosenCases, rules: Sequence[Rule[Any]], options: Mapping[str, Any]) -> Report:
    plan = Plan(chosen.cases, options["jobs"] or DEFAULT_JOBS)
    many = command_of_many_calls(options["command"])
    with progress("cases", len(chosen.cases) + len(chosen.runs)) as shown:
        runs = run_all(many, chosen.runs, shown.count)
        return check_client(
            options["command"],
            client,
            plan,
            rules=rules,
            strict=options["strict"],
            many=many if options["many_calls"] else None,
            runs=runs,
            on_progress=lambda done: shown.count(len(runs) + done),
        )
