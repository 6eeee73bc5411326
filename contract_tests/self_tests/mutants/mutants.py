"""Machine-made mutants of a valid body: every operator at every path that it changes."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

Path = tuple[str | int, ...]


@frozen
class Mutant:
    """A body with one changed value."""

    path: Path
    operator: str
    document: Any


def mutants(document: Any) -> Iterator[Mutant]:
    """Yields every mutant of a document that differs from it in value; 60 and 60.0 do not."""
    for path in _paths(document, ()):
        for name, operate in _OPERATORS.items():
            mutant = _copied(document, path)
            if operate(_at(mutant, path[:-1]), path[-1]) and mutant != document:
                yield Mutant(path, name, mutant)


def _paths(value: Any, path: Path) -> Iterator[Path]:
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from _paths(member, (*path, key))


def _copied(document: Any, path: Path) -> Any:
    """Returns a document that differs from its original nowhere, and shares nothing that lies on the path."""
    copied = copy.copy(document)
    if path:
        copied[path[0]] = _copied(document[path[0]], path[1:])
    return copied


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _remove(parent: Any, key: Any) -> bool:
    del parent[key]
    return True


def _rename(parent: Any, key: Any) -> bool:
    if isinstance(parent, dict):
        parent[f"{key}_"] = parent.pop(key)
    return isinstance(parent, dict)


def _repeat(parent: Any, key: Any) -> bool:
    if isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]))
    return isinstance(parent, list)


def _replace(kind: type | tuple[type, ...], change: Callable[[Any], Any]) -> Callable[[Any, Any], bool]:
    def operate(parent: Any, key: Any) -> bool:
        value = parent[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            return False
        parent[key] = change(value)
        return True

    return operate


_NUMBER = (int, float)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "remove": _remove,
    "rename": _rename,
    "repeat": _repeat,
    "null": _replace(object, lambda _: None),
    "text": _replace((int, float, dict, list, type(None)), str),
    "true": _replace(object, lambda _: True),
    "number": _replace((str, dict, list, type(None)), lambda _: 1),
    "in a list": _replace(object, lambda value: [value]),
    "in an object": _replace(object, lambda value: {"value": value}),
    "empty": _replace((str, dict, list), lambda value: type(value)()),
    "one more": _replace(_NUMBER, lambda value: value + 1),
    "a hundredth more": _replace(_NUMBER, lambda value: value + 0.01),
    "double": _replace(_NUMBER, lambda value: value * 2),
    "a twelfth": _replace(_NUMBER, lambda value: value / 12),
    "negative": _replace(_NUMBER, lambda value: -value),
    "zero": _replace(_NUMBER, lambda _: 0),
    "cut short": _replace(str, lambda value: value[:-1]),
    "longer": _replace(str, lambda value: value + "x"),
    "in capitals": _replace(str, str.upper),
    "another": _replace(str, lambda _: "another"),
}
