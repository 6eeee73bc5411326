"""What the README says of the client beside the stock output is what is measured."""

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("benchmarks")  # what its fixtures make is made once

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def behaviour() -> str:
    """What `scripts/bench behaviour` prints."""
    return subprocess.run([ROOT / "scripts/bench", "behaviour"], capture_output=True, text=True, check=True).stdout


def test_readme_shows_how_the_clients_behave(behaviour: str) -> None:
    """The table of the README is the one that `scripts/bench behaviour` prints."""
    table, _ = behaviour.split("\n\n")

    assert table in (ROOT / "README.md").read_text()


def test_unknown_measurement_is_refused() -> None:
    """A word that measures nothing could not run, and is told which do."""
    refused = subprocess.run([ROOT / "scripts/bench", "nothing"], capture_output=True, text=True, check=False)

    assert (2, "bench: usage: scripts/bench judge|client|behaviour [--help]\n") == (refused.returncode, refused.stderr)
