"""The differences between two JSON documents, in the short form of `Effects`."""

import json
from collections.abc import Iterator
from typing import Any

from flowmusic_contract.engine.expectation import ABSENT, JsonPath
from flowmusic_contract.engine.json_path import json_path


def json_differences(old: Any, new: Any, location: JsonPath = ()) -> Iterator[tuple[JsonPath, str]]:
    """Yields the location of each difference between two JSON values, with both values in short."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from json_differences(old.get(key, ABSENT), new.get(key, ABSENT), (*location, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for row, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from json_differences(one, other, (*location, row))
    elif _text(old) != _text(new) or (isinstance(old, list) and old != new):
        yield location, f"{_text(old)} -> {_text(new)}"


def pattern_of(location: JsonPath) -> JsonPath:
    """Returns a location with a star for its row, or for the event type in a map by type."""
    previous: JsonPath = ("", *location)
    return tuple("*" if _is_variable(before, step) else step for before, step in zip(previous, location, strict=False))


def common_path(old: Any, locations: list[JsonPath]) -> str:
    """Returns one path for locations that differ in one step: `[*]` for all elements, otherwise a list of them."""
    location, pattern = locations[0], pattern_of(locations[0])
    if "*" not in pattern or location == pattern:
        return json_path(location)
    at = pattern.index("*")
    steps = sorted({location[at] for location in locations}, key=str)
    head, tail = json_path(location[:at]), json_path(location[at + 1 :])[1:]
    if len(steps) == 1:
        return json_path(location)
    for step in location[:at]:
        old = old[step]
    size = len(old)
    listed = ",".join(f"'{step}'" if isinstance(step, str) else str(step) for step in steps)
    return f"{head}[{'*' if len(steps) == size else listed}]{tail}"


def elided(text: str) -> str:
    """Returns the beginning and the end of a long text."""
    return text if len(text) <= 60 else f"{text[:20]} … {text[-10:]}"


def _text(value: Any) -> str:
    match value:
        case list():
            return f"array of {len(value)}"
        case dict():
            return f"object of {len(value)}"
        case _:
            return "absent" if value is ABSENT else elided(json.dumps(value, ensure_ascii=False))


def _is_variable(before: str | int, step: str | int) -> bool:
    return isinstance(step, int) or str(before).startswith("by_type_")
