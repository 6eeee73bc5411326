"""The report for GitHub Actions: workflow commands, which become annotations."""

import re
from collections.abc import Iterator
from itertools import islice

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import render, sanitizer

_SHOWN = 10
"""Annotations of one rule; GitHub shows no more of a step."""

_ANYWHERE = re.compile(r"##(?=(?:vso)?\[)", re.IGNORECASE)
_AT_LINE_START = re.compile(r"^(\s*:)(?=:)", re.MULTILINE)


def github_report(report: Report, redact: Redact) -> str:
    """Returns a line for each finding, to print if `$GITHUB_ACTIONS` is `true`; empty if there are no findings."""
    lines = [line for verdict in report.verdicts for line in islice(_findings(report, verdict, redact), _SHOWN)]
    if report.conclusion == "inconclusive":
        lines += [_command("error", "inconclusive", sanitizer(redact)(why)) for why in report.inconclusive_because]
    return "".join(f"{line}\n" for line in lines)


def without_commands(text: str) -> str:
    """Returns printed text in which the runner of GitHub, or of Azure, finds no command.

    They obey `##[command]` and `##vso[command]` anywhere, and `::command::` at the start of a line.
    """
    return _AT_LINE_START.sub(r"\1 ", _ANYWHERE.sub("# #", text))


def _findings(report: Report, verdict: Verdict, redact: Redact) -> Iterator[str]:
    for finding in verdict.findings:
        rendered = render(finding, redact)
        text = f"{verdict.rule.sentence} {rendered.line}" + (f" in {rendered.source}" if finding.case else "")
        remark = sanitizer(redact)(report.remark(verdict, finding))
        text += f"   {remark}" if remark else ""
        yield _command(report.level(verdict, finding), verdict.rule.id, text)


def _command(name: str, title: str, text: str) -> str:
    return f"::{name} title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    # The runner decodes these three and nothing else.
    return _ANYWHERE.sub("# #", text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
