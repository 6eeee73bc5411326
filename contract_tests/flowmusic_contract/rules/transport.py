"""How answers come over the wire."""

import math
from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Delivery
from flowmusic_contract.rules.expectation import Expectation, holds
from flowmusic_contract.rules.rule import inferred


@inferred(because="half an answer is none")
def every_answer_is_complete(delivery: Delivery) -> Iterator[Expectation]:
    """Every request gets one complete HTTP response."""
    if delivery.seconds <= delivery.seconds_allowed:
        yield holds(delivery.failure is None, "a complete response", Exception(delivery.failure))


@inferred(because="a client that waits for ever is broken, too")
def every_answer_is_in_time(delivery: Delivery) -> Iterator[Expectation]:
    """Every answer is complete within the time that is allowed."""
    took = Exception("no answer by then" if math.isinf(delivery.seconds) else f"{delivery.seconds:.1f} s")
    yield holds(delivery.seconds <= delivery.seconds_allowed, f"{delivery.seconds_allowed:g} s or less", took)
