"""The doors: a server to check is given by options; without them, the mock server is checked."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, demo_ledger, running
from flowmusic_contract.server.target import Target, Tenant


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract", "check a server; its token is taken from $USEAPI_TOKEN")
    group.addoption("--base-url", metavar="URL", help="the part before /flowmusic/accounts/usage")
    group.addoption("--email", metavar="E", action="append", default=[], help="an account configured under the token")
    group.addoption("--strict-contract", action="store_true", help="inferred rules fail, too")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.base_url and not (config.option.email and os.environ.get("USEAPI_TOKEN")):
        raise pytest.UsageError("--base-url needs --email, and the token in $USEAPI_TOKEN")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out the tests of this project itself when somebody's server is checked."""
    is_ours = collection_path.suffix == ".py" and collection_path.name != "test_server.py"
    return True if config.option.base_url and is_ours else None


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Iterator[Target]:
    """The server under test."""
    options = pytestconfig.option
    if options.base_url:
        yield Target(options.base_url.rstrip("/"), Tenant(os.environ["USEAPI_TOKEN"], tuple(options.email)))
        return
    ledger = demo_ledger()
    tenants = [Tenant(token, tuple(ledger.emails(token))) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    with running(Api(ledger)) as base_url:
        yield Target(base_url, *tenants)
