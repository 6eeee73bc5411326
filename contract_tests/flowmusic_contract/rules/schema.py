"""The documented shape of a usage: the schemas of the spec, judged by a JSON Schema validator."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

import jsonschema_rs

from flowmusic_contract.rules.expectation import ABSENT, HELD, Expectation, broken
from flowmusic_contract.rules.rule import documented
from flowmusic_contract.spec import spec

_MANY = 1000
"""No more errors than this are counted in one document."""


@documented("#/components/schemas/AccountUsage")
def every_documented_field_is_present(document: object) -> Iterator[Expectation]:
    """Every documented field is present."""
    errors = _errors(document, "required")
    for error in errors:
        missing = error.kind.as_dict()["property"]
        yield broken("a value", ABSENT, *error.instance_path, missing)
    if not errors:
        yield HELD


@documented("#/components/schemas/AccountUsage")
def every_field_has_its_documented_type(document: object) -> Iterator[Expectation]:
    """Every field has its documented type."""
    errors = _errors(document, "type")
    for error in errors:
        expected = " or ".join(sorted(error.kind.as_dict()["types"], reverse=True))
        yield broken(expected, error.instance, *error.instance_path)
    if not errors:
        yield HELD


@cache
def _validator() -> jsonschema_rs.Validator:
    components = spec()["components"]
    return jsonschema_rs.validator_for({"$ref": "#/components/schemas/AccountUsage", "components": components})


def _errors(document: object, keyword: str) -> list[jsonschema_rs.ValidationError]:
    errors = (error for error in _validator().iter_errors(document) if error.kind.name == keyword)
    return list(islice(errors, _MANY))
