"""The trial of a row: its client is generated, checked and held to the contract, in a copy of its adapter's folder."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from results import KNOWN_FAILURES, Result, folder, load, made_from, save
from rows import ROOT, Row
from tools import environment, missing

Tell = Callable[[str, str], None]
"""Told the name of a row and what is being done with it."""

_SECONDS = 900
"""How long one step may take."""


def result_of(row: Row, tell: Tell) -> Result:
    """Returns what comes of a row: the result that is kept, where nothing has changed, or that of a new trial."""
    reason = missing(row)
    if reason:
        return Result(not_run=reason)
    result = load(row)
    if not result:
        folder(row).mkdir(parents=True, exist_ok=True)
        log(row).write_text("")
        result = _try(row, tell)
        if result.is_kept:
            save(row, result)
    return result


def log(row: Row) -> Path:
    """Returns where everything stands that a row's commands said."""
    return folder(row) / "log.txt"


def _try(row: Row, tell: Tell) -> Result:
    made = folder(row) / "made_from"
    if not made.exists() or made.read_text() != made_from(row):
        made.unlink(missing_ok=True)
        tell(row.name, "generating")
        if not _install(row):
            return Result(not_run="npm ci failed")
        if not _run(row, row.generate):
            return Result(generates=False)
        tell(row.name, "compiling")
        if not _run(row, row.check):
            return Result(generates=True, compiles=False)
        made.write_text(made_from(row))
    tell(row.name, "checking")
    return _judge(row)


def _install(row: Row) -> bool:
    project = _project(row)
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(row.adapter, project, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copy(ROOT / "openapi.yaml", project)
    needs_npm = (project / "package-lock.json").exists()
    return not needs_npm or _run(row, "npm ci --ignore-scripts")


def _judge(row: Row) -> Result:
    report = folder(row) / "report.json"
    report.unlink(missing_ok=True)
    words = [sys.executable, "-m", "flowmusic_contract", "client", "--strict", "--jobs", "1", "--command", row.run]
    known = row.adapter / KNOWN_FAILURES
    words += ["--json", str(report)] + (["--known-failures", str(known)] if known.exists() else [])
    done = _start(row, words)
    if not report.exists():
        return Result(generates=True, compiles=True)
    told = json.loads(report.read_text())
    return Result(
        generates=True,
        compiles=True,
        is_kept=done == 0,
        kept=told["cases"]["kept"],
        cases=told["cases"]["total"],
        broken=sorted(rule["id"] for rule in told["rules"] if rule["outcome"] == "broken"),
    )


def _project(row: Row) -> Path:
    return folder(row) / "project"


def _run(row: Row, commands: str) -> bool:
    return _start(row, ["sh", "-euxc", commands]) == 0


def _start(row: Row, words: list[str]) -> int:
    project = _project(row)
    with log(row).open("a") as output:
        try:
            return subprocess.run(
                words,
                cwd=project,
                env=environment(row, project),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            output.write(f"ended after {_SECONDS} seconds\n")
            return -1
