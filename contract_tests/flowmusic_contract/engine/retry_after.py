"""How long a response says to wait before the next request."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_to_wait(retry_after: str) -> float | None:
    """Returns the seconds that a value of `Retry-After` names, or those until its date; None if it is neither."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (OverflowError, TypeError, ValueError):
        return None
