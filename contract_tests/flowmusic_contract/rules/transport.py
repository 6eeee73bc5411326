"""How answers come over the wire."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import Expectation, holds
from flowmusic_contract.rules.rule import inferred


@inferred(because="half an answer is none")
def every_answer_is_complete(exchange: Exchange) -> Iterator[Expectation]:
    """Every request gets one complete HTTP response."""
    if exchange.seconds <= exchange.seconds_allowed:
        yield holds(exchange.failure is None, "a complete response", Exception(exchange.failure))


@inferred(because="a client that waits for ever is broken, too")
def every_answer_is_in_time(exchange: Exchange) -> Iterator[Expectation]:
    """Every answer is complete within the time that is allowed."""
    if exchange.seconds_allowed:
        took = Exception(f"{exchange.seconds:.1f} s")
        yield holds(exchange.seconds <= exchange.seconds_allowed, f"{exchange.seconds_allowed:g} s or less", took)
