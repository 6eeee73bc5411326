"""The usage report as a model of the kind that openai-python has for its own responses."""

from functools import cache
from importlib import import_module
from typing import Any

import yaml

from devtools.paths import SPEC

_PLAIN = {"string": str, "number": float, "null": None}


@cache
def usage_model() -> Any:
    """Returns the model, made from the schemas of the spec."""
    schemas = yaml.safe_load(SPEC.read_text(encoding="utf-8"))["components"]["schemas"]
    return _type(schemas, {"$ref": "#/components/schemas/AccountUsage"})


def _type(schemas: dict[str, Any], schema: dict[str, Any], name: str = "") -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _type(schemas, schemas[name], name)
    match schema["type"]:
        case "array":
            return list[_type(schemas, schema["items"])]  # type: ignore[misc] # a type that is made here
        case "object" if "properties" in schema:
            return _model(schemas, schema, name)
        case "object":
            return dict[str, _type(schemas, schema["additionalProperties"])]  # type: ignore[misc] # likewise
        case [first, second]:
            return _PLAIN[first] | _PLAIN[second]  # type: ignore[operator] # likewise
        case plain:
            return _PLAIN[plain]


def _model(schemas: dict[str, Any], schema: dict[str, Any], name: str) -> Any:
    pydantic, base = import_module("pydantic"), import_module("openai").BaseModel
    fields = {
        field.strip("_"): (_type(schemas, each), pydantic.Field(alias=field))
        for field, each in schema["properties"].items()
    }
    return pydantic.create_model(name, __base__=base, **fields)
