"""Runs the command line in this process, with the token of the mock server unless a test gives another."""

from collections.abc import Iterator

import pytest

from flowmusic_contract import cli
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, running
from self_tests.cli.running import Contract, Done


@pytest.fixture
def contract(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Contract:
    """Runs `scripts/contract` with these words."""

    def run(*words: str, token: str | None = DEMO_TOKEN) -> Done:
        monkeypatch.setenv("FLOWMUSIC_CONTRACT_NAME", "scripts/contract")
        monkeypatch.delenv("USEAPI_TOKEN", raising=False)
        if token is not None:
            monkeypatch.setenv("USEAPI_TOKEN", token)
        exit_code = cli.main(words)
        printed = capfd.readouterr()
        return Done(exit_code, printed.out, printed.err)

    return run


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in "USEAPI_OTHER_TOKEN", "GITHUB_ACTIONS", "FLOWMUSIC_CONTRACT_DEBUG":
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The base URL of a correct server."""
    with running(Api(demo_ledger())) as url:
        yield url
