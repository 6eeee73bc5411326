"""The documented values of a usage report, each next to the value that a client reported."""

import re
from datetime import datetime, timedelta
from math import inf
from typing import Any

from attrs import frozen

from flowmusic_contract import spec
from flowmusic_contract.engine.expectation import ABSENT, JsonPath, short_repr
from flowmusic_contract.engine.timestamps import timestamp

_SHORT_OFFSET = re.compile(r"(:.*[+-]\d{2})(\d{2})?$", re.ASCII)
"""An offset without a colon, such as +0545 or +02, after a time."""

_NO_SECONDS = re.compile(r"([Tt ]\d{2}:\d{2})(?=$|[Zz+-])", re.ASCII)
"""A time without seconds, as Java prints it if they are zero."""

_MILLISECOND = timedelta(milliseconds=1)


@frozen
class Pair:
    """A served value and the value that the client reported."""

    location: JsonPath
    served: object
    reported: object
    is_timestamp: bool = False

    @property
    def expected(self) -> str:
        """What the client should have reported, as short text for people."""
        return f"the timestamp {self.served}" if self.is_timestamp else short_repr(self.served)

    @property
    def is_same(self) -> bool:
        """Whether they are the same JSON value. Timestamps may differ in form, and are compared to the millisecond."""
        match self.served, self.reported:
            case (bool(), _) | (_, bool()):
                return self.served is self.reported
            case (int() | float()) as served, (int() | float()) as reported:
                return _is_same_number(_double(served), _double(reported))
            case served, reported if served == reported:
                return True
            case _:
                difference = self.difference if self.is_timestamp else None
                return difference is not None and difference < _MILLISECOND

    @property
    def difference(self) -> timedelta | None:
        """The time between the two timestamps; None if one of the values is not a timestamp."""
        served, reported = _timestamp(self.served), _timestamp(self.reported)
        return None if served is None or reported is None else abs(served - reported)

    @property
    def has_microseconds(self) -> bool:
        """Whether the served timestamp changes if it is cut to milliseconds."""
        served = _timestamp(self.served) if self.is_timestamp else None
        return served is not None and served.microsecond % 1000 != 0


def pairs(served: object, reported: object) -> list[Pair]:
    """Returns the documented values of a usage report and the lengths of its lists, each with the reported value."""
    found: list[Pair] = []
    _add_pairs(found, served, reported, ("usage",), spec.at("#/components/schemas/AccountUsage"))
    return found


def _add_pairs(found: list[Pair], served: object, reported: object, location: JsonPath, schema: dict[str, Any]) -> None:
    match served, reported:
        case dict(), dict():
            schemas = schema.get("properties") or dict.fromkeys(served | reported, schema["additionalProperties"])
            for name, member in schemas.items():
                inner = spec.at(member["$ref"]) if "$ref" in member else member
                values = served.get(name, ABSENT), reported.get(name, ABSENT)
                _add_pairs(found, *values, (*location, name), inner)
        case list(), list():
            found.append(Pair((*location, "length"), len(served), len(reported)))
            element = spec.at(schema["items"]["$ref"])
            for row, values in enumerate(zip(served, reported, strict=False)):
                _add_pairs(found, *values, (*location, row), element)
        case _:
            found.append(Pair(location, served, reported, is_timestamp=_is_timestamp(schema)))


def _is_timestamp(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "date-time" or schema.get("x-utc", False)


def _timestamp(value: object) -> datetime | None:
    """Returns the timestamp, which may also have a decimal comma, a short offset or no seconds, as ISO 8601 allows."""
    if not isinstance(value, str):
        return None
    long = _SHORT_OFFSET.sub(lambda offset: f"{offset[1]}:{offset[2] or '00'}", value.replace(",", "."))
    return timestamp(value) or timestamp(long) or timestamp(_NO_SECONDS.sub(r"\1:00", long))


def _double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return inf


def _is_same_number(served: float, reported: float) -> bool:
    # Some languages print only the 15 digits that every double keeps.
    return served == reported or (not served.is_integer() and f"{served:.15g}" == f"{reported:.15g}")
