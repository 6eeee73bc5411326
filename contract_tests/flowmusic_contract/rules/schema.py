"""The documented shape of a usage: the schemas of the spec, judged by a JSON Schema validator."""

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice

import jsonschema_rs
from attrs import frozen

from flowmusic_contract.rules.expectation import ABSENT, HELD, Expectation, broken
from flowmusic_contract.rules.rule import documented
from flowmusic_contract.spec import spec

_MANY = 1000
"""No more errors than this are counted in one document."""


@frozen(eq=False)
class Document:
    """A decoded body, of whatever shape."""

    value: object

    @cached_property
    def errors(self) -> list[jsonschema_rs.ValidationError]:
        """What is wrong with its shape."""
        return list(islice(_validator().iter_errors(self.value), _MANY))

    def errors_of(self, keyword: str) -> list[jsonschema_rs.ValidationError]:
        """Returns the errors of one JSON Schema keyword."""
        return [error for error in self.errors if error.kind.name == keyword]


@documented("#/components/schemas/AccountUsage")
def every_documented_field_is_present(document: Document) -> Iterator[Expectation]:
    """Every documented field is present."""
    errors = document.errors_of("required")
    for error in errors:
        missing = error.kind.as_dict()["property"]
        yield broken("a value", ABSENT, *error.instance_path, missing)
    if not errors:
        yield HELD


@documented("#/components/schemas/AccountUsage")
def every_field_has_its_documented_type(document: Document) -> Iterator[Expectation]:
    """Every field has its documented type."""
    errors = document.errors_of("type")
    for error in errors:
        expected = " or ".join(sorted(error.kind.as_dict()["types"], reverse=True))
        yield broken(expected, error.instance, *error.instance_path)
    if not errors:
        yield HELD


@cache
def _validator() -> jsonschema_rs.Validator:
    components = spec()["components"]
    return jsonschema_rs.validator_for({"$ref": "#/components/schemas/AccountUsage", "components": components})
