"""The rules on the connections of a client, at their boundaries."""

import pytest
from attrs import evolve

from flowmusic_contract.areas.client.connection_rules import calls_share_a_connection
from flowmusic_contract.engine.expectation import short_repr
from flowmusic_contract.engine.subjects import ClientRun, ConnectedRequest

A, B, C = (ConnectedRequest(f"127.0.0.1:{port}", 200) for port in (1, 2, 3))
CLOSED = evolve(A, is_closed=True)


def held(*requests: ConnectedRequest) -> list[bool]:
    """Returns whether each comparison holds."""
    return [expectation.holds for expectation in calls_share_a_connection(ClientRun((), requests))]


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        ((), []),
        ((A,), []),
        ((A, A), []),
        ((A, B), []),
        ((A, A, A), [True]),
        ((A, B, B), [True]),
        ((A, B, A), [True]),
        ((A, B, A, B), [True]),
        ((A, B, C), [False]),
        ((A, A, B, B, C), [False]),
    ],
)
def test_calls_share_a_connection(requests: tuple[ConnectedRequest, ...], expected: list[bool]) -> None:
    """One more connection is allowed, because a pool may not have the first one back yet."""

    assert expected == held(*requests)


@pytest.mark.parametrize(
    ("requests", "expected"),
    [((CLOSED, B, C), []), ((CLOSED, B, C, C), [True]), ((A, B, C), [False]), ((A, evolve(B, is_closed=True), C), [])],
)
def test_server_closes_a_connection(requests: tuple[ConnectedRequest, ...], expected: list[bool]) -> None:
    """A connection that the server has closed cannot be kept."""

    assert expected == held(*requests)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, [False]) for status in (200, 401, 402, 404)),
        *((status, []) for status in (206, 302, 400, 403, 429, 500, 503)),
    ],
)
def test_statuses_after_which_a_connection_is_kept(status: int, expected: list[bool]) -> None:
    """After any other status, a client may open a new connection."""

    assert expected == held(evolve(A, status=status), evolve(B, status=status), C)


def test_finding_shows_both_numbers() -> None:
    """A finding shows how many connections were allowed, and how many were opened."""
    [expectation] = calls_share_a_connection(ClientRun((), (A, B, C)))

    assert ("at most 1 more connection", "2 more") == (expectation.expected, short_repr(expectation.actual))
