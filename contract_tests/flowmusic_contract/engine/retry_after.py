"""How long a response says to wait before the next request."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_to_wait(retry_after: str) -> float | None:
    """Returns the seconds that a value of `Retry-After` names, or those until its date; None if it is neither."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    return _seconds_until(retry_after)


def _seconds_until(date: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    except (OverflowError, TypeError, ValueError):
        return None
