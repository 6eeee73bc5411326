"""The matrix of servers: its rows, its ledger and its results; scripts/servers runs the rows themselves."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from devtools.paths import ROOT
from devtools.servers import matrix, results
from devtools.servers.__main__ import main
from devtools.servers.results import Outcome, Result, read_results
from devtools.servers.run_server import LEDGER
from devtools.servers.servers import SERVERS, ServerSpec, load_servers
from devtools.servers.suite import ledger_json
from devtools.toolchain.outcomes import NotRun

ROWS = load_servers()
FIRST, SECOND = ROWS[:2]
PASSED = Result(stack="", exit_code=0, held=46)
BROKEN = Result(stack="", exit_code=1, held=45, broken=["summary.credits-are-tokens-over-12"])
INCONCLUSIVE = Result(stack="", exit_code=2, held=3, not_exercised=["accounts.configured-account-gets-200"])
NOT_RUN = NotRun("npm not on the path")
_OPTIONAL = {
    "methods.head-has-the-content-type-of-get",
    "methods.head-of-a-report-is-not-empty",
    "body.error-of-type-json-is-json",
}
"""The rules about what a server need not do: to answer HEAD, and to have errors in JSON."""
SUFFIXES = {".cfg", ".cjs", ".conf", ".cpp", ".go", ".hpp", ".java", ".js", ".php", ".pl", ".py", ".rb", ".rs", ".ru"}
PROGRAMS = sorted(path for path in SERVERS.glob("*/*") if path.suffix in SUFFIXES)


def test_ledger_is_current() -> None:
    """The file that all servers read is the demonstration ledger. To write it: scripts/servers --ledger."""

    assert ledger_json() == LEDGER.read_text("utf-8")


def test_every_folder_has_a_row() -> None:
    """The matrix leaves out no server, and no row is without a folder."""

    folders = {folder.name for folder in SERVERS.iterdir() if folder.is_dir() and folder.name != "tools"}
    assert folders == {row.folder for row in ROWS}


def test_every_input_exists() -> None:
    """No row names a file that is not in this repository."""

    assert [] == [name for row in ROWS for name in row.inputs if not (ROOT / name).is_file()]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_program_is_short(program: Path) -> None:
    """A program to copy has at most 80 lines."""

    assert len(program.read_text("utf-8").splitlines()) <= 80


def test_every_row_has_a_result() -> None:
    """Each row has been run, and no result is left from a row that no longer exists."""

    assert [row.name for row in ROWS] == list(read_results())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_recorded_stack_is_the_pinned_one(row: ServerSpec) -> None:
    """The result was recorded with the versions that are pinned."""

    assert row.stack == read_results()[row.name].stack


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_server_breaks_only_what_it_is_known_to(row: ServerSpec) -> None:
    """A server without known failures breaks no rule, and leaves only those unexercised that it need not exercise."""
    result = read_results()[row.name]
    assert (0, row.known_failures.exists()) == (result.exit_code, bool(result.broken))
    assert row.known_failures.exists() or _OPTIONAL >= set(result.not_exercised)


def test_only_mock_servers_have_known_failures() -> None:
    """Every real stack keeps the contract strictly."""

    assert {row.name for row in ROWS if row.is_mock} == {row.name for row in ROWS if row.known_failures.exists()}


@pytest.mark.parametrize(
    ("first", "second", "exit_code"),
    [
        (PASSED, PASSED, 0),
        (PASSED, NOT_RUN, 2),
        (INCONCLUSIVE, PASSED, 2),
        (NOT_RUN, BROKEN, 1),
        (BROKEN, INCONCLUSIVE, 1),
    ],
)
def test_exit_code(first: Outcome, second: Outcome, exit_code: int) -> None:
    """A broken server is 1; otherwise, a row that was not run or judged is 2."""

    assert exit_code == matrix.exit_code([(FIRST, first), (SECOND, second)])


def test_summary_names_what_was_not_run() -> None:
    """Each row that was not run is named, with the reason."""

    lines = [*matrix.summary([(FIRST, PASSED), (SECOND, NOT_RUN)])]
    not_run = f"not run: {SECOND.name}: npm not on the path"
    assert ["passed: 1, broken: 0, inconclusive: 0, not run: 1", not_run] == lines


@pytest.mark.parametrize(
    ("result", "verdict"),
    [(PASSED, "keeps the contract"), (BROKEN, "BROKEN"), (INCONCLUSIVE, "INCONCLUSIVE")],
)
def test_verdict_in_words(result: Result, verdict: str) -> None:
    """A check that saw too little is not said to have found a broken rule."""

    assert result.in_words.startswith(f"{verdict}: ")


def test_result_is_recorded_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is recorded as soon as it has run, so that nothing is lost if a later one is interrupted."""
    outcomes = {FIRST.name: PASSED}
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(matrix, "install", lambda _rows: None)
    monkeypatch.setattr(matrix, "build", lambda _row: "")
    monkeypatch.setattr(matrix, "check", lambda server: outcomes[server.name])
    with pytest.raises(KeyError):
        matrix.run_all([FIRST, SECOND], matrix.record)

    assert {FIRST.name: PASSED} == read_results()


def test_row_that_is_not_built_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is not checked if it, or the row behind it, could not be built."""
    [proxy] = load_servers(["nginx-node-http"])
    monkeypatch.setattr(matrix, "install", lambda _rows: None)
    monkeypatch.setattr(matrix, "build", lambda row: "no npm" if row.name == proxy.upstream else "")

    assert [(proxy, NotRun("no npm"))] == matrix.run_all([proxy])


def test_difference_is_named() -> None:
    """A row whose outcome is not the recorded one differs, and the line says how to record it again."""

    lines = [*matrix.differences([(FIRST, BROKEN), (SECOND, PASSED)], {FIRST.name: PASSED, SECOND.name: PASSED})]
    assert [f"{FIRST.name} differs from results.json; to record again: scripts/servers {FIRST.name}"] == lines


def test_unknown_name_is_a_usage_error() -> None:
    """A mistyped name exits with 2 and suggests a row."""

    done = CliRunner().invoke(main, ["python-fastapy"])
    assert (2, True) == (done.exit_code, "did you mean python-fastapi?" in done.output)


@pytest.mark.parametrize("manifest", sorted(SERVERS.glob("*/package.json")), ids=lambda path: path.parent.name)
def test_npm_packages_are_pinned_and_name_no_registry(manifest: Path) -> None:
    """Each npm package has one version and a hash; where it comes from is the user's choice."""

    wanted: dict[str, str] = json.loads(manifest.read_text())["dependencies"]
    locked = json.loads(manifest.with_name("package-lock.json").read_text())["packages"]
    packages = {name: package for name, package in locked.items() if name}
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
    assert {} == {name: each for name, each in packages.items() if "resolved" in each or "integrity" not in each}


@pytest.mark.parametrize("wanted", sorted((SERVERS / "tools").glob("*.in")), ids=lambda path: path.stem)
def test_packages_from_pypi_are_pinned_with_hashes(wanted: Path) -> None:
    """Each package is locked in the version that is written, and every locked package has a hash."""

    locked = wanted.with_suffix(".txt").read_text()
    pinned = re.findall(r"^([a-z0-9._-]+==\S+)(?: ; [^\\]+)? \\\n    --hash=sha256:", locked, re.MULTILINE)
    assert set(wanted.read_text().splitlines()) <= set(pinned)
    assert len(re.findall(r"^[a-z0-9]", locked, re.MULTILINE)) == len(pinned)
