"""A decoded body and its JSON Schema errors under the spec."""

from functools import cache, cached_property
from itertools import islice
from typing import Literal

import jsonschema_rs
from attrs import frozen

from flowmusic_contract.spec import spec

_MAX_ERRORS = 1000
"""Errors counted in one document."""

Keyword = Literal["required", "type"]


@frozen(eq=False)
class Document:
    """A decoded body of any shape."""

    value: object

    @cached_property
    def errors(self) -> list[jsonschema_rs.ValidationError]:
        """The first errors under the schema `AccountUsage`."""
        return list(islice(_validator().iter_errors(self.value), _MAX_ERRORS))

    def errors_of(self, keyword: Keyword) -> list[jsonschema_rs.ValidationError]:
        """Returns the errors of one JSON Schema keyword."""
        return [error for error in self.errors if error.kind.name == keyword]

    @property
    def has_documented_shape(self) -> bool:
        """Whether every documented field is present and has its documented type."""
        return not self.errors_of("required") and not self.errors_of("type")


@cache
def _validator() -> jsonschema_rs.Validator:
    components = spec()["components"]
    return jsonschema_rs.validator_for({"$ref": "#/components/schemas/AccountUsage", "components": components})
