"""What a check reads before it starts, what it prints and writes at its end, and the exit code that follows."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.cli.options import REPORTS
from flowmusic_contract.cli.program import NOT_REPEATED, command_of
from flowmusic_contract.cli.report_files import check_files, write
from flowmusic_contract.cli.terminal import terminal_width
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.baseline import KnownFailure
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import missing_evidence_of
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.input_files import read_file
from flowmusic_contract.reports.github import github_report
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.junit import junit_report
from flowmusic_contract.reports.markdown import markdown_report
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.sarif import sarif_report
from flowmusic_contract.reports.text import text_report


def _html_report(report: Report, redact: Redact) -> str:
    from flowmusic_contract.reports.html import html_report  # noqa: PLC0415 - Jinja is imported when it is used

    return html_report(report, redact)


_FORMATS: dict[str, Callable[[Report, Redact], str]] = {
    "json": json_report,
    "junit": junit_report,
    "sarif": sarif_report,
    "html": _html_report,
    "markdown": markdown_report,
}
"""What makes the text of each report that is written to a file."""


def prepare(options: Mapping[str, Any], *inputs: str | None, cases: Sequence[str] = ()) -> Sequence[KnownFailure]:
    """Checks before a run that every report can be written to its file, and returns the known failures.

    Each known failure of a client is in one of the `cases`.

    Raises:
        CannotRunError: if a file cannot be written, is named twice, or is read by the same command, or if the known
            failures cannot be read.
    """
    check_files(options, *inputs)
    return _known_failures(options["baseline"], cases) if options["baseline"] else ()


def finish(
    title: str,
    report: Report,
    options: Mapping[str, Any],
    known: Sequence[KnownFailure] = (),
    emails: Iterable[str] = (),
) -> int:
    """Prints the report, writes the files that the user named, and returns the exit code.

    Unless email addresses may be shown, the parts of the given `emails` are masked too.

    Raises:
        CannotRunError: if too little was seen, or a file cannot be written; the others are written before.
    """
    redact = redaction_of(show_emails=options["show_emails"], emails=emails)
    report = baseline.apply(report, known) if known else report
    click.echo(text_report(title, report, for_terminal(report, redact), terminal_width()))
    problems = [write(Path(options[name]), _FORMATS[name](report, redact)) for name in REPORTS if options[name]]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        click.echo(github_report(report, redact), nl=False)
    if any(problems):
        raise CannotRunError("; ".join(filter(None, problems)))
    return conclude(report)


def for_terminal(report: Report, redact: Redact) -> Redact:
    """Returns a function that redacts all but the command that repeats the check.

    That shows what the user typed, and can be pasted. Tokens are never typed.
    """
    as_typed = redaction_of(show_emails=True)
    return lambda text: as_typed(text) if report.again and text.startswith(report.again) else redact(text)


def with_required_rules(report: Report, required: Sequence[Rule[Any]]) -> Report:
    """Returns the report, which is inconclusive if one of the required rules was not exercised."""
    missing = missing_evidence_of(required, report.verdicts)
    return evolve(report, missing_evidence=[*report.missing_evidence, *missing])


def with_command(report: Report, context: click.Context, started_at: datetime) -> Report:
    """Returns the report with the command that the user typed, and the time at which it started."""
    return evolve(report, command=command_of(context), again=command_of(context, NOT_REPEATED), started_at=started_at)


def conclude(*reports: Report) -> int:
    """Prints the conclusion from one or more reports, and returns the exit code.

    Raises:
        CannotRunError: if nothing is broken, but too little was seen.
    """
    conclusions = {report.conclusion for report in reports}
    if "broken" in conclusions:
        click.echo("Contract BROKEN.")
        return 1
    if "inconclusive" in conclusions:
        because = "; ".join(why for report in reports for why in report.inconclusive_because)
        raise CannotRunError(f"cannot say that the contract is kept: {because}")
    is_hinted = any(report.has_broken_inferred_rules for report in reports)
    hint = " However, inferred rules are broken; with --strict they count." if is_hinted else ""
    click.echo(f"Contract kept.{hint}")
    return 0


def _known_failures(path: str, cases: Sequence[str]) -> Sequence[KnownFailure]:
    try:
        return baseline.read(read_file(path).decode(), RULES, cases)
    except OSError as error:
        raise CannotRunError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CannotRunError(f"cannot read {path}: it is not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise CannotRunError(f"{path}: {error}") from error
