"""Rules on the connections of a client that makes several calls."""

from collections.abc import Iterator
from itertools import pairwise

from flowmusic_contract.engine.expectation import Expectation, Words, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import ClientRun

_KEEPING = (200, 401, 402, 404)
"""After any other status, a client may do without a connection to a server that may be in trouble."""

_SPARE = 1
"""A pool may not have the connection back yet when the next call begins, and then opens one more."""


@inferred(because="each new connection costs a round trip, and with TLS at least one more", about=ClientRun)
def calls_share_a_connection(run: ClientRun) -> Iterator[Expectation]:
    """A client that makes several calls does not open a new connection for each of them."""
    known: set[str] = set()
    follows_kept = opened = 0
    for before, request in pairwise(run.requests):
        known.add(before.connection)
        if before.status in _KEEPING and not before.is_closed:
            follows_kept += 1
            opened += request.connection not in known
    if follows_kept > _SPARE:
        yield holds(opened <= _SPARE, f"at most {_SPARE} more connection", Words(f"{opened} more"), "requests")
