"""Days and timestamps in UTC."""

from datetime import UTC, date, datetime

import pytest

from flowmusic_contract.engine.timestamps import are_usual_timestamps, timestamp, utc_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01T00:00:00", date(2026, 6, 1)),
        ("2026-06-01T00:00:01", None),
        ("2026-06-31T00:00:00", None),
        ("2026-06-01", None),
        (" 2026-06-01T00:00:00", None),
    ],
)
def test_utc_day(text: str, day: date | None) -> None:
    """A day starts at midnight and exists in the calendar."""

    assert day == utc_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01T18:42:55.123456Z", datetime(2026, 6, 1, 18, 42, 55, 123456, UTC)),
        ("2026-06-01T18:42:55.1234569Z", datetime(2026, 6, 1, 18, 42, 55, 123456, UTC)),
        ("2026-06-01T18:42:55.5Z", datetime(2026, 6, 1, 18, 42, 55, 500000, UTC)),
        ("2026-06-01t18:42:55z", datetime(2026, 6, 1, 18, 42, 55, tzinfo=UTC)),
        ("2026-06-01 18:42:55", datetime(2026, 6, 1, 18, 42, 55, tzinfo=UTC)),
        ("2026-06-01T18:42:55+02:00", datetime(2026, 6, 1, 16, 42, 55, tzinfo=UTC)),
        ("2026-06-01T24:00:01Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-06-01", None),
        ("٢٠٢٦-06-01T18:42:55Z", None),
    ],
)
def test_timestamp(text: str, expected: datetime | None) -> None:
    """A timestamp is converted to UTC, to the microsecond."""

    assert expected == timestamp(text)


@pytest.mark.parametrize(
    ("text", "is_usual"),
    [
        ("2026-06-01T18:42:55.123456Z", True),
        ("2026-06-01T23:59:59Z", True),
        ("2026-06-01T18:42:55.1Z", True),
        ("2026-06-01T18:42:55.1234567Z", False),
        ("2026-06-01T24:00:00Z", False),
        ("2026-06-01T18:60:00Z", False),
        ("2026-06-31T18:42:55Z", False),
        ("2026-06-01T18:42:55", False),
        ("2026-06-01T18:42:55+00:00", False),
        ("20260601T184255Z", False),
        ("2026-W23-1T18:42:55Z", False),
        ("2026-06-01T18:42:55Z\n2026-06-01T18:42:55Z", False),
        ("٢٠٢٦-06-01T18:42:55Z", False),
        ("", False),
    ],
)
def test_usual_timestamps(text: str, is_usual: bool) -> None:  # noqa: FBT001 - a table
    """Usual timestamps have the form on the docs page; one that has not is enough."""

    assert is_usual == are_usual_timestamps(["2026-06-01T10:00:00Z", text])
