"""`server`: checks a server."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click
from attrs import evolve

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.check import check_server
from flowmusic_contract.cli.choosing import chosen_rules, required_rules
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.cli.output import finish, prepare, with_command, with_required_rules
from flowmusic_contract.cli.progress import progress
from flowmusic_contract.cli.target import generated_requests, limits_of, target_of
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render
from flowmusic_contract.server.connection import HttpConnection, connect
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.preflight import planned_requests
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import Target


def run(context: click.Context, options: Mapping[str, Any]) -> int:
    """Checks the server at --base-url."""
    target = target_of(options["base_url"], options["email"], options["other_email"])
    limits = _limits(target, options)
    generated = generated_requests(limits, options["max_requests"], no_fuzz=options["no_fuzz"])
    rules = chosen_rules(options["rule"], SERVER_RULES)
    required = required_rules(options["require"], rules, SERVER_RULES)
    known = prepare(options)
    if limits.live_safe:
        _announce(target, limits)
    started_at = datetime.now(UTC)
    emails = [email for tenant in target.tenants for email in tenant.emails]
    redact = redaction_of(show_emails=options["show_emails"], emails=emails)
    with progress("requests") as shown:
        report = check_server(
            target,
            limits,
            generated,
            rules=rules,
            strict=options["strict"],
            on_progress=shown.count,
            on_finding=lambda verdict: shown.print(_first_finding(verdict, redact)),
        )
    report = with_command(with_required_rules(report, required), context, started_at)
    return finish(f"The server at {target.base_url}", report, options, known, emails)


def _limits(target: Target, options: Mapping[str, Any]) -> Limits:
    usual = limits_of(target, options["timeout"], options["rate"], live_safe=options["live_safe"])
    return evolve(
        usual,
        total_seconds=options["max_seconds"] or usual.total_seconds,
        seed=usual.seed if options["seed"] is None else options["seed"],
    )


def _first_finding(verdict: Verdict, redact: Redact) -> str:
    return f"found  {verdict.rule.id}  {render(verdict.findings[0], redact).line}"


def _announce(target: Target, limits: Limits) -> None:
    with connect(target, limits) as http:
        planned = planned_requests(ProbeSession(target, HttpConnection(http, limits), limits))
    redact = redaction_of(show_emails=True)
    text = f"Will send {planned} GET requests to {target.base_url}, one at a time, at most {limits.rate:g}/s."
    click.echo(redact(text), err=True)
