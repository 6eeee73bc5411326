"""Looks for the marker in what a call returned or raised."""

from collections.abc import Iterable, Mapping
from types import ModuleType

from devtools.bench.features.calls import MARKER

_DEPTH = 6


def reaches_marker(value: object) -> bool:
    """Returns whether the marker is in a value, or can be reached from it over attributes and items."""
    seen: set[int] = set()
    level: list[object] = [value]
    for _ in range(_DEPTH):
        if any(_is_marked(each) for each in level):
            return True
        seen.update(map(id, level))
        level = [part for each in level for part in _parts(each) if id(part) not in seen]
    return False


def _is_marked(value: object) -> bool:
    if isinstance(value, bytes | bytearray):
        return MARKER.encode() in value
    return isinstance(value, str) and MARKER in value


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, str | bytes | bytearray | type | ModuleType) or callable(value):
        return
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    yield from getattr(value, "__dict__", {}).values()
    for owner in type(value).__mro__:
        for name in _slots(owner):
            yield getattr(value, name, None)
    if isinstance(value, BaseException):
        yield from (value.args, str(value))


def _slots(owner: type) -> Iterable[str]:
    slots = vars(owner).get("__slots__", ())
    return [slots] if isinstance(slots, str) else slots
