"""A decoded body and its JSON Schema errors under the spec."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import count, islice
from typing import Any, Literal, cast

import jsonschema_rs
from attrs import frozen

from flowmusic_contract.engine.expectation import JsonPath
from flowmusic_contract.spec import spec

_MAX_ERRORS = 1000
"""Errors of one keyword that are enough."""

_SLICE = 250
"""Members of one array that are judged at a time. The validator finds all errors before it returns the first."""

_MAPS = 2
"""How deep the maps of unknown size are."""

_DEPTH = 5
"""Nothing that is nested so deeply is documented. The validator cannot read what is nested very deeply."""

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
        """The errors under the schema `AccountUsage`, up to where one keyword has enough."""
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
    for start in count(0, _SLICE):
        for error in _validator().iter_errors(_slice(value, start)):
            yield _schema_error(error, start)
        if not _has_members_from(value, start + _SLICE):
            return


def _schema_error(error: jsonschema_rs.ValidationError, start: int) -> SchemaError:
    details: Mapping[str, Any] = error.kind.as_dict()
    path = tuple(step + start if isinstance(step, int) else step for step in error.instance_path)
    return SchemaError(error.kind.name, path, details.get("property", ""), tuple(details.get("types", ())))


def _slice(value: object, start: int, depth: int = 0, *, in_row: bool = False) -> object:
    """Returns a copy with a part of each large array or map, and without what is too deep to be documented.

    The report, its summary and the rows of arrays have required members, so they are not cut.
    """
    if isinstance(value, list):
        rows = cast("list[object]", value)[slice(0, 0) if depth == _DEPTH else slice(start, start + _SLICE)]
        return [_slice(row, 0, depth + 1, in_row=True) for row in rows]
    if not isinstance(value, dict):
        return value
    members = iter(cast("dict[str, object]", value).items())
    if depth == _DEPTH:
        members = islice(members, 0)
    elif depth == _MAPS and not in_row:
        members = islice(members, start, start + _SLICE)
    return {name: _slice(member, start, depth + 1, in_row=in_row) for name, member in members}


def _has_members_from(value: object, start: int, depth: int = 0) -> bool:
    is_cut = isinstance(value, list) or depth == _MAPS
    if isinstance(value, list | dict) and is_cut:
        return len(cast("Sequence[object]", value)) > start
    if not isinstance(value, dict):
        return False
    return any(_has_members_from(member, start, depth + 1) for member in cast("dict[str, object]", value).values())


@cache
def _validator() -> jsonschema_rs.Validator:
    components = spec()["components"]
    return jsonschema_rs.validator_for({"$ref": "#/components/schemas/AccountUsage", "components": components})
