"""How long a response says to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from flowmusic_contract.engine.retry_after import seconds_to_wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("0", 0),
        ("-7", 0),
        ("Wed, 03 Jun 2026 12:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("Wed, 03 Jun 2026 12:00:00 -0000", None),
        (f"Wed, 03 Jun {10**20} 12:00:00 GMT", None),
    ],
)
def test_seconds_to_wait(value: str, seconds: float | None) -> None:
    """A number of seconds or a date, which may be over; anything else names no time."""

    assert seconds == seconds_to_wait(value)


def test_seconds_until_a_date() -> None:
    """A date that is to come names the seconds until then."""
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)

    assert 590 <= (seconds_to_wait(date) or 0) <= 600
