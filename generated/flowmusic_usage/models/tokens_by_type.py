# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from .. import types as _types


class TokensByType(dict[str, float]):
    """Tokens. Total per event type."""

    __slots__ = ()

    @property
    def additional_properties(self) -> dict[str, float]:
        """This dictionary itself."""
        return self

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        return {name: _types.to_json(value) for name, value in self.items()}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Reads a JSON object.

        Raises:
            InvalidValueError: If a value is missing or does not have its documented type.
        """
        try:
            items = src_dict.items()
        except (TypeError, AttributeError):
            raise _types.type_error("object", src_dict) from None
        for name, value in items:
            if not _types.is_number(value):
                raise _types.type_error("number", value, name)
        return cls(items)
