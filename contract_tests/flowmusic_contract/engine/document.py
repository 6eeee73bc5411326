"""A decoded body and its JSON Schema errors under the spec."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Sized
from functools import cache, cached_property
from itertools import islice
from typing import Any, Literal, cast

import jsonschema_rs
from attrs import frozen

from flowmusic_contract.engine.expectation import JsonPath
from flowmusic_contract.spec import spec

_MAX_ERRORS = 1000
"""The number of errors of one keyword after which no more are looked for."""

_SLICE = 250
"""The number of members of an array or map that are validated at a time.

The validator finds all errors before it returns the first, and a body may have millions.
"""

_LEVEL_OF_MAPS = 2
"""The level at which an object is a map of any size: the totals by type are members of the summary."""

Keyword = Literal["required", "type"]


@frozen
class SchemaError:
    """One JSON Schema error."""

    keyword: str
    path: JsonPath
    missing: str = ""
    """The name of the missing field."""
    types: tuple[str, ...] = ()
    """The documented types."""


@frozen(eq=False)
class Document:
    """A decoded body of any shape."""

    value: object

    @cached_property
    def errors(self) -> Sequence[SchemaError]:
        """The errors under the schema `AccountUsage`, until there are very many of one keyword."""
        found: dict[SchemaError, None] = {}  # a set in the order of insertion
        if not _validator().is_valid(self.value):
            counts: Counter[str] = Counter()
            for error in _errors(self.value):
                counts[error.keyword] += error not in found
                found[error] = None
                if counts[error.keyword] == _MAX_ERRORS:
                    break
        return list(found)

    @property
    def has_further_errors(self) -> bool:
        """Whether there may be more errors than `errors`."""
        return max(Counter(error.keyword for error in self.errors).values(), default=0) >= _MAX_ERRORS

    def errors_of(self, keyword: Keyword) -> list[SchemaError]:
        """Returns the errors of one JSON Schema keyword."""
        return [error for error in self.errors if error.keyword == keyword]

    def at(self, path: JsonPath) -> object:
        """Returns the value at a path."""
        value: Any = self.value
        for step in path:
            value = value[step]
        return value

    @property
    def has_documented_shape(self) -> bool:
        """Whether every documented field is present and has its documented type."""
        return not self.errors_of("required") and not self.errors_of("type")


def _errors(value: object) -> Iterator[SchemaError]:
    """Yields the errors of a document, which is validated in slices: each has a part of every array and map."""
    longest = max([1, *map(len, _arrays_and_maps(value))])
    for start in range(0, longest, _SLICE):
        for error in _validator().iter_errors(_slice(value, start)):
            yield _schema_error(error, start)


def _schema_error(error: jsonschema_rs.ValidationError, start: int) -> SchemaError:
    details: Mapping[str, Any] = error.kind.as_dict()
    path = tuple(step + start if isinstance(step, int) else step for step in error.instance_path)
    return SchemaError(error.kind.name, path, details.get("property", ""), tuple(details.get("types", ())))


def _arrays_and_maps(value: object, level: int = 0) -> Iterator[Sized]:
    """Yields what may have any number of members."""
    if isinstance(value, list) or (isinstance(value, dict) and level == _LEVEL_OF_MAPS):
        yield cast("Sized", value)
    elif isinstance(value, dict):
        for member in cast("dict[str, object]", value).values():
            yield from _arrays_and_maps(member, level + 1)


def _slice(value: object, start: int, level: int = 0) -> object:
    """Returns a copy that has all members of the report and its summary, and of each array and map a part."""
    if isinstance(value, list):
        return [_row(row) for row in cast("list[object]", value)[start : start + _SLICE]]
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, object]", value).items()
    if level == _LEVEL_OF_MAPS:
        return {name: _emptied(member) for name, member in islice(members, start, start + _SLICE)}
    return {name: _slice(member, start, level + 1) for name, member in members}


def _row(row: object) -> object:
    if not isinstance(row, dict):
        return _emptied(row)
    return {name: _emptied(member) for name, member in cast("dict[str, object]", row).items()}


def _emptied(value: object) -> object:
    """Returns an array or object without its members, which are not documented, and any other value as it is.

    Otherwise the validator would fail at arrays or objects that are nested too deeply.
    """
    return type(value)() if isinstance(value, list | dict) else value


@cache
def _validator() -> jsonschema_rs.Validator:
    components = spec()["components"]
    return jsonschema_rs.validator_for({"$ref": "#/components/schemas/AccountUsage", "components": components})
