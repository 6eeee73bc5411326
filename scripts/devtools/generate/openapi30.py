"""The OpenAPI 3.0.3 form of a 3.1 spec, for tools that do not read 3.1.

It keeps what has the same meaning in both versions and refuses the rest, so it never differs from the spec in meaning.
"""

from typing import Any, NoReturn

import yaml

from flowmusic_contract.yaml_text import from_yaml

HEADER = "# Generated from openapi.yaml by scripts/generate. Do not edit. For tools without OpenAPI 3.1.\n"

_TYPES = ("string", "number", "boolean", "array", "object")  # no `integer`: 1.0 is one in 3.1 alone


class UnderivableError(ValueError):
    """Something in a spec has no known form in 3.0."""


def _same(*fields: str) -> dict[str, str]:
    return dict.fromkeys(fields, "same")


_KINDS: dict[str, dict[str, str]] = {
    "document": _same("externalDocs")
    | {
        "openapi": "version",
        "info": "info",
        "servers": "[server]",
        "tags": "[tag]",
        "paths": "{path}",
        "components": "components",
    },
    "server": _same("url", "description"),
    "tag": _same("name", "description"),
    "info": _same("title", "description", "version", "contact") | {"summary": "dropped", "license": "license"},
    "license": _same("name", "url"),
    "path": _same("summary", "description") | {"get": "operation"},
    "operation": _same("operationId", "tags", "summary", "description", "security")
    | {"parameters": "[parameter]", "responses": "{response}"},
    "parameter": _same("name", "in", "required", "description", "example") | {"schema": "schema"},
    "response": _same("description") | {"content": "{media type}"},
    "media type": _same("example") | {"schema": "schema", "examples": "{example}"},
    "example": _same("summary", "description", "value"),
    "components": {
        "securitySchemes": "{security scheme}",
        "parameters": "{parameter}",
        "responses": "{response}",
        "schemas": "{schema}",
        "examples": "{example}",
    },
    "security scheme": _same("type", "scheme", "description", "name", "in"),
    "schema": _same("description", "format", "pattern", "required", "example")
    | {"type": "type", "properties": "{schema}", "items": "schema", "additionalProperties": "additional"},
}
"""The fields that an object may have, and what each holds: an object of that kind, a {map} or a [list] of them."""

_EXTENSIBLE_MAPS = ("{path}", "{response}")
"""Maps that may have `x-` fields; in other maps, every name is that of an entry."""

_DROPPED = "x-contract"
"""The sentences of the rules that a part of the spec documents: only our test suite reads them."""


def openapi_30(spec: str) -> str:
    """Returns the text of the 3.0.3 form of a spec.

    Raises:
        UnderivableError: if something in the spec has no known form in 3.0.
    """
    document = derive(from_yaml(spec))
    return HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def derive(document: Any) -> Any:
    """Returns the 3.0.3 form of a document.

    Raises:
        UnderivableError: if something in it has no known form in 3.0.
    """
    return _derive("document", document, "#")


def _derive(kind: str, value: Any, at: str) -> Any:
    match kind[0], value:
        case "{", dict():
            return _map(kind, value, at)
        case "[", list():
            return [_derive(kind[1:-1], member, _inside(at, index)) for index, member in enumerate(value)]
        case _ if kind == "same" or (kind == "additional" and isinstance(value, bool)):
            return value
        case _:
            return _object("schema" if kind == "additional" else kind, value, at)


def _map(kind: str, value: dict[str, Any], at: str) -> dict[str, Any]:
    derived: dict[str, Any] = {}
    for key, member in value.items():
        if kind in _EXTENSIBLE_MAPS and key.startswith("x-"):
            derived |= _extension(key, member)
        else:
            derived[key] = _derive(kind[1:-1], member, _inside(at, key))
    return derived


def _extension(field: str, value: Any) -> dict[str, Any]:
    return {} if field == _DROPPED else {field: value}


def _object(kind: str, value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict) or kind not in _KINDS:
        _refuse(at, f"{value!r}")
    if "$ref" in value:
        alone = {"$ref": value["$ref"]}
        return alone if value.keys() <= {"$ref", _DROPPED} else _refuse(at, "a `$ref` that is not alone")
    if kind == "schema" and "type" not in value:
        _refuse(at, "a schema without `type`")
    derived: dict[str, Any] = {}
    for field, member in value.items():
        is_extension = field.startswith("x-")
        derived |= _extension(field, member) if is_extension else _field(kind, field, member, _inside(at, field))
    return derived


def _field(kind: str, field: str, value: Any, at: str) -> dict[str, Any]:
    inner = _KINDS[kind].get(field) or _refuse(at, f"`{field}` in a {kind}")
    match inner, value:
        case "version", str() if value.startswith("3.1."):
            return {"openapi": "3.0.3"}
        case "dropped", _:
            return {}
        case "type", str() if value in _TYPES:
            return {"type": value}
        case "type", [str() as type_, "null"] if type_ in _TYPES:
            return {"type": type_, "nullable": True}
        case _:
            return {field: _derive(inner, value, at)}


def _inside(at: str, key: object) -> str:
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _refuse(at: str, what: str) -> NoReturn:
    raise UnderivableError(f"{what} has no known form in OpenAPI 3.0, at {at}")


class _Dumper(yaml.SafeDumper):
    """Writes YAML as it is written by hand here: lists indented, and long texts folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=">" if len(text) > 80 else None)


_Dumper.add_representer(str, _text)
