"""The rules on the connections of a client, at their boundaries."""

import pytest
from attrs import evolve

from flowmusic_contract.areas.client.connection_rules import calls_share_a_connection
from flowmusic_contract.engine.expectation import short_repr
from flowmusic_contract.engine.subjects import ClientRun, ConnectedRequest

FIRST = ConnectedRequest("127.0.0.1:1", 200)
SAME = FIRST
OTHER = ConnectedRequest("127.0.0.1:2", 200)


@pytest.mark.parametrize(
    ("requests", "held"),
    [
        ((), []),
        ((FIRST,), []),
        ((FIRST, SAME), [True]),
        ((FIRST, OTHER), [False]),
        ((FIRST, OTHER, OTHER), [False, True]),
        ((FIRST, OTHER, FIRST), [False, False]),
        ((evolve(FIRST, is_closed=True), OTHER), []),
        ((evolve(FIRST, is_closed=True), OTHER, FIRST), [False]),
    ],
)
def test_requests_share_a_connection(requests: tuple[ConnectedRequest, ...], held: list[bool]) -> None:
    """Each request comes over the connection of the one before, unless the server has closed that."""
    expectations = calls_share_a_connection(ClientRun((), requests))

    assert held == [expectation.holds for expectation in expectations]


@pytest.mark.parametrize(
    ("status", "held"),
    [
        *((status, [False]) for status in (200, 401, 402, 404)),
        *((status, []) for status in (206, 302, 400, 403, 429, 500, 503)),
    ],
)
def test_statuses_after_which_a_connection_is_kept(status: int, held: list[bool]) -> None:
    """After any other status, a client may open a new connection."""
    expectations = calls_share_a_connection(ClientRun((), (evolve(FIRST, status=status), OTHER)))

    assert held == [expectation.holds for expectation in expectations]


def test_words() -> None:
    """A finding shows what was expected and what was there."""
    [expectation] = calls_share_a_connection(ClientRun((), (FIRST, OTHER)))

    assert ("the same connection", "a new connection") == (expectation.expected, short_repr(expectation.actual))
