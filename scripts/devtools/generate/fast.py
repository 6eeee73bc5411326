"""Which models the extra `fast` can decode, and the code that does it."""

from collections.abc import Iterable

from attrs import frozen
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

from devtools.generate.properties import fields_of, json_type_of, time_kind_of
from devtools.generate.responses import successes


class _UnsupportedError(Exception):
    """A property is of a kind that is left to the other reader."""


@frozen
class FastModels:
    """The models of a spec, by the names of their classes: a property that refers to one lacks its fields."""

    by_name: dict[str, ModelProperty]

    def responses(self, endpoints: Iterable[Endpoint]) -> list[ModelProperty]:
        """Returns the models of successful responses that can be decoded so."""
        props = [response.prop for each in endpoints for response in successes(each)]
        names = dict.fromkeys(each.class_info.name for each in props if isinstance(each, ModelProperty))
        return [self.by_name[name] for name in names if self._is_supported(self.by_name[name])]

    def inside(self, models: Iterable[ModelProperty]) -> list[ModelProperty]:
        """Returns these models and all that they contain, each after those that it contains."""
        found = {each.class_info.name: each for model in models for each in self._inside(model, ())}
        return list(found.values())

    def type_of(self, prop: PropertyProtocol) -> str:
        """Returns the type that msgspec decodes the property as."""
        match prop:
            case ModelProperty():
                model = self.by_name[prop.class_info.name]
                return f"_{model.class_info.name}" if fields_of(model) else f"dict[str, {self._extra_type(model)}]"
            case ListProperty():
                return f"list[{self.type_of(prop.inner_property)}]"
            case UnionProperty():
                return " | ".join(self.type_of(each) for each in prop.inner_properties)
            case _:
                return _plain_type_of(prop)

    def value_of(self, prop: PropertyProtocol, value: str) -> str:
        """Returns the expression that makes the property's value of what msgspec decoded."""
        match prop:
            case ModelProperty():
                return f"{self._reader_of(prop)}({value})"
            case ListProperty() if isinstance(prop.inner_property, ModelProperty):
                return f"list(map({self._reader_of(prop.inner_property)}, {value}))"
            case _:
                return value

    def is_mapping(self, model: ModelProperty) -> bool:
        """Whether the model is a dictionary: it has no documented fields."""
        return not fields_of(model)

    def _reader_of(self, prop: ModelProperty) -> str:
        model = self.by_name[prop.class_info.name]
        return model.class_info.name if self.is_mapping(model) else f"_read_{model.class_info.module_name}"

    def _extra_type(self, model: ModelProperty) -> str:
        if not isinstance(model.additional_properties, FloatProperty):
            raise _UnsupportedError
        return self.type_of(model.additional_properties)

    def _is_supported(self, model: ModelProperty) -> bool:
        try:
            for each in self._inside(model, ()):
                _check(each)
                for field in fields_of(each):
                    self.type_of(field)
        except _UnsupportedError:
            return False
        return not self.is_mapping(model)

    def _inside(self, model: ModelProperty, around: tuple[str, ...]) -> list[ModelProperty]:
        """Returns the models in a model, and itself as the last.

        Raises:
            _UnsupportedError: If a model contains itself.
        """
        name = model.class_info.name
        if name in around:
            raise _UnsupportedError
        inner = [each.inner_property if isinstance(each, ListProperty) else each for each in fields_of(model)]
        models = [self.by_name[each.class_info.name] for each in inner if isinstance(each, ModelProperty)]
        return [*(deep for each in models for deep in self._inside(each, (*around, name))), model]


def _plain_type_of(prop: PropertyProtocol) -> str:
    by_json_type = {
        "string": "str",
        "number": "_Number",
        "boolean": "bool",
        "null": "None",
    }
    try:
        return by_json_type[json_type_of(prop)]
    except KeyError:
        raise _UnsupportedError from None


def _check(model: ModelProperty) -> None:
    """Checks that every field is required, and that a date or timestamp is never null."""
    for field in fields_of(model):
        if not field.required or (time_kind_of(field, model) and isinstance(field, UnionProperty)):
            raise _UnsupportedError
