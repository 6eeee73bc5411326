"""Rules on HTTP methods."""

from collections.abc import Iterator

from flowmusic_contract.engine.expectation import Expectation, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Exchange

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


@inferred(
    because="the docs page documents GET only, and a report cannot be changed",
    about=Exchange,
    needs="the response to POST, PUT, PATCH or DELETE",
)
def unsafe_methods_do_not_succeed(exchange: Exchange) -> Iterator[Expectation]:
    """A request with an unsafe method, such as POST, does not succeed."""
    if exchange.intent.method not in _SAFE:
        yield holds(not 200 <= exchange.status < 300, "a status other than 2xx", exchange.status, "status")
