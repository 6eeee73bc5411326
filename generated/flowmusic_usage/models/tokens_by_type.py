# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from .. import types as _types


@_define(weakref_slot=False)
class TokensByType(MutableMapping[str, float]):
    """Tokens. Total per event type."""

    additional_properties: dict[str, float] = _field(factory=dict)
    """The dictionary behind this mapping."""

    def __getitem__(self, key: str) -> float:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: float) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        return {name: _types.to_json(value) for name, value in self.additional_properties.items()}

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
            if not (type(value) is int or _types.is_number(value)):
                raise _types.type_error("number", value, name)
        return cls(dict(items))
