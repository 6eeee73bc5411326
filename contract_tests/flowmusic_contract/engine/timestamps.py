"""UTC days and timestamps, as strings in JSON."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from functools import lru_cache

from flowmusic_contract import spec

_MIDNIGHT = re.compile(spec.at("#/components/schemas/UsageEvent/properties/event_at/pattern"), re.ASCII)
_USUAL = re.compile(r"\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z", re.ASCII)
"""The form on the docs page, which the standard library parses directly."""

_DIGITS_AS_0 = bytes.maketrans(b"123456789", b"000000000")

_TIMESTAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]((?:[01]\d|2[0-3]):\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)


@lru_cache(maxsize=4096)
def utc_day(event_at: str) -> date | None:
    """Returns the day that starts at this midnight, or None if the string is not the start of a day."""
    if not _MIDNIGHT.fullmatch(event_at):
        return None
    try:
        return date.fromisoformat(event_at[:10])
    except ValueError:
        return None


def are_usual_timestamps(texts: Collection[str]) -> bool:
    """Returns whether all strings are timestamps in the form on the docs page. Many are judged in one go."""
    lines = "\n".join(texts).encode("ascii", "replace")
    forms = set(lines.translate(_DIGITS_AS_0).split(b"\n"))
    # Later versions of Python parse the hour 24.
    if b"T24" in lines or not all(map(_USUAL.fullmatch, map(bytes.decode, forms))):
        return False
    try:
        return all(map(datetime.fromisoformat, texts))
    except ValueError:
        return False


def timestamp(text: str) -> datetime | None:
    """Returns the timestamp in UTC to the microsecond, or None if the string is not one. No offset means UTC."""
    if _USUAL.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    match = _TIMESTAMP.fullmatch(text)
    if not match:
        return None
    day, time, fraction, offset = match.groups()
    try:
        parsed = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0')[:6]:0<6}{(offset or 'Z').upper()}")
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_without_offset(text: str) -> bool:
    """Returns whether the string is a timestamp that does not say its offset from UTC."""
    match = _TIMESTAMP.fullmatch(text)
    return match is not None and match[4] is None
