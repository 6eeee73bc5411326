# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Which requests are retried, and after how long."""

import math
import random
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

RETRIED_STATUSES = frozenset((408, 429, 500, 502, 503, 504))
"""The statuses after which the same request may succeed."""

REPEATABLE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE"))
"""The methods that are safe to repeat. Other requests are retried only after 429, because the server refused them."""

_FOREVER = timedelta.max.total_seconds()
"""The longest wait: a larger number, of any length, means the same."""


def retry_after(headers: Any) -> float | None:
    """Returns the seconds to wait by httpx's headers Retry-After, the longest of several; None without a valid one."""
    waits = [_seconds(text.strip(), headers) for text in headers.get_list("retry-after")]
    return max((each for each in waits if each is not None), default=None)


def _seconds(text: str, headers: Mapping[str, str]) -> float | None:
    """Returns the seconds of one value, a number or a date; None if it is neither."""
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        return min(float(text), _FOREVER)
    then = _date(text)
    if then is None:
        return None
    # By the server's clock, if the response has a date.
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def backoff(retries: int) -> float:
    """Returns the seconds to wait before the next retry: about half a second, twice as long each time, at most 8."""
    return min(8.0, 0.5 * 2.0 ** min(retries, 4)) * random.uniform(0.75, 1.0)


def try_again(seconds: float) -> str:
    """Returns a sentence that says when to send the request again."""
    try:
        then = datetime.fromtimestamp(time.time() + seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return f"Try again in {seconds:,.0f} s."
    return f"Try again in {math.ceil(seconds):,} s, after {then:%Y-%m-%d %H:%M:%S} UTC."


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
