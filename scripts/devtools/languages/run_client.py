"""Runs one row: its client is generated, compiled and checked, in a copy of the adapter's folder."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from devtools.languages import suite
from devtools.languages.clients import KNOWN_FAILURES, ClientSpec
from devtools.languages.fingerprints import build_fingerprint, fingerprint
from devtools.languages.results import Outcome, Result, built_from, folder, load_cached, save_cached
from devtools.paths import SPEC
from devtools.toolchain.commands import run_command, run_shell
from devtools.toolchain.outcomes import NotRun
from devtools.toolchain.tools import missing

ReportStep = Callable[[str, str], None]
"""Called with the name of a row and the step that begins."""


def run(client: ClientSpec, report_step: ReportStep) -> Outcome:
    """Returns the outcome of a row: the cached result if nothing has changed, or that of a new run."""
    reason = missing(client)
    if reason:
        return NotRun(reason)
    cached = load_cached(client)
    if cached:
        return cached
    folder(client).mkdir(parents=True, exist_ok=True)
    log(client).write_text("")
    outcome = _build_and_check(client, report_step)
    if isinstance(outcome, Result):
        save_cached(client, outcome)
    return outcome


def log(client: ClientSpec) -> Path:
    """Returns the file with the output of a row's commands."""
    return folder(client) / "log.txt"


def _build_and_check(client: ClientSpec, report_step: ReportStep) -> Outcome:
    built, wanted = built_from(client), json.dumps(build_fingerprint(client))
    if not built.exists() or built.read_text() != wanted:
        built.unlink(missing_ok=True)
        report_step(client.name, "generating")
        if not _prepare(client):
            return NotRun("npm ci failed")
        if not _shell(client, client.generate):
            return _result(client, generates=False)
        report_step(client.name, "compiling")
        if not _shell(client, client.check):
            return _result(client, generates=True, compiles=False)
        built.write_text(wanted)
    report_step(client.name, "checking")
    return _check(client)


def _prepare(client: ClientSpec) -> bool:
    project = _project(client)
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(client.adapter, project, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copy(SPEC, project)
    needs_npm = (project / "package-lock.json").exists()
    return not needs_npm or _shell(client, "npm ci --ignore-scripts")


def _check(client: ClientSpec) -> Result:
    report = folder(client) / "report.json"
    report.unlink(missing_ok=True)
    known_failures = client.adapter / KNOWN_FAILURES
    command = suite.check_command(client.run, report, known_failures if known_failures.exists() else None)
    exit_code = run_command(client, command, _project(client), log(client))
    if not report.exists():
        return _result(client, generates=True, compiles=True)
    found = suite.read_report(report.read_text())
    return Result(
        generated_by=client.generated_by,
        generates=True,
        compiles=True,
        cases=found.cases,
        cases_kept=found.cases_kept,
        broken_rules=found.broken_rules,
        breaks_only_what_is_known=exit_code == 0,
        fingerprint=fingerprint(client),
    )


def _result(client: ClientSpec, *, generates: bool, compiles: bool | None = None) -> Result:
    return Result(
        generated_by=client.generated_by, generates=generates, compiles=compiles, fingerprint=fingerprint(client)
    )


def _project(client: ClientSpec) -> Path:
    return folder(client) / "project"


def _shell(client: ClientSpec, commands: str) -> bool:
    return run_shell(client, commands, _project(client), log(client))
