"""Rules on the connections of a client that makes several calls."""

from collections.abc import Iterator
from itertools import pairwise

from flowmusic_contract.engine.expectation import Expectation, Words, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import ClientRun

_KEEPING = (200, 401, 402, 404)
"""After any other status, a client may do without a connection to a server that may be in trouble."""


@inferred(because="each new connection costs a round trip, and with TLS at least one more", about=ClientRun)
def calls_share_a_connection(run: ClientRun) -> Iterator[Expectation]:
    """A client that makes several calls keeps its connection after 200, 401, 402 or 404."""
    for before, request in pairwise(run.requests):
        if before.status in _KEEPING and not before.is_closed:
            is_kept = request.connection == before.connection
            yield holds(is_kept, "the same connection", Words("a new connection"), "requests")
