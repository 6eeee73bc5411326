"""On which line of the spec something stands."""

from functools import cache
from pathlib import Path

import yaml

from flowmusic_contract import spec

_BESIDE = Path(spec.__file__).with_name("openapi.yaml")
_IN_REPOSITORY = Path(spec.__file__).parents[2] / "openapi.yaml"


@cache
def line_of(pointer: str) -> int:
    """Returns the line, from 1, of the key that a JSON pointer such as `#/components/schemas/UsageEvent` ends with.

    Raises:
        KeyError: if nothing stands there.
    """
    node, line = _root(), 0
    for token in pointer.removeprefix("#/").split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        node, line = _members(node)[key]
    return line + 1


def _members(node: yaml.Node) -> dict[str, tuple[yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        return {key.value: (member, key.start_mark.line) for key, member in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(index): (item, item.start_mark.line) for index, item in enumerate(node.value)}
    return {}


@cache
def _root() -> yaml.Node:
    path = _BESIDE if _BESIDE.exists() else _IN_REPOSITORY
    root = yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    if root is None:
        raise KeyError(f"{path} is empty")
    return root
