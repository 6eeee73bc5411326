"""What a property is in Python follows from its schema."""

from typing import Any

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from devtools.generate.errors import InvalidSpecError
from devtools.generate.properties import (
    attribute_of,
    default_of,
    fields_of,
    is_anything,
    is_string,
    json_type_of,
    json_value_of,
    mismatch_of,
    old_names_of,
    quoted,
    reader_of,
    time_kind_of,
    time_type_of,
    type_of,
)

KIND = {"$ref": "#/components/schemas/Kind"}
TREE = {"$ref": "#/components/schemas/Tree"}
OPTIONS = ConfigFile(field_prefix="")
CONFIG = Config.from_sources(
    OPTIONS, MetaType.NONE, document_source="", file_encoding="utf-8", overwrite=False, output_path=None
)


def model_with(schema: dict[str, Any], *, required: bool = True) -> ModelProperty:
    """Returns a model with the one property `size` of a schema."""
    return model_of({"size": schema}, required=["size"] if required else [])


def model_of(properties: dict[str, Any], required: list[str]) -> ModelProperty:
    schemas = {
        "Kind": {"type": "string", "enum": ["apple"]},
        "Tree": {"type": "object", "properties": {"id": {"type": "string"}}},
        "Model": {"type": "object", "properties": properties, "required": required},
    }
    info = {"title": "T", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}}
    data = GeneratorData.from_dict(document, config=CONFIG)
    assert isinstance(data, GeneratorData)
    assert not data.errors
    return next(model for model in data.models if model.class_info.name == "Model")


def prop(schema: dict[str, Any], *, required: bool = True) -> PropertyProtocol:
    return fields_of(model_with(schema, required=required))[0]


STRING = {"type": "string"}
SCHEMAS: list[tuple[dict[str, Any], str, str, str]] = [
    (STRING, "str", "string", "_types.string"),
    ({"type": "string", "format": "date"}, "str", "string", "_types.string"),
    ({"type": "string", "format": "date-time"}, "str", "string", "_types.string"),
    ({"type": "string", "format": "uuid"}, "str", "string", "_types.string"),
    ({"type": "number"}, "float", "number", "_types.number"),
    ({"type": "integer"}, "int", "integer", "_types.integer"),
    ({"type": "boolean"}, "bool", "boolean", "_types.boolean"),
    ({"type": "null"}, "None", "null", "_types.null"),
    ({"type": ["string", "null"]}, "str | None", "string or null", "_types.one_of(_types.string, _types.null)"),
    ({"type": "array", "items": {"type": "number"}}, "list[float]", "array", "_types.array(_types.number)"),
    (KIND, "Kind", "object", "_types.member(Kind)"),
    (TREE, "Tree", "object", "Tree.from_dict"),
    ({"type": "array", "items": TREE}, "list[Tree]", "array", "_types.array(Tree.from_dict)"),
    ({"const": "x"}, "Literal['x']", "object", "_types.constant('x')"),
    ({}, "Any", "object", "_types.anything"),
]


@pytest.mark.parametrize(("schema", "type_", "json_type", "reader"), SCHEMAS)
def test_schema_has_a_type_and_a_reader(schema: dict[str, Any], type_: str, json_type: str, reader: str) -> None:
    """Each kind of schema has a Python type, a name in messages and a function that reads it."""
    size = prop(schema)

    assert (type_, json_type, reader) == (type_of(size), json_type_of(size), reader_of(size))


def test_binary_field_is_refused() -> None:
    """A JSON document cannot hold bytes, so no reader is made up for them."""
    with pytest.raises(InvalidSpecError, match="`size` is binary, which JSON cannot hold"):
        reader_of(prop({"type": "string", "format": "binary"}))


@pytest.mark.parametrize(
    ("schema", "mismatch"),
    [
        (STRING, "not isinstance(it, str)"),
        ({"type": "boolean"}, "not isinstance(it, bool)"),
        ({"type": "null"}, "not (it is None)"),
        ({"type": "number"}, "not _types.is_number(it)"),
        ({"type": ["string", "null"]}, "not (isinstance(it, str) or it is None)"),
        ({"type": "integer"}, None),
        ({"type": ["integer", "null"]}, None),
        (KIND, None),
        (TREE, None),
        ({"type": "array", "items": STRING}, None),
        ({}, None),
    ],
)
def test_mismatch_is_a_condition_if_one_suffices(schema: dict[str, Any], mismatch: str | None) -> None:
    """Plain types are checked by a condition; the others, by their reader."""

    assert mismatch == mismatch_of(prop(schema), "it")


@pytest.mark.parametrize(
    ("schema", "value"),
    [(STRING, "self.size"), ({"type": ["number", "null"]}, "self.size"), (KIND, "_types.to_json(self.size)")],
)
def test_plain_value_is_its_own_json(schema: dict[str, Any], value: str) -> None:
    """Only what is not JSON already is converted."""

    model = model_with(schema)
    [size] = fields_of(model)

    assert value == json_value_of(size, model)


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        (STRING, "UNSET"),
        ({"type": "string", "default": 'a "b"\n'}, r'"a \"b\""'),
        ({"type": "string", "format": "date", "default": "2026-06-01"}, '"2026-06-01"'),
        ({"type": "boolean", "default": False}, "False"),
        ({"type": "integer", "default": 0}, "0"),
    ],
)
def test_default(schema: dict[str, Any], default: str) -> None:
    """An optional property defaults to that of its schema, or to UNSET."""

    assert default == default_of(prop(schema, required=False))


@pytest.mark.parametrize(
    ("schema", "kind", "time_type"),
    [
        (STRING, None, None),
        ({"type": "string", "format": "date-time"}, "timestamp", "_datetime"),
        ({"type": ["string", "null"], "format": "date-time"}, "timestamp", "_datetime | None"),
        ({"type": "string", "x-utc": True}, "timestamp", "_datetime"),
        ({"type": "string", "format": "date"}, "date", "_date"),
        ({"type": ["string", "null"], "format": "date"}, "date", "_date | None"),
        ({"oneOf": [{"type": "string", "format": "date"}, {"type": "integer"}]}, None, None),
        (TREE, None, None),
    ],
)
def test_timestamp_and_date(schema: dict[str, Any], kind: str | None, time_type: str | None) -> None:
    """A string with a format, or with `x-utc`, is a date or a timestamp; so is one that may be null."""
    model = model_with(schema)
    [size] = fields_of(model)

    assert kind == time_kind_of(size, model)
    assert kind is None or time_type == time_type_of(size, model)


@pytest.mark.parametrize(
    ("name", "attribute", "old"),
    [("type", "type", ["type_"]), ("credits", "credits", ["credits_"]), ("class", "class_", []), ("str", "str_", [])],
)
def test_builtin_is_a_good_name_for_an_attribute(name: str, attribute: str, old: list[str]) -> None:
    """Only a keyword, and a builtin that the class itself needs, get an underscore."""
    model = model_of({name: STRING}, required=[name])
    [field] = fields_of(model)

    assert (attribute, old) == (attribute_of(field), old_names_of(field, model))


@pytest.mark.parametrize(
    ("schema", "required", "expected"),
    [(STRING, True, True), (STRING, False, False), ({"type": ["string", "null"]}, True, False), (TREE, True, False)],
)
def test_string_is_always_one(schema: dict[str, Any], required: bool, expected: bool) -> None:  # noqa: FBT001
    """Only a required string that cannot be null is always a string."""

    assert expected == is_string(prop(schema, required=required))


@pytest.mark.parametrize(("schema", "expected"), [({}, True), (STRING, False), ({"type": "null"}, False)])
def test_anything(schema: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    """Only a schema without a type allows any value."""

    assert expected == is_anything(prop(schema))


def test_required_fields_come_first() -> None:
    """A model lists its required fields before the optional ones, as a Python signature has to."""
    model = model_of({"a": STRING, "b": STRING}, required=["b"])

    assert ["b", "a"] == [field.python_name for field in fields_of(model)]


def test_quoted_text_cannot_end_its_literal() -> None:
    """A string of the spec stays a string, whatever characters it has."""

    assert r'"a\"; import os \\"' == quoted('a"; import os \\')
