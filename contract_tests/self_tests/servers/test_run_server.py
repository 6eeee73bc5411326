"""A row is run for real: its server is started, checked and stopped."""

from pathlib import Path

import pytest
from attrs import evolve

from devtools.servers import run_server, suite
from devtools.servers.results import Outcome, read_results
from devtools.servers.servers import ServerSpec, load_servers
from devtools.toolchain.outcomes import NotRun

[SERVER] = load_servers(["python-http-server"])
"""It needs nothing but Python."""
CHECK_COMMAND = suite.check_command


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_server, "CACHE", tmp_path)
    # Directed requests are enough, and generated ones need most of the time.
    monkeypatch.setattr(suite, "check_command", lambda *words: [*CHECK_COMMAND(*words), "--no-fuzz"])


def run(server: ServerSpec) -> Outcome:
    problem = run_server.build(server)
    return NotRun(problem) if problem else run_server.check(server)


def test_server_keeps_the_contract() -> None:
    """The result of a run is the recorded one."""

    assert read_results()[SERVER.name] == run(SERVER)


def test_server_that_breaks_the_contract_does_not_pass() -> None:
    """A server that counts 10 tokens as one credit breaks the rules about credits."""

    broken = run(evolve(SERVER, build="sed -i.original 's: / 12: / 10:' usage.py"))
    assert not isinstance(broken, NotRun)
    assert 1 == broken.exit_code
    assert "summary.credits-are-tokens-over-12" in broken.broken


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (evolve(SERVER, programs={"no-such-program": ""}), "no-such-program not on the path"),
        (evolve(SERVER, build="false"), "python-http-server could not be built"),
        (evolve(SERVER, run="false"), "python-http-server does not start"),
    ],
)
def test_server_that_cannot_be_run_names_the_reason(server: ServerSpec, reason: str) -> None:
    """A row that cannot be built or started is never taken for one that passed."""

    assert NotRun(reason) == run(server)


def test_inputs_are_beside_the_program() -> None:
    """The build finds the files that the row names as its inputs."""
    server = evolve(SERVER, inputs=["openapi.yaml"], build="test -s openapi.yaml", run="false")
    assert NotRun("python-http-server does not start") == run(server)
