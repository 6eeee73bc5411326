"""A row is run: how far it comes, and what its result says."""

import sys
from pathlib import Path

import pytest
from attrs import evolve

from devtools.languages import results, run_client, suite
from devtools.languages.clients import ClientSpec, load_clients
from devtools.languages.fingerprints import fingerprint
from devtools.languages.results import Outcome, Result, load_cached
from devtools.languages.run_client import log
from devtools.toolchain.outcomes import NotRun

CLIENT = evolve(load_clients(["python-flowmusic-usage"])[0], check="true", run=f"{sys.executable} client.py")
CHECK_COMMAND = suite.check_command
OTHER = evolve(CLIENT, run=f"sh -c '{sys.executable} client.py \"$@\" > /dev/null; echo {{}}' client")
"""It sends the right requests and reports nothing."""


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "BUILDS", tmp_path)


def check_one_account(run: str, report: Path, known_failures: Path | None) -> list[str]:
    """Returns the command that checks a client in one case only, because each case starts it once."""
    return [*CHECK_COMMAND(run, report, known_failures), "--case", "accounts.listener"]


def run(client: ClientSpec) -> Outcome:
    return run_client.run(client, lambda _name, _step: None)


def test_row_without_its_program_is_not_run() -> None:
    """The outcome names what is missing."""

    assert NotRun("no-such-compiler not on the path") == run(evolve(CLIENT, programs={"no-such-compiler": ""}))


@pytest.mark.parametrize(
    ("client", "steps", "words"),
    [
        (evolve(CLIENT, generate="false"), (False, None), "does not generate"),
        (evolve(CLIENT, check="false"), (True, False), "does not compile"),
    ],
)
def test_row_ends_at_the_first_step_that_fails(client: ClientSpec, steps: tuple[bool | None, ...], words: str) -> None:
    """No later step is run or said to have passed."""

    outcome = run(client)
    assert isinstance(outcome, Result)
    assert (*steps, 0, False, words) == (
        outcome.generates,
        outcome.compiles,
        outcome.cases,
        outcome.breaks_only_what_is_known,
        outcome.in_words,
    )


def test_client_that_breaks_the_contract_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client breaks without a known failure is named, and the result is not kept for later."""
    monkeypatch.setattr(suite, "check_command", check_one_account)
    outcome = run(OTHER)

    assert isinstance(outcome, Result)
    assert (True, False) == (bool(outcome.broken_rules), outcome.breaks_only_what_is_known)
    assert None is load_cached(OTHER)


def test_output_of_the_commands_is_in_the_log() -> None:
    """Each command and its output can be looked up."""

    run(evolve(CLIENT, generate="echo generated", check="false"))
    assert ["+ echo generated", "generated", "+ false"] == log(CLIENT).read_text().splitlines()


def test_result_is_kept_until_something_changes() -> None:
    """A row that passed is not run again, unless its commands have changed."""

    kept = Result(generated_by="", breaks_only_what_is_known=True, fingerprint=fingerprint(CLIENT))
    results.folder(CLIENT).mkdir()
    results.save_cached(CLIENT, kept)
    assert (kept, None) == (run(CLIENT), load_cached(evolve(CLIENT, check="false")))
