"""What an answer says beside what a client made of it: documented values, one by one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf
from typing import Any

from attrs import frozen

from flowmusic_contract import spec
from flowmusic_contract.rules.expectation import ABSENT, Path
from flowmusic_contract.rules.instants import moment

_MILLISECOND = timedelta(milliseconds=1)


@frozen
class Pair:
    """A value that was answered, and what the client says it is."""

    at: Path
    answered: object
    told: object
    is_moment: bool = False

    @property
    def is_same(self) -> bool:
        """Tells whether they are the same JSON value; a moment may be written in another way, to the millisecond."""
        match self.answered, self.told:
            case (bool(), _) | (_, bool()):
                return self.answered is self.told
            case (int() | float()) as answered, (int() | float()) as told:
                return _is_same_number(_double(answered), _double(told))
            case _ if self.is_moment:
                apart = self.apart
                return apart is not None and apart < _MILLISECOND
            case _:
                return self.answered == self.told

    @property
    def apart(self) -> timedelta | None:
        """How far two moments are apart, or None if these are not two moments."""
        answered, told = _moment(self.answered), _moment(self.told)
        return None if answered is None or told is None else abs(answered - told)

    @property
    def has_microseconds(self) -> bool:
        """Tells whether something is lost of the answered moment if it is cut to milliseconds."""
        answered = _moment(self.answered)
        return self.is_moment and answered is not None and answered.microsecond % 1000 != 0


def pairs(answered: object, told: object) -> Iterator[Pair]:
    """Yields the documented values of a usage, each beside the told one; a list has a length, too."""
    yield from _pairs(answered, told, ("usage",), spec.at("#/components/schemas/AccountUsage"))


def _pairs(answered: object, told: object, at: Path, schema: dict[str, Any]) -> Iterator[Pair]:
    match answered, told:
        case dict(), dict():
            schemas = schema.get("properties") or dict.fromkeys(answered | told, schema["additionalProperties"])
            for name, member in schemas.items():
                there = spec.at(member["$ref"]) if "$ref" in member else member
                yield from _pairs(answered.get(name, ABSENT), told.get(name, ABSENT), (*at, name), there)
        case list(), list():
            yield Pair((*at, "length"), len(answered), len(told))
            rows = spec.at(schema["items"]["$ref"])
            for row, (ours, theirs) in enumerate(zip(answered, told, strict=False)):
                yield from _pairs(ours, theirs, (*at, row), rows)
        case _:
            yield Pair(at, answered, told, is_moment=schema.get("format") == "date-time")


def _moment(value: object) -> datetime | None:
    return moment(value) if isinstance(value, str) else None


def _double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return inf


def _is_same_number(answered: float, told: float) -> bool:
    # Some languages print the 15 digits of a fraction that every double keeps, and no more.
    return answered == told or (not answered.is_integer() and f"{answered:.15g}" == f"{told:.15g}")
