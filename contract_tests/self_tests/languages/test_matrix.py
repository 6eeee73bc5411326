"""The matrix: exit codes, recorded results, and what --check finds."""

from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from devtools.languages import matrix, results
from devtools.languages.__main__ import main
from devtools.languages.clients import CLIENTS, load_clients
from devtools.languages.fingerprints import fingerprint
from devtools.languages.results import Outcome, Result, read_results, write_results
from devtools.paths import ROOT
from devtools.toolchain.outcomes import NotRun

REQUIRED = next(client for client in load_clients() if not client.optional)
OPTIONAL = next(client for client in load_clients() if client.optional)

PASSED = Result(
    generated_by=REQUIRED.generated_by,
    generates=True,
    compiles=True,
    cases=9,
    cases_kept=9,
    breaks_only_what_is_known=True,
    fingerprint={"adapter": "1", "cases": "2"},
)
BROKEN = evolve(PASSED, breaks_only_what_is_known=False)
NOT_RUN = NotRun("npm not on the path")


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The results are recorded in a file of their own."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")


@pytest.mark.parametrize(
    ("required", "optional", "exit_code"),
    [(PASSED, PASSED, 0), (PASSED, NOT_RUN, 0), (NOT_RUN, PASSED, 2), (BROKEN, PASSED, 1), (NOT_RUN, BROKEN, 1)],
)
def test_exit_code(required: Outcome, optional: Outcome, exit_code: int) -> None:
    """A broken client is 1, a required row that was not run is 2; an optional row may be left out."""

    assert exit_code == matrix.exit_code([(REQUIRED, required), (OPTIONAL, optional)])


def test_summary_names_what_was_not_run() -> None:
    """Each row that was not run is named, with the reason."""

    lines = [*matrix.summary([(REQUIRED, PASSED), (OPTIONAL, NotRun("php-cli not installed"))])]
    assert ["passed: 1, broken: 0, not run: 1"] == lines[:1]
    assert [f"not run: {OPTIONAL.name}: php-cli not installed (optional: {OPTIONAL.optional})"] == lines[1:]


def test_unchanged_row_is_not_stale() -> None:
    """A row is current as long as its fingerprint is the same."""

    current = evolve(PASSED, fingerprint=fingerprint(REQUIRED))
    assert [] == [*matrix.stale([REQUIRED], {REQUIRED.name: current})]


def test_stale_row_names_what_changed() -> None:
    """A row whose adapter has changed is stale, and the adapter is named."""

    other = evolve(PASSED, fingerprint=dict(fingerprint(REQUIRED)) | {"adapter": "0"})
    line = f"{REQUIRED.name} is stale; changed since it was run: adapter"
    assert [line] == [*matrix.stale([REQUIRED], {REQUIRED.name: other})]


def test_row_that_no_longer_depends_on_something_is_stale() -> None:
    """What a result depended on, and would not any more, has changed."""
    result = evolve(PASSED, fingerprint=dict(fingerprint(REQUIRED)) | {"former": "1"})

    line = f"{REQUIRED.name} is stale; changed since it was run: former"
    assert [line] == [*matrix.stale([REQUIRED], {REQUIRED.name: result})]


def test_required_row_without_a_result_is_stale() -> None:
    """A required row needs a result; an optional row need not have been run anywhere."""

    assert [f"{REQUIRED.name} has no result in results.json"] == [*matrix.stale([REQUIRED, OPTIONAL], {})]


def test_difference_is_named() -> None:
    """A row that keeps fewer cases than is recorded differs."""

    fewer = evolve(PASSED, cases_kept=8)
    [line] = matrix.differences([(REQUIRED, fewer)], {REQUIRED.name: PASSED})
    assert f"{REQUIRED.name} differs from results.json: keeps the contract in 8 of 9 cases, known failures: 1" == line


@pytest.mark.usefixtures("recorded")
def test_row_that_was_not_run_keeps_its_result() -> None:
    """Where a toolchain is missing, the result from another machine stays."""

    write_results({REQUIRED.name: PASSED})
    matrix.record(REQUIRED, NOT_RUN)
    assert {REQUIRED.name: PASSED} == read_results()


@pytest.mark.usefixtures("recorded")
def test_result_replaces_the_recorded_one() -> None:
    """A row that was run again has its new result."""

    write_results({REQUIRED.name: evolve(PASSED, cases=8, cases_kept=8)})
    matrix.record(REQUIRED, PASSED)
    assert {REQUIRED.name: PASSED} == read_results()


@pytest.mark.usefixtures("recorded")
def test_result_is_recorded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is recorded as soon as it has run, so that nothing is lost if a later one is interrupted."""
    outcomes = {REQUIRED.name: PASSED}
    monkeypatch.setattr(matrix, "install", lambda _rows: None)
    monkeypatch.setattr(matrix, "run", lambda client, _step: outcomes[client.name])
    with pytest.raises(KeyError):
        matrix.run_all([REQUIRED, OPTIONAL], 1, matrix.record)

    assert {REQUIRED.name: PASSED} == read_results()


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(("outcome", "exit_code"), [(PASSED, 0), (NOT_RUN, 2), (BROKEN, 1)])
def test_check_compares_a_new_run(outcome: Outcome, exit_code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --check, a required row that cannot be run is never accepted."""

    current = fingerprint(REQUIRED)
    matrix.record(REQUIRED, evolve(PASSED, fingerprint=current))
    if isinstance(outcome, Result):
        outcome = evolve(outcome, fingerprint=current)
    monkeypatch.setattr(matrix, "run_all", lambda *_: [(REQUIRED, outcome)])
    assert exit_code == matrix.check_recorded([REQUIRED], jobs=1)


def test_unknown_name_is_a_usage_error() -> None:
    """A mistyped name exits with 2 and suggests a row."""

    done = CliRunner().invoke(main, ["go-openapi-generatr"])
    assert (2, True) == (done.exit_code, "did you mean go-openapi-generator?" in done.output)


def test_ci_accepts_no_exit_code_but_0() -> None:
    """CI runs the matrix, and fails if a required row was not run."""

    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert ["set -eu", "step scripts/languages --check"] == [
        line for line in lines if line.startswith(("set ", "step scripts/languages"))
    ]


def test_every_recorded_result_has_a_row() -> None:
    """No result is left from a row that no longer exists."""

    assert set(read_results()) <= {folder.name for folder in CLIENTS.iterdir()}
