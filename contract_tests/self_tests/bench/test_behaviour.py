"""The generated client compared with the stock output."""

import pytest

from devtools.bench.behaviour import accepted_bodies, comparison
from devtools.bench.peers import generate_stock
from devtools.bench.results import Table, load

pytestmark = pytest.mark.xdist_group("behaviour")  # the stock client is generated once

SAVED, SAVED_BODIES = load("behaviour").tables


@pytest.fixture(scope="module")
def compared() -> Table:
    """What the two clients do now."""
    generate_stock()
    return comparison()


@pytest.mark.parametrize("row", range(len(SAVED.rows)), ids=lambda row: SAVED.rows[row][0])
def test_saved_comparison_is_current(compared: Table, row: int) -> None:
    """The saved row is what a new run gives. If it is not, run: scripts/bench behaviour --save."""

    assert compared.rows[row] == SAVED.rows[row]


def test_saved_comparison_has_every_row(compared: Table) -> None:
    """The saved table has the columns and the number of rows that a new run gives."""

    assert (compared.title, compared.columns, len(compared.rows)) == (SAVED.title, SAVED.columns, len(SAVED.rows))


def test_saved_list_of_accepted_bodies_is_current() -> None:
    """The saved list of broken bodies that our client accepts is what a new run gives."""

    assert accepted_bodies() == SAVED_BODIES
