"""The document of the control API, and the bodies that it allows."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from flowmusic_contract.mock_server.ledger import SumError
from flowmusic_contract.mock_server.reading import InputError, parsed
from flowmusic_contract.yaml_text import from_yaml

ON_ERROR = "x-on-error"
"""The keyword of a schema with the message for a value that does not fit."""


@cache
def document() -> dict[str, Any]:
    """Returns the OpenAPI document of the control API."""
    text = Path(__file__).with_name("control.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = from_yaml(text)
    return loaded


@cache
def described(name: str) -> dict[str, Any]:
    """Returns what the document says about an operation."""
    items = (item for methods in document()["paths"].values() for item in methods.values())
    [found] = [item for item in items if item["operationId"] == name]
    operation: dict[str, Any] = found
    return operation


def checked(content: bytes, content_type: str | None, name: str) -> dict[str, Any]:
    """Returns the fields of the body of an operation.

    Raises:
        InputError: if the document does not allow the body.
    """
    body = described(name).get("requestBody")
    if body is None or (not content and not body.get("required")):
        return {}
    if (content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise InputError("expected the content type application/json")  # a web page cannot send it unasked
    fields = parsed(content)
    for error in _validator(name).iter_errors(fields):
        message = _message_for(_schema(name), error.schema_path) or error.message[:200]
        raise InputError(f"{_path(error.instance_path)}: {message}")
    allowed: dict[str, Any] = fields
    return allowed


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(name))


def _schema(name: str) -> dict[str, Any]:
    schema = described(name)["requestBody"]["content"]["application/json"]["schema"]
    return {**schema, "components": document()["components"]}


def _message_for(schema: Any, path: Iterable[str | int]) -> str | None:
    """Returns what the nearest schema around a keyword says about values that do not fit, if one does."""
    message = None
    for part in path:
        message = schema.get(ON_ERROR, message) if isinstance(schema, dict) else message
        if part == "enum":
            message = message or f"expected one of {', '.join(schema['enum'])}"
        schema = schema[part]
    return message


def _path(parts: Iterable[str | int]) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


@contextmanager
def at(*parts: str | int) -> Generator[None]:
    """Puts the path of a value in the body before the message of an error about that value."""
    try:
        yield
    except (SumError, TypeError, ValueError) as error:
        raise InputError(f"{_path(parts)}: {error}") from error
