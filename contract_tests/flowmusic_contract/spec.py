"""The spec, `openapi.yaml`: parsed, by JSON pointer, and by line. Never written."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flowmusic_contract.yaml_text import from_yaml, nodes_of

_INSTALLED = Path(__file__).with_name("openapi.yaml")
_IN_REPOSITORY = Path(__file__).parents[2] / "openapi.yaml"


@cache
def spec() -> dict[str, Any]:
    """Returns the whole document."""
    document: dict[str, Any] = from_yaml(_text())
    return document


def at(pointer: str) -> Any:
    """Returns the value at a JSON pointer such as `#/components/schemas/UsageEvent`.

    Raises:
        KeyError: if there is no such value.
    """
    value: Any = spec()
    for key in _keys(pointer):
        value = value[int(key) if isinstance(value, list) else key]
    return value


def version() -> str:
    """Returns the version of the spec, which is also that of the client and of the suite."""
    return str(at("#/info/version"))


@cache
def line_of(pointer: str) -> int:
    """Returns the number of the line, counted from 1, that has the last key of a JSON pointer.

    Raises:
        KeyError: if there is no such key.
    """
    node, line = _root(), 0
    for key in _keys(pointer):
        node, line = _members(node)[key]
    return line + 1


def _keys(pointer: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.removeprefix("#/").split("/")]


def _members(node: yaml.Node) -> dict[str, tuple[yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        return {key.value: (member, key.start_mark.line) for key, member in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(index): (item, item.start_mark.line) for index, item in enumerate(node.value)}
    return {}


@cache
def _root() -> yaml.Node:
    root = nodes_of(_text())
    if root is None:
        raise KeyError("the spec is empty")
    return root


@cache
def _text() -> str:
    path = _INSTALLED if _INSTALLED.exists() else _IN_REPOSITORY
    return path.read_text(encoding="utf-8")
