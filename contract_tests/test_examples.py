"""Every example runs, against the mock server, as a person would run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flowmusic_contract.mock_server import FlowmusicMock

pytest_plugins = ["flowmusic_contract.fixtures"]

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(mock: FlowmusicMock, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"USEAPI_BASE_URL": mock.base_url, "USEAPI_TOKEN": mock.token}
    return subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["one_account.py", "one_account_async.py"])
def test_one_account(name: str, flowmusic_mock: FlowmusicMock) -> None:
    """The totals of an account are printed."""
    done = run(flowmusic_mock, str(EXAMPLES / name), "listener@example.com")

    assert ("charged  111.667 credits\nreceived 8640 tokens\n", "") == (done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["one_account.py", "one_account_async.py"])
def test_one_account_that_is_not_configured(name: str, flowmusic_mock: FlowmusicMock) -> None:
    """An account that is not configured is one line and a failure."""
    done = run(flowmusic_mock, str(EXAMPLES / name), "nobody@example.com")

    assert (1, 1) == (done.returncode, done.stderr.count("\n"))


def test_tests_with_the_mock(flowmusic_mock: FlowmusicMock) -> None:
    """The example of a test passes."""
    done = run(flowmusic_mock, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "test_with_the_mock.py"))

    assert "1 passed" in done.stdout
