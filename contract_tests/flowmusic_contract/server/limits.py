"""The limits of one check of a server, and what applies unless the user sets another limit."""

from attrs import frozen


@frozen
class Limits:
    """The limits of one check."""

    seconds: float = 10
    """Seconds allowed for one response."""
    total_seconds: float | None = None
    """Seconds after which no more requests are sent; None means no limit."""
    megabytes: float = 512
    """Largest response."""
    rate: float | None = None
    """Requests per second; None means no limit."""
    live_safe: bool = False
    """Send only harmless GET requests, one at a time."""
    seed: int = 1
    """Chooses among similar requests, and generates others."""


USUAL_GENERATED = 100
"""The number of requests that schemathesis generates, unless the user sets another number."""

LOCAL_SECONDS = 120.0
"""Seconds that the check of a server on this machine may last, unless the user sets another limit."""

LIVE_RATE = 2.0
"""Requests per second to a server that is not on this machine, unless the user sets another rate."""
